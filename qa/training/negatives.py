"""Paragraphs that look as if they answered a question and do not: mined by ranking all training paragraphs.

The reader meets such passages in use: the retriever returns them. Without having seen them in training, a
reader gives the best span of a wrong passage as high a score as a right one (Clark & Gardner 2018).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from pydantic import BaseModel, ValidationError

from qa.answering.comparing import normalised
from qa.errors import InputError
from qa.questionsets.question_set import Question
from qa.training.data import TrainingData

Negatives = Mapping[str, tuple[int, ...]]  # question id: places of paragraphs, most misleading first
Ranking = Callable[[Sequence[str], int], list[list[int]]]
"""The places of the best paragraphs for each question, best first, and at most so many of them."""

_AT_ONCE = 2048  # questions in one search
_ALIKE = 0.5  # share of common words from which on two paragraphs are near-duplicates


class _Row(BaseModel, strict=True):
    id: str
    paragraphs: tuple[int, ...]


def mine(
    data: TrainingData, ranking: Ranking, *, keep: int = 5, depth: int = 20, unanswerable: bool = False
) -> Iterator[tuple[str, tuple[int, ...]]]:
    """The best-ranked paragraphs of each question in which its answer does not stand.

    Near-duplicates of its own paragraph are none of them. At most ``keep`` of the first ``depth``: (question
    id, places in ``data.paragraphs``, best-ranked first). ``unanswerable`` questions get some where asked.
    """
    misleading = _Misleading(data)
    chosen = [question for question in data.questions if question.answerable or unanswerable]
    for first in range(0, len(chosen), _AT_ONCE):
        part = chosen[first : first + _AT_ONCE]
        rankings = ranking([question.text for question in part], depth)
        for question, places in zip(part, rankings, strict=True):
            wrong = [place for place in places if misleading(question, place)]
            yield question.id, tuple(wrong[:keep])


def write_negatives(path: Path, rows: Iterator[tuple[str, tuple[int, ...]]]) -> int:
    """Store mined negatives as JSON lines; returns how many questions have some."""
    count = 0
    part = path.with_suffix(".part")
    with part.open("w", encoding="utf-8") as out:
        for question, places in rows:
            if places:
                out.write(json.dumps({"id": question, "paragraphs": list(places)}) + "\n")
                count += 1
    part.replace(path)
    return count


def read_negatives(path: Path, data: TrainingData) -> Negatives:
    """Mined negatives of this training data.

    Raises:
        InputError: the file cannot be read, or names paragraphs that the data do not have.
    """
    negatives: dict[str, tuple[int, ...]] = {}
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot read the negatives in {path}: {error}") from error
    for number, line in enumerate(lines, 1):
        try:
            row = _Row.model_validate_json(line)
        except ValidationError as error:
            raise InputError(f"{path}, line {number}: not an id and its paragraphs; mine it again") from error
        if any(not 0 <= place < len(data.paragraphs) for place in row.paragraphs):
            raise InputError(f"{path}, line {number}: mined over other paragraphs than these; mine it again")
        negatives[row.id] = row.paragraphs
    return negatives


def lexical_ranking(paragraphs: Sequence[str]) -> Ranking:
    """BM25 over the paragraphs with English stemming, in memory: what the lexical half of the index does."""
    import tantivy

    schema = tantivy.SchemaBuilder()
    schema.add_integer_field("place", fast=True, stored=True)
    schema.add_text_field("text", tokenizer_name="en_stem")
    index = tantivy.Index(schema.build())
    writer = index.writer(50_000_000, 1)
    for place, paragraph in enumerate(paragraphs):
        writer.add_document(tantivy.Document(place=place, text=paragraph))
    writer.commit()
    index.reload()
    searcher = index.searcher()

    def rank(questions: Sequence[str], k: int) -> list[list[int]]:
        places = []
        for question in questions:
            words = "".join(char if char.isalnum() else " " for char in question.lower())
            query = index.parse_query(words, ["text"])
            hits = searcher.search(query, k, count=False).hits
            places.append([int(searcher.doc(address)["place"][0]) for _, address in hits])
        return places

    return rank


class _Misleading:
    """Tells which paragraphs may stand beside a question as wrong ones."""

    def __init__(self, data: TrainingData) -> None:
        self._data = data
        self._normalised = [f" {normalised(text)} " for text in data.paragraphs]
        self._words = [frozenset(text.split()) for text in self._normalised]

    def __call__(self, question: Question, place: int) -> bool:
        """Whether no answer stands in a paragraph, and it does not tell what the question's own tells."""
        own = self._data.place[question.id]
        if place == own or any(
            f" {wanted} " in self._normalised[place]
            for wanted in map(normalised, question.answers or ())
            if wanted
        ):
            return False
        ours, theirs = self._words[own], self._words[place]
        return len(ours & theirs) < _ALIKE * len(ours | theirs)
