"""Questions that nearly have an answer: how many of them a reader answers all the same.

    python -m eval.altered --limit 1000 [--reader default --reader FOLDER] [--out eval/results/altered.json]

Answerable questions of SQuAD 2.0 dev get another name, another number or an opposite word
(``qa.training.alterations``), so that their paragraph does not answer them any more; about one in ten still
has an answer by chance. Beside them stand the questions as they were and those that people made unanswerable.
The threshold is the one with the best F1 on the unaltered questions. Where training used the same rules, the
altered questions say whether it learned them, and only people's say what that is worth.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from eval.arguments import parser, settings
from eval.recording import record
from eval.robustness import DATA, best_spans
from qa.evaluation.metrics import best_threshold, f1
from qa.models.reader import load_reader
from qa.questionsets.question_set import drawn as draw
from qa.settings import Settings
from qa.training.alterations import altered
from qa.training.data import load_training


def main() -> None:
    """Measure and print; write the result where asked."""
    options = parser(__doc__, limit=1000)
    options.add_argument("--reader", action="append", help="a model folder, or default; may be repeated")
    arguments = options.parse_args()
    readers = [settings(arguments, name) for name in arguments.reader or ["default"]]
    result = measured(readers, arguments.limit, arguments.seed)
    record(result, "eval.altered", arguments.out)


def measured(readers: Sequence[Settings], limit: int, seed: int) -> dict[str, object]:
    """For each reader the F1, and of each kind of question the share that it answers, in percent."""
    dev = load_training(DATA / "squad-2.0-dev.json.xz")
    drawn = draw(dev.questions, limit, seed)
    texts_of = {question.id: dev.paragraphs[dev.place[question.id]] for question in drawn}
    rng = np.random.default_rng(seed)
    changed = [
        (other, question)
        for question in drawn
        if question.answers
        and (other := altered(question.text, texts_of[question.id], question.offsets, rng))
    ]
    answerable = np.array([bool(question.answers) for question in drawn])
    result: dict[str, object] = {
        "set": "SQuAD 2.0 dev, closed",
        "questions": len(drawn),
        "answerable": int(answerable.sum()),
        "altered": len(changed),
    }
    for chosen in readers:
        reader = load_reader(chosen)
        texts, scores = best_spans(
            reader,
            [question.text for question in drawn],
            [texts_of[question.id] for question in drawn],
        )
        f1s = np.array(
            [f1(text, question.answers or ()) for text, question in zip(texts, drawn, strict=True)]
        )
        best = best_threshold(f1s, -scores, answerable, np.isfinite(scores))
        given = scores >= -best.threshold
        _, altered_scores = best_spans(
            reader,
            [other for other, _ in changed],
            [texts_of[question.id] for _, question in changed],
        )
        result[chosen.reader] = {
            "fingerprint": reader.fingerprint,
            "best_f1": round(100 * best.score, 2),
            "best_f1_score_above": round(-best.threshold, 3),
            "answered": {
                "answerable": round(100 * float(given[answerable].mean()), 1),
                "unanswerable, by people": round(100 * float(given[~answerable].mean()), 1),
                "unanswerable, altered": round(100 * float((altered_scores >= -best.threshold).mean()), 1),
            },
        }
    return result


if __name__ == "__main__":
    main()
