"""What an embedder was trained to read before a question and before a text.

Some models want an instruction or a word there ("query: ", "passage: "); sentence-transformers keeps it in
``config_sentence_transformers.json``, and ``encode_query`` and ``encode_document`` put it there.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from qa.errors import ModelMissing
from qa.models.folder import SENTENCE_TRANSFORMERS, about_prompts

_MOST_CHARACTERS = 1000  # the longest instructions of published models have a third of it


@dataclass(frozen=True, slots=True)
class Prompts:
    """What stands before what is embedded."""

    question: str = ""
    text: str = ""


NO_PROMPTS = Prompts()


def read_prompts(folder: Path) -> Prompts:
    """The prompts that a model's folder names, chosen as sentence-transformers chooses them.

    Raises:
        ModelMissing: they are not what they should be.
    """
    config = about_prompts(folder)
    prompts, default = config.get("prompts") or {}, config.get("default_prompt_name")
    if not isinstance(prompts, dict) or not all(
        isinstance(prompt, str) and len(prompt) <= _MOST_CHARACTERS for prompt in prompts.values()
    ):
        raise ModelMissing(
            f"the prompts in {SENTENCE_TRANSFORMERS} of the model {folder} are not texts of at most "
            f"{_MOST_CHARACTERS} characters"
        )

    def first(*names: object) -> str:
        return next((str(prompts[name]) for name in names if isinstance(name, str) and name in prompts), "")

    return Prompts(first("query", default), first("document", "passage", "corpus", default))
