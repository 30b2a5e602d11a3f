"""What runs on the nodes when a question set is asked: workers that hold an assistant, or a reader alone."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence

import pyarrow as pa

from qa.errors import QAError
from qa.evaluation.records import Record
from qa.evaluation.runner import asking
from qa.evaluation.subjects import Opened, Paragraphs
from qa.questionsets.question_set import Question
from qa.types import Article
from qa.version import __version__

QUESTIONS = pa.schema([("question", pa.string()), ("paragraph", pa.large_binary())])
RECORDS = pa.schema([("record", pa.string()), ("failure", pa.string())])


def questions_table(questions: Sequence[Question], paragraphs: Paragraphs) -> pa.Table:
    """Questions with the paragraphs that they are asked of, where these are given."""
    rows = []
    for question in questions:
        paragraph = paragraphs.get(question.paragraph or "")
        stated = {
            "id": question.id,
            "text": question.text,
            "answers": question.answers,
            "paragraph": question.paragraph,
            "relevant": dict(question.relevant),
        }
        text = None if paragraph is None else paragraph.text.encode("utf-8", "surrogatepass")
        rows.append({"question": json.dumps(stated), "paragraph": text})
    return pa.Table.from_pylist(rows, QUESTIONS)


class AskingWorker:
    """Asks the questions of a table, and gives their records as JSON.

    Args:
        open_: opens what is asked.
        parts: what it is made of where the work is handed out.
        passages: how many its index holds there.
        version: of this package there.
        batch: questions asked together.
    """

    def __init__(
        self, open_: Callable[[], Opened], parts: Mapping[str, str], passages: int, version: str, batch: int
    ) -> None:
        os.environ["TOKENIZERS_PARALLELISM"] = "false"  # a worker is one thread
        self._batch = batch
        self._problem = ""
        if version != __version__:
            self._problem = f"a node has qa {__version__}, and {version} asks: install the same everywhere"
            return
        try:
            opened = open_()
        except QAError as error:
            self._problem = str(error)
            return
        if (dict(opened.parts), opened.passages) != (dict(parts), passages):
            self._problem = "a node has another reader or another index under the same name"
        self._subject = opened.subject

    def __call__(self, asked: pa.Table) -> pa.Table:
        """The records of the questions, in their order, or why there are none."""
        if self._problem:
            return pa.Table.from_pylist([{"failure": self._problem}], RECORDS)
        questions, paragraphs = _questions(asked)
        try:
            batches = list(asking(self._subject(paragraphs), self._batch)(questions))
        except QAError as error:  # a question that cannot be asked
            return pa.Table.from_pylist([{"failure": str(error)}], RECORDS)
        records = [{"record": record.model_dump_json()} for batch in batches for record in batch]
        return pa.Table.from_pylist(records, RECORDS)


def _questions(table: pa.Table) -> tuple[list[Question], Paragraphs]:
    questions: list[Question] = []
    paragraphs: dict[str, Article] = {}
    for row in table.to_pylist():
        stated = json.loads(row["question"])
        answers = stated["answers"]
        name = stated["paragraph"]
        known = None if answers is None else tuple(answers)
        questions.append(Question(stated["id"], stated["text"], known, name, stated["relevant"]))
        if row["paragraph"] is not None:
            text = row["paragraph"].decode("utf-8", "surrogatepass")
            paragraphs[name] = Article(id=name, title="", text=text, source=name)
    return questions, paragraphs


def records_of(table: pa.Table) -> tuple[list[Record], str]:
    """The records of a table of ``RECORDS``, and why there are none; one of the two is empty."""
    failures = [failure for failure in table.column("failure").to_pylist() if failure]
    if failures:
        return [], failures[0]
    return [Record.model_validate_json(record) for record in table.column("record").to_pylist()], ""
