"""Open-domain SQuAD: readers compared on the same passages, where wrong passages compete with right ones.

    python -m eval.reader_open --limit 1000 --reader default --reader FOLDER [--out FILE]

Every paragraph of SQuAD 1.1 dev is split as any article is, and the ten passages that BM25 ranks first are
read for each question; the span with the best score over all of them is the answer. Retrieval is done once,
so that readers differ by nothing else. The difference of two readers is given with the 95 % interval of a
paired bootstrap.

"Of the right paragraph" is the exact match of the best span of the question's own paragraph: what comparing
passages perfectly would give.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from eval.harness import Metric, interval, parser, percent, progress, questions_of, record, settings_of
from qa.evaluation.metrics import Floats, exact_match, f1, holds_answer
from qa.models.reader import load_reader
from qa.passages import Splitter
from qa.questionsets.question_set import Question, QuestionSet
from qa.training.negatives import lexical_ranking
from qa.types import Passage, Reader, Span

_AT_ONCE = 20  # questions


def main() -> None:
    """Measure and print; write the result where asked."""
    options = parser("reader_open", __doc__, questions=1000, models=True)
    options.add_argument("--top", type=int, default=10, help="passages read for a question")
    options.add_argument("--reader", action="append", help="a model folder, or default; may be repeated")
    arguments = options.parse_args()
    drawn = questions_of("squad-1.1-dev", arguments.limit, arguments.seed)
    passages, found = found_passages(drawn, arguments.top)
    gold = [question.answers or () for question in drawn.questions]
    there = [
        any(holds_answer(one.text, right) for one in row) for row, right in zip(found, gold, strict=True)
    ]
    figures: dict[str, object] = {
        "set": "SQuAD 1.1 dev, open",
        "questions": len(gold),
        "passages": passages,
        "read": arguments.top,
        "an answer is among those read": percent(there),
    }
    first: Floats | None = None
    for name in arguments.reader or ["default"]:
        reader = load_reader(settings_of(arguments, reader=name))
        spans = read(reader, drawn.questions, found)
        exact = scores(spans, gold, exact_match)
        own = [
            [span for span in row if span.passage.article_id == question.paragraph]
            for question, row in zip(drawn.questions, spans, strict=True)
        ]
        first = exact if first is None else first
        figures[name] = {
            "fingerprint": reader.fingerprint,
            "exact_match": interval(exact),
            "f1": interval(scores(spans, gold, f1)),
            "exact_match_of_the_right_paragraph": percent(scores(own, gold, exact_match)),
            "exact_match_gain": interval(exact - first),
        }
    record(arguments, figures)


def found_passages(drawn: QuestionSet, top: int) -> tuple[int, list[list[Passage]]]:
    """The number of passages of all articles, and those that BM25 ranks first for each question."""
    passages = [passage for article in drawn.articles for passage in Splitter().split(article)]
    ranking = lexical_ranking([passage.text for passage in passages])
    places = ranking([question.text for question in drawn.questions], top)
    return len(passages), [[passages[place] for place in row] for row in places]


def read(
    reader: Reader, questions: Sequence[Question], found: Sequence[Sequence[Passage]]
) -> list[list[Span]]:
    """All spans of the passages of each question."""
    spans: list[list[Span]] = []
    for start in range(0, len(questions), _AT_ONCE):
        part = range(start, min(start + _AT_ONCE, len(questions)))
        pairs = [(questions[number].text, passage) for number in part for passage in found[number]]
        answers = iter(reader.read(pairs))
        spans += [[span for _ in found[number] for span in next(answers)] for number in part]
        progress(len(spans), len(questions))
    return spans


def scores(spans: Sequence[Sequence[Span]], gold: Sequence[Sequence[str]], metric: Metric) -> Floats:
    """The metric of each question's best span."""
    best = [max(found, key=lambda span: span.score, default=None) for found in spans]
    texts = [span.text if span else "" for span in best]
    return np.array([metric(text, right) for text, right in zip(texts, gold, strict=True)], np.float64)


if __name__ == "__main__":
    main()
