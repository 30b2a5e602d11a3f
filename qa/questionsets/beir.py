"""BEIR: a folder with ``corpus.jsonl``, ``queries.jsonl`` and ``qrels/SPLIT.tsv``."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, Field

from qa.errors import InputError
from qa.questionsets.files import COMPRESSIONS, read_json_lines, read_text_lines
from qa.questionsets.question_set import Question, QuestionSet, paragraph_article

_SPLITS = ("test", "dev", "train")  # the first that there is


class _Text(BaseModel):
    id: str = Field(alias="_id")
    text: str
    title: str = ""


def read_beir(folder: Path) -> QuestionSet:
    """The queries of one split and the whole corpus; no answers are known.

    Raises:
        InputError: it is no such folder, or a line that does not fit.
    """
    corpus, queries = _member(folder, "corpus.jsonl"), _member(folder, "queries.jsonl")
    relevant = _relevant(_qrels_file(folder))
    documents = (line.fitted(_Text) for line in read_json_lines(corpus))
    articles = tuple(paragraph_article(one.id, one.title, one.text) for one in documents)
    asked = (line.fitted(_Text) for line in read_json_lines(queries))
    questions = tuple(
        Question(one.id, one.text, None, relevant=relevant[one.id], group=one.id)
        for one in asked
        if one.id in relevant  # BEIR keeps the queries of all splits in one file
    )
    return QuestionSet(folder.name, questions, articles)


def _relevant(path: Path) -> dict[str, dict[str, int]]:
    """The grade of each judged document, by query."""
    relevant: dict[str, dict[str, int]] = {}
    for number, line in read_text_lines(path):
        cells = line.split("\t")
        if number == 1 and cells[:2] == ["query-id", "corpus-id"]:
            continue
        try:
            query, document, grade = cells[0], cells[1], int(cells[2])
        except (IndexError, ValueError) as error:
            raise InputError(
                f"{path}, line {number}: expected query id, document id and grade, tabs between"
            ) from error
        relevant.setdefault(query, {})[document] = grade
    return relevant


def _qrels_file(folder: Path) -> Path:
    found = sorted((folder / "qrels").glob("*.tsv*"))
    if not found:
        raise InputError(f"{folder} holds no qrels/*.tsv, so it is no BEIR folder")
    named = (path for split in _SPLITS for path in found if path.name.split(".")[0] == split)
    return next(named, found[0])


def _member(folder: Path, name: str) -> Path:
    for compression in ("", *COMPRESSIONS):
        if (folder / (name + compression)).is_file():
            return folder / (name + compression)
    raise InputError(f"{folder} holds no {name}, so it is no BEIR folder")
