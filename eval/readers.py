"""Readers compared on the same passages, wrong ones among them, and on what was held out of their training.

    python -m eval.readers --limit 1000 --reader default --reader FOLDER [--news FOLDER] [--out]

- Open SQuAD: every paragraph of SQuAD 1.1 dev is split as any article is; BM25 ranks the passages. Real news,
  where a folder of it is named (see ``eval.news``): the passages that ``qa`` would read.
- The best span of the first ten, and of all thirty, is the answer, by its score alone. Where one of ten holds
  an answer word for word, also: given only such passages, and given all ten.
- Held out: the questions of QED and TyDi that ``qa train pack`` keeps for measuring, closed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from eval.closed_squad import measured
from eval.harness import DATA, Metric, interval, parser, percent, progress, questions_of, record, settings_of
from eval.news import assistant_of, questions_in
from qa.answering.comparing import is_right
from qa.evaluation.metrics import Floats, exact_match, f1, holds_answer
from qa.models.reader import load_reader
from qa.passages import Splitter
from qa.question.query import Query
from qa.questionsets.question_set import Question, QuestionSet
from qa.questionsets.squad import read_squad
from qa.settings import Settings
from qa.training.negatives import lexical_ranking
from qa.training.packing import held_out
from qa.types import Passage, Reader, Span

TOPS = (10, 30)  # passages read
HELD_OUT = ("qed-nq-train", "tydiqa-en-train")


@dataclass(frozen=True, slots=True)
class Open:
    """Questions and the passages that are read for each, best-ranked first."""

    questions: Sequence[Question]
    found: Sequence[Sequence[Passage]]

    def figures(self, reader: Reader) -> dict[str, Any]:
        """What a reader is worth."""
        spans = [reader.read([(one.text, passage) for passage in row]) for one, row in self._asked()]
        ten, all_read = ([[span for one in row[:top] for span in one] for row in spans] for top in TOPS)
        holding = [
            [span for span in row if holds_answer(span.passage.text, one.answers or ())]
            for row, one in zip(ten, self.questions, strict=True)
        ]
        held, only, among = (
            np.array(list(map(bool, holding))),
            self._worth(holding, right),
            self._worth(ten, right),
        )
        return {
            "questions": len(held),
            "exact match, ten read": interval(self._worth(ten, exact_match)),
            "right, ten read": interval(among),
            "right, thirty read": interval(self._worth(all_read, right)),
            "one of ten holds an answer": percent(held),
            "right of these, given only such": percent(only[held]),
            "right of these, given all ten": percent(among[held]),
        }

    def _asked(self) -> Iterator[tuple[Question, Sequence[Passage]]]:
        for number, one in enumerate(zip(self.questions, self.found, strict=True)):
            progress(number, len(self.questions))
            yield one

    def _worth(self, spans: Sequence[Sequence[Span]], metric: Metric) -> Floats:
        first = [max(row, key=lambda span: span.score).text if row else "" for row in spans]
        pairs = zip(first, self.questions, strict=True)
        return np.array([metric(text, one.answers or ()) for text, one in pairs], np.float64)


def right(text: str, answers: Sequence[str]) -> float:
    """Whether an answer counts as right."""
    return float(is_right(f1(text, answers)))


def open_squad(drawn: QuestionSet) -> Open:
    """The passages of all articles that BM25 ranks first."""
    passages = [passage for article in drawn.articles for passage in Splitter().split(article)]
    places = lexical_ranking([one.text for one in passages])([one.text for one in drawn.questions], TOPS[-1])
    return Open(drawn.questions, [[passages[place] for place in row] for row in places])


def open_news(folder: Path) -> Open:
    """The passages of real news that would be read, each question asked as of its day."""
    questions = questions_in(folder).questions
    with assistant_of(folder, Settings()) as assistant:
        asked = [Query(one.text, TOPS[-1], as_of=one.as_of) for one in questions]
        return Open(
            questions, [[hit.passage for hit in one.hits] for one in assistant.pipeline.retrieve(asked)]
        )


def main() -> None:
    """Measure and print; write the result where asked."""
    options = parser("readers", __doc__, questions=1000, models=True)
    options.add_argument("--reader", action="append", help="a model folder, or default; may be repeated")
    options.add_argument("--news", type=Path, help="a folder of real news")
    given = options.parse_args()
    sets = {"open SQuAD 1.1 dev": open_squad(questions_of("squad-1.1-dev", given.limit, given.seed))}
    if given.news:
        sets["real news"] = open_news(given.news)
    figures: dict[str, Any] = {}
    for name in given.reader or ["default"]:
        settings = settings_of(given, reader=name)
        reader = load_reader(settings)
        figures[name] = {kind: one.figures(reader) for kind, one in sets.items()}
        for kind in HELD_OUT:
            every = read_squad(DATA / f"{kind}.json.xz")
            texts = {article.id: article.text for article in every.articles}
            hidden = tuple(one for one in every.questions if held_out(texts[one.paragraph or ""]))
            figures[name][kind] = measured(settings, replace(every, questions=hidden))
    record(given, figures)


if __name__ == "__main__":
    main()
