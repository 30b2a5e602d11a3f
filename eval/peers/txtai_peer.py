"""txtai as its documentation has it: hybrid search, the best passages joined, its reader over them."""

from typing import Any

from asking import Ask, Inputs, main
from sentence_transformers import SentenceTransformer
from txtai import RAG, Embeddings
from txtai.pipeline import Questions


def build(inputs: Inputs) -> Ask:
    """Index the paragraphs and load the reader."""
    model = SentenceTransformer(inputs.embedder, device="cpu")
    known = {p["text"]: vector for p, vector in zip(inputs.paragraphs, inputs.vectors, strict=True)}

    def transform(texts: list[str]) -> list[list[float]]:
        return [known[text] if text in known else model.encode(text).tolist() for text in texts]

    embeddings = Embeddings(method="external", transform=transform, hybrid=True, content=True)
    embeddings.index([(p["id"], p["text"], None) for p in inputs.paragraphs])
    retrieved: list[str] = []

    def search(queries: list[str], limit: int) -> list[list[dict[str, Any]]]:
        found = embeddings.batchsearch(queries, 10)
        retrieved[:] = [hit["id"] for hit in found[0]]
        return [hits[:limit] for hits in found]

    rag = RAG(search, Questions(inputs.reader, gpu=False), output="flatten")

    def ask(question: str) -> tuple[str, list[str]]:
        try:
            answer = rag(question)
        except TypeError:
            answer = None  # its decoding cannot tell the characters of the reader's "not in this passage"
        return answer or "", list(retrieved)

    return ask


main(build)
