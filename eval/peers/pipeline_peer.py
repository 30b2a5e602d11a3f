"""transformers' own question-answering pipeline (below 5.3) over the ten passages nearest by embedding."""

import torch
from asking import Ask, Inputs, main
from sentence_transformers import SentenceTransformer, util
from transformers import pipeline


def build(inputs: Inputs) -> Ask:
    """Load the models."""
    embedder = SentenceTransformer(inputs.embedder, device="cpu")
    vectors = torch.tensor(inputs.vectors)
    reader = pipeline("question-answering", model=inputs.reader, device="cpu")

    def ask(question: str) -> tuple[str, list[str]]:
        query = embedder.encode(question, convert_to_tensor=True)
        hits = util.semantic_search(query, vectors, top_k=10)[0]
        found = [inputs.paragraphs[hit["corpus_id"]] for hit in hits]
        answers = [reader(question=question, context=p["text"]) for p in found]
        return max(answers, key=lambda answer: answer["score"])["answer"], [p["id"] for p in found]

    return ask


main(build)
