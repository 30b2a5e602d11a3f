"""Readers compared on the same passages, wrong ones among them, and on what was held out of their training.

    python -m eval.readers --limit 1000 --reader default --reader FOLDER [--news FOLDER] [--out]

Open SQuAD: every paragraph of SQuAD 1.1 dev is split as any article is; BM25 ranks them. Real news (see
``eval.news``): the passages that ``qa`` would read. The best span of ten, and of thirty, is the answer, by
its score alone; where one of ten holds an answer, also of such only. Held out: what is kept of QED and TyDi.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from eval.closed_squad import measured
from eval.harness import DATA, Metric, interval, parser, percent, questions_of, record, settings_of
from eval.news import assistant_of, questions_in
from qa.answering.comparing import RIGHT_OVERLAP
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


def figures_of(
    reader: Reader, questions: Sequence[Question], found: Sequence[Sequence[Passage]]
) -> dict[str, Any]:
    """What a reader is worth, given the passages found for each question, best-ranked first."""
    pairs = [(one.text, passage) for one, row in zip(questions, found, strict=True) for passage in row]
    answers = [one.answers or () for one in questions]
    read = iter(reader.read(pairs))
    spans = [[next(read) for _ in row] for row in found]

    def worth(rows: Sequence[Sequence[Span]], metric: Metric) -> Floats:
        first = [max(row, key=lambda span: span.score).text if row else "" for row in rows]
        return np.array([metric(text, them) for text, them in zip(first, answers, strict=True)], np.float64)

    ten, thirty = ([[span for one in row[:top] for span in one] for row in spans] for top in TOPS)
    with_answers = zip(ten, answers, strict=True)
    holding = [[span for span in row if holds_answer(span.passage.text, them)] for row, them in with_answers]
    held = np.array([bool(row) for row in holding])
    only, among, more = (worth(rows, f1) >= RIGHT_OVERLAP for rows in (holding, ten, thirty))
    return {
        "questions": len(held),
        "exact match, ten read": interval(worth(ten, exact_match)),
        "right, ten read": interval(among),
        "right, thirty read": interval(more),
        "one of ten holds an answer": percent(held),
        "right of these, given only such": percent(only[held]),
        "right of these, given all ten": percent(among[held]),
    }


def of_squad(drawn: QuestionSet) -> list[list[Passage]]:
    """The passages of all articles that BM25 ranks first for each question."""
    passages = [passage for article in drawn.articles for passage in Splitter().split(article)]
    places = lexical_ranking([one.text for one in passages])([one.text for one in drawn.questions], TOPS[-1])
    return [[passages[place] for place in row] for row in places]


def of_news(folder: Path, questions: Sequence[Question]) -> list[list[Passage]]:
    """The passages of real news that would be read, each question asked as of its day."""
    with assistant_of(folder, Settings()) as assistant:
        asked = [Query(one.text, TOPS[-1], as_of=one.as_of) for one in questions]
        return [[hit.passage for hit in one.hits] for one in assistant.pipeline.retrieve(asked)]


def main() -> None:
    """Measure and print; write the result where asked."""
    options = parser("readers", __doc__, questions=1000, models=True)
    options.add_argument("--reader", action="append", help="a model folder, or default; may be repeated")
    options.add_argument("--news", type=Path, help="a folder of real news")
    given = options.parse_args()
    drawn = questions_of("squad-1.1-dev", given.limit, given.seed)
    sets = {"open SQuAD 1.1 dev": (drawn.questions, of_squad(drawn))}
    if given.news:
        asked = questions_in(given.news).questions
        sets["real news"] = asked, of_news(given.news, asked)
    figures: dict[str, Any] = {}
    for name in given.reader or ["default"]:
        reader = load_reader(settings := settings_of(given, reader=name))
        figures[name] = {kind: figures_of(reader, *one) for kind, one in sets.items()}
        for kind in ("qed-nq-train", "tydiqa-en-train"):
            every = read_squad(DATA / f"{kind}.json.xz")
            texts = {article.id: article.text for article in every.articles}
            hidden = tuple(one for one in every.questions if held_out(texts[one.paragraph or ""]))
            figures[name][kind] = measured(settings, replace(every, questions=hidden))
    record(given, figures)


if __name__ == "__main__":
    main()
