"""This project, asked as its peers are: an index of the paragraphs, every question answered."""

import os
import sys
from pathlib import Path

from asking import Ask, Inputs, main

from qa import Assistant
from qa.settings import Settings
from qa.types import EVERYTHING


def build(inputs: Inputs) -> Ask:
    """Open the index, made when it is asked for the first time."""
    threads = int(os.environ.get("OMP_NUM_THREADS", "0"))  # as its peers', whose PyTorch heeds it
    settings = Settings(retriever=sys.argv[2], threshold=0.0, threads=threads)
    assistant = Assistant.open(Path(sys.argv[1]) / "index", settings)

    def ask(question: str) -> tuple[str, list[str]]:
        answer = assistant.ask(question)
        hits = assistant.retriever.search([answer.resolved_question], 10, EVERYTHING)[0]
        return answer.text or "", list(dict.fromkeys(hit.passage.article_id for hit in hits))

    return ask


main(build)
