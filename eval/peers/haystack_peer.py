"""haystack 2.x as its documentation has it: BM25 and embeddings, joined, then its reader."""

from asking import Ask, Inputs, main
from haystack import Document, Pipeline
from haystack.components.embedders import SentenceTransformersTextEmbedder
from haystack.components.joiners import DocumentJoiner
from haystack.components.readers import ExtractiveReader
from haystack.components.retrievers.in_memory import InMemoryBM25Retriever, InMemoryEmbeddingRetriever
from haystack.document_stores.in_memory import InMemoryDocumentStore
from haystack.utils import ComponentDevice


def build(inputs: Inputs) -> Ask:
    """Index the paragraphs and load the reader."""
    cpu = ComponentDevice.from_str("cpu")
    store = InMemoryDocumentStore(embedding_similarity_function="cosine")
    store.write_documents(
        [
            Document(id=p["id"], content=p["text"], meta={"title": p["title"]}, embedding=vector)
            for p, vector in zip(inputs.paragraphs, inputs.vectors, strict=True)
        ]
    )
    pipeline = Pipeline()
    pipeline.add_component(
        "text_embedder",
        SentenceTransformersTextEmbedder(model=inputs.embedder, device=cpu, progress_bar=False),
    )
    pipeline.add_component("dense", InMemoryEmbeddingRetriever(store, top_k=10))
    pipeline.add_component("bm25", InMemoryBM25Retriever(store, top_k=10))
    pipeline.add_component("joiner", DocumentJoiner(join_mode="reciprocal_rank_fusion", top_k=10))
    pipeline.add_component(
        "reader", ExtractiveReader(model=inputs.reader, device=cpu, top_k=1, no_answer=False)
    )
    pipeline.connect("text_embedder.embedding", "dense.query_embedding")
    pipeline.connect("dense", "joiner")
    pipeline.connect("bm25", "joiner")
    pipeline.connect("joiner", "reader")

    def ask(question: str) -> tuple[str, list[str]]:
        found = pipeline.run(
            {"text_embedder": {"text": question}, "bm25": {"query": question}, "reader": {"query": question}},
            include_outputs_from={"joiner"},
        )
        answers = found["reader"]["answers"]
        return (answers[0].data or "") if answers else "", [d.id for d in found["joiner"]["documents"]]

    return ask


main(build)
