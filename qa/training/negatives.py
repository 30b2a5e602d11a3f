"""Paragraphs that look as if they answered a question and do not: mined by ranking all training paragraphs.

The reader meets such passages in use: the retriever returns them. Without having seen them in training, a
reader gives the best span of a wrong passage as high a score as a right one (Clark & Gardner 2018).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from pydantic import BaseModel, ValidationError

from qa.errors import InputError
from qa.evaluation.metrics import holds_answer
from qa.questionsets.question_set import Question
from qa.retrieval import retriever_of
from qa.settings import Settings
from qa.training.data import TrainingData
from qa.types import Article

Negatives = Mapping[str, tuple[int, ...]]  # question id: places of paragraphs, most misleading first
Ranking = Callable[[Sequence[str], int], list[list[int]]]
"""The places of the best paragraphs for each question, best first, and at most so many of them."""

_AT_ONCE = 256  # questions in one search


class _Row(BaseModel, strict=True):
    id: str
    paragraphs: tuple[int, ...]


def mine(
    data: TrainingData, ranking: Ranking, *, keep: int = 5, depth: int = 20
) -> Iterator[tuple[str, tuple[int, ...]]]:
    """The best-ranked paragraphs of each answerable question in which its answer does not stand.

    At most ``keep`` of the first ``depth``: (question id, places in ``data.paragraphs``, best-ranked first).
    """
    answerable = [question for question in data.questions if question.answerable]
    for first in range(0, len(answerable), _AT_ONCE):
        part = answerable[first : first + _AT_ONCE]
        rankings = ranking([question.text for question in part], depth)
        for question, places in zip(part, rankings, strict=True):
            wrong = [place for place in places if not _answers(data, question, place)]
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


@contextmanager
def meaning_ranking(paragraphs: Sequence[str], folder: Path, settings: Settings) -> Iterator[Ranking]:
    """The project's own retriever over the paragraphs, each an article whose id is its place.

    What the index in ``folder`` holds already is not embedded again.
    """
    from qa.index.local import LocalIndex
    from qa.models.embedder import load_embedder
    from qa.passages import Splitter

    splitter = Splitter(settings.passage_words, settings.passage_overlap)
    articles = (Article(str(place), "", text, str(place)) for place, text in enumerate(paragraphs))
    with LocalIndex.create(folder, load_embedder(settings), splitter) as index:
        index.add(articles)
        retriever = retriever_of(index, settings)

        def rank(questions: Sequence[str], k: int) -> list[list[int]]:
            found = retriever.search(questions, 2 * k)  # a paragraph may have several passages
            return [list(dict.fromkeys(int(hit.passage.article_id) for hit in hits))[:k] for hits in found]

        yield rank


def _answers(data: TrainingData, question: Question, place: int) -> bool:
    own = data.place[question.id]
    return place == own or holds_answer(data.paragraphs[place], question.answers or ())
