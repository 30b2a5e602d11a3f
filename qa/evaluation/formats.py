"""Question sets as people have them: SQuAD 1.1/2.0, BEIR, NQ-open, MRQA and plain JSON lines.

All of them optionally .gz or .xz. The format is told by the content, never by the name:

    SQuAD    one JSON object with ``data``: a list of articles with paragraphs and questions
    BEIR     a folder with ``corpus.jsonl``, ``queries.jsonl`` and ``qrels/SPLIT.tsv``
    NQ-open  JSON lines ``{"question": "...", "answer": ["...", ...]}``
    MRQA     JSON lines, the first with ``header``; then ``{"context": "...", "qas": [...]}``
    plain    JSON lines ``{"id": "...", "question": "...", "answers": ["...", ...], "article": "..."}``
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from qa.errors import InputError
from qa.evaluation.files import format_suffix, read_json, read_json_lines, read_text_lines
from qa.evaluation.question_set import Question, QuestionSet
from qa.types import Article
from qa.validation import in_words

_COMPRESSED = ("", ".gz", ".xz")
# MRQA joins several documents into one context and marks their seams with these.
_MRQA_MARKS = re.compile(r"\[(?:TLE|DOC|PAR|SEP)\]")


class _Loose(BaseModel):
    """Fields we do not know belong to somebody's tooling; they are left alone."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class _Text(_Loose):
    text: str


class _SquadQuestion(_Loose):
    id: str
    question: str
    answers: list[_Text] = []
    is_impossible: bool = False


class _SquadParagraph(_Loose):
    context: str
    qas: list[_SquadQuestion]


class _SquadArticle(_Loose):
    title: str = ""
    paragraphs: list[_SquadParagraph]


class _Squad(_Loose):
    data: list[_SquadArticle]


class _MrqaQuestion(_Loose):
    qid: str
    question: str
    answers: list[str]


class _MrqaParagraph(_Loose):
    context: str
    qas: list[_MrqaQuestion]


class _NaturalQuestion(_Loose):
    question: str
    answer: list[str]


class _PlainQuestion(_Loose):
    id: str
    question: str
    answers: list[str]
    article: str | None = None


class _BeirText(_Loose):
    id: str = Field(alias="_id")
    text: str
    title: str = ""


_Model = TypeVar("_Model", bound=BaseModel)


def load_questions(path: Path) -> QuestionSet:
    """The question set at a path, its format told by its content.

    Raises:
        InputError: nothing there, no known format, or a record that does not fit it (named by its line).
    """
    if path.is_dir():
        questions = _beir(path)
    elif not path.exists():
        raise InputError(f"no question set at {path}")
    elif format_suffix(path) == ".json":
        questions = _squad(path)
    else:
        questions = _json_lines(path)
    if not questions.questions:
        raise InputError(f"{path} holds no questions")
    _refuse_repeated(path, questions)
    return questions


def _squad(path: Path) -> QuestionSet:
    squad = _valid(_Squad, read_json(path), f"{path} is not in the SQuAD layout")
    questions: list[Question] = []
    articles: list[Article] = []
    for number, article in enumerate(squad.data):
        # SQuAD names its articles as Wikipedia's addresses do.
        title = article.title.replace("_", " ") or f"article {number + 1}"
        for place, paragraph in enumerate(article.paragraphs):
            # Numbered over the file, for a file may name two articles alike.
            paragraph_id = f"{number}:{title}#{place}"
            articles.append(_paragraph(paragraph_id, title, paragraph.context))
            questions += [
                Question(
                    id=asked.id,
                    text=asked.question,
                    answers=() if asked.is_impossible else _distinct(answer.text for answer in asked.answers),
                    paragraph=paragraph_id,
                    # An unanswerable question has a paragraph it was written about, but none that answers it.
                    relevant={} if asked.is_impossible or not asked.answers else {paragraph_id: 1},
                    group=title,
                )
                for asked in paragraph.qas
            ]
    return QuestionSet(_name(path), tuple(questions), tuple(articles))


def _json_lines(path: Path) -> QuestionSet:
    lines = read_json_lines(path)
    first = next(lines, None)
    if first is None:
        raise InputError(f"{path} holds no questions")
    keys = first[1].keys()
    if "header" in keys or "context" in keys:
        return _mrqa(path, chain([first], lines))
    if "answer" in keys and "answers" not in keys:
        return _natural_questions(path, chain([first], lines))
    return _plain(path, chain([first], lines))


def _mrqa(path: Path, lines: Iterable[tuple[int, dict[str, Any]]]) -> QuestionSet:
    questions: list[Question] = []
    articles: list[Article] = []
    for number, record in lines:
        if "header" in record:
            continue
        paragraph = _valid(_MrqaParagraph, record, f"{path}, line {number}")
        paragraph_id = f"{_name(path)}#{number}"
        articles.append(_paragraph(paragraph_id, "", _MRQA_MARKS.sub(" ", paragraph.context).strip()))
        questions += [
            Question(
                id=asked.qid,
                text=asked.question,
                answers=_distinct(asked.answers),
                paragraph=paragraph_id,
                relevant={paragraph_id: 1},
                group=paragraph_id,
            )
            for asked in paragraph.qas
        ]
    return QuestionSet(_name(path), tuple(questions), tuple(articles))


def _natural_questions(path: Path, lines: Iterable[tuple[int, dict[str, Any]]]) -> QuestionSet:
    questions = []
    for number, record in lines:
        asked = _valid(_NaturalQuestion, record, f"{path}, line {number}")
        # NQ-open names no ids: the line is the only stable one.
        line_id = f"line-{number}"
        questions.append(Question(line_id, asked.question, _distinct(asked.answer), group=line_id))
    return QuestionSet(_name(path), tuple(questions))


def _plain(path: Path, lines: Iterable[tuple[int, dict[str, Any]]]) -> QuestionSet:
    questions = []
    for number, record in lines:
        asked = _valid(_PlainQuestion, record, f"{path}, line {number}")
        relevant = {asked.article: 1} if asked.article and asked.answers else {}
        group = asked.article or asked.id
        questions.append(
            Question(asked.id, asked.question, _distinct(asked.answers), relevant=relevant, group=group)
        )
    return QuestionSet(_name(path), tuple(questions))


def _beir(folder: Path) -> QuestionSet:
    corpus, queries = _member(folder, "corpus.jsonl"), _member(folder, "queries.jsonl")
    relevant = _qrels(_qrels_file(folder))
    articles = []
    for number, record in read_json_lines(corpus):
        document = _valid(_BeirText, record, f"{corpus}, line {number}")
        articles.append(_paragraph(document.id, document.title, document.text))
    questions = []
    for number, record in read_json_lines(queries):
        asked = _valid(_BeirText, record, f"{queries}, line {number}")
        if asked.id in relevant:  # BEIR keeps the queries of all splits in one file
            questions.append(
                Question(asked.id, asked.text, None, relevant=relevant[asked.id], group=asked.id)
            )
    return QuestionSet(folder.name, tuple(questions), tuple(articles))


def _qrels(path: Path) -> dict[str, dict[str, int]]:
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
    for name in ("test", "dev", "train"):
        for path in found:
            if path.name.split(".")[0] == name:
                return path
    if not found:
        raise InputError(f"{folder} holds no qrels/*.tsv, so it is no BEIR folder")
    return found[0]


def _member(folder: Path, name: str) -> Path:
    for compression in _COMPRESSED:
        if (folder / (name + compression)).is_file():
            return folder / (name + compression)
    raise InputError(f"{folder} holds no {name}, so it is no BEIR folder")


def _valid(model: type[_Model], value: object, where: str) -> _Model:
    try:
        return model.model_validate(value)
    except ValidationError as error:
        raise InputError(f"{where}: {in_words(error, 'the record')}") from error


def _refuse_repeated(path: Path, questions: QuestionSet) -> None:
    seen: set[str] = set()
    for question in questions.questions:
        if question.id in seen:
            raise InputError(f"{path} asks two questions under the id {question.id!r}; ids must differ")
        seen.add(question.id)


def _paragraph(paragraph_id: str, title: str, text: str) -> Article:
    return Article(id=paragraph_id, title=title, text=text, source=paragraph_id)


def _distinct(answers: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(answer for answer in answers if answer.strip()))


def _name(path: Path) -> str:
    name = path.name
    for suffix in (".gz", ".xz", ".jsonl", ".json"):
        name = name.removesuffix(suffix)
    return name


def paragraphs_of(questions: QuestionSet) -> Iterator[tuple[Question, Article]]:
    """Each question with its own paragraph, in order.

    Raises:
        InputError: a question of the set has no paragraph of its own.
    """
    articles = {article.id: article for article in questions.articles}
    for question in questions.questions:
        if question.paragraph is None:
            raise InputError(
                f"{questions.name} has no paragraphs of its own to read: ask an index instead (--index)"
            )
        yield question, articles[question.paragraph]
