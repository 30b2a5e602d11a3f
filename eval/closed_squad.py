"""Closed SQuAD: every question is read on its own paragraph, to check the reader and its decoding.

    python -m eval.closed_squad [--data squad-1.1-dev] [--reader FOLDER] [--limit 1000] [--out FILE]

The paragraph is one passage, however long, so that nothing but windows, logits and spans is measured.
"""

from __future__ import annotations

from eval.harness import parser, percent, questions_of, read_closed, record, settings_of
from qa.evaluation.metrics import exact_match, f1
from qa.models.reader import load_reader
from qa.questionsets.question_set import QuestionSet
from qa.settings import Settings


def main() -> None:
    """Measure and print; write the result where asked."""
    options = parser("closed_squad", __doc__, questions=0, models=True)
    options.add_argument("--data", default="squad-2.0-dev", help="set of the data folder")
    arguments = options.parse_args()
    chosen = settings_of(arguments)
    drawn = questions_of(arguments.data, arguments.limit, arguments.seed)
    record(arguments, measured(chosen, drawn), chosen)


def measured(chosen: Settings, questions: QuestionSet) -> dict[str, object]:
    """Exact match and F1 as the script of SQuAD 2.0 defines them, at the best thresholds."""
    reader = load_reader(chosen)
    judged = read_closed(reader, questions)
    answerable, threshold = judged.answerable, judged.best_threshold(f1)
    return {
        "set": f"{questions.name}, closed",
        "reader": reader.fingerprint,
        "questions": len(answerable),
        "answerable": int(answerable.sum()),
        "best_f1": percent(judged.best(f1)),
        "best_f1_score_above": round(threshold, 3),
        "answerable_f1_at_that_threshold": percent(judged.kept(f1, threshold)[answerable]),
        "unanswerable_accuracy_at_that_threshold": percent(~judged.given(threshold)[~answerable]),
        "best_exact_match": percent(judged.best(exact_match)),
        "answerable_f1_always_answering": percent(judged.always(f1)[answerable]),
        "answerable_exact_match_always_answering": percent(judged.always(exact_match)[answerable]),
    }


if __name__ == "__main__":
    main()
