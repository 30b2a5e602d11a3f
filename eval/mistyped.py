"""What typing errors cost: questions asked of all paragraphs of SQuAD 2.0 dev, as written and with slips.

    python -m eval.mistyped --limit 200 [--out FILE]

``eval.robustness`` hands the reader the right paragraph; here the assistant has to find it as well, with the
question it was given or with the one it understood. Slips are those of ``eval.robustness``.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

from qa.evaluation.question_set import Question

from eval.harness import (
    assistant_over,
    best_candidate,
    parser,
    percent,
    questions_of,
    record,
    settings_of,
)
from eval.robustness import typos
from qa.assistant import Assistant
from qa.evaluation.metrics import f1, holds_answer
from qa.types import EVERYTHING


def main() -> None:
    """Measure and print; write the result where asked."""
    arguments = parser("mistyped", __doc__, questions=200, models=True).parse_args()
    chosen, rng = settings_of(arguments), random.Random(arguments.seed)
    squad = questions_of("squad-2.0-dev", arguments.limit, arguments.seed)
    drawn = [(question, typos(question.text, rng)) for question in squad.questions]
    slipped = [(question, typed) for question, typed in drawn if typed != question.text]
    questions = [question for question, _ in slipped]
    with assistant_over(squad, chosen) as assistant:
        figures = {
            "set": "SQuAD 2.0 dev, open",
            "questions with a slip": len(slipped),
            "answerable": sum(question.answerable for question in questions),
            "as written": asked(assistant, questions, [question.text for question in questions]),
            "with slips": asked(assistant, questions, [typed for _, typed in slipped]),
        }
    record(arguments, figures, chosen)


def asked(
    assistant: Assistant, questions: Sequence[Question], typed: Sequence[str]
) -> dict[str, float | None]:
    """The figures of questions as they were typed, in percent."""
    answers = assistant.ask_batch(typed)
    searched = [answer.resolved_question for answer in answers]
    found = assistant.retrieve(searched, assistant.top, EVERYTHING, None)
    gold = [question.answers or () for question in questions]
    answerable = [place for place, answers in enumerate(gold) if answers]
    shares: dict[str, list[float]] = {
        "an answer is among the passages read": [
            any(holds_answer(hit.passage.text, gold[place]) for hit in found[place]) for place in answerable
        ],
        "f1 of the best candidate": [f1(best_candidate(answers[place]), gold[place]) for place in answerable],
        "f1 of what is answered, or right silence": [
            f1(answer.text or "", right) for answer, right in zip(answers, gold, strict=True)
        ],
        "understood as another question": [
            question != text for question, text in zip(searched, typed, strict=True)
        ],
    }
    return {name: percent(values) for name, values in shares.items()}


if __name__ == "__main__":
    main()
