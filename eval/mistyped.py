"""What typing errors cost: questions asked of all paragraphs of SQuAD 2.0 dev, as written and with slips.

    python -m eval.mistyped --limit 200 [--out eval/results/FILE.json]

``eval.robustness`` hands the reader the right paragraph; here the assistant has to find it as well, with the
question it was given or with the one it understood. Slips are those of ``eval.robustness``.
"""

from __future__ import annotations

import argparse
import os
import random
from collections.abc import Sequence
from pathlib import Path

from eval.recording import record
from eval.robustness import DATA, typos
from qa.assistant import Assistant
from qa.evaluation.metrics import f1, holds_answer
from qa.evaluation.own_index import own_index
from qa.indexing import splitter_of
from qa.models.embedder import load_embedder
from qa.questionsets.loading import load_questions
from qa.questionsets.question_set import Question, sample
from qa.settings import Settings
from qa.types import EVERYTHING, Answer

WORK = Path(os.environ.get("QA_WORK", ".work")) / "calibration"  # the index is that of the calibration


def main() -> None:
    """Measure and print; write the result where asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--limit", type=int, default=200, help="questions drawn")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    result = measured(Settings(threads=arguments.threads), arguments.limit, arguments.seed)
    record(result, "eval.mistyped", arguments.out)


def measured(settings: Settings, limit: int, seed: int) -> dict[str, object]:
    """The figures for the questions that have a slip, as they were written and with it."""
    squad = load_questions(DATA / "squad-2.0-dev.json.xz")
    folder = own_index(squad, load_embedder(settings), splitter_of(settings), WORK)
    rng = random.Random(seed)
    drawn = [(question, typos(question.text, rng)) for question in sample(squad, limit, seed).questions]
    slipped = [(question, typed) for question, typed in drawn if typed != question.text]
    questions = [question for question, _ in slipped]
    with Assistant.open(folder, settings) as assistant:
        return {
            "set": "SQuAD 2.0 dev, open",
            "questions with a slip": len(slipped),
            "answerable": sum(bool(question.answers) for question in questions),
            "as written": _asked(assistant, questions, [question.text for question in questions]),
            "with slips": _asked(assistant, questions, [typed for _, typed in slipped]),
        }


def _asked(assistant: Assistant, questions: Sequence[Question], typed: Sequence[str]) -> dict[str, float]:
    answers = assistant.ask_batch(typed)
    searched = [answer.resolved_question for answer in answers]
    found = assistant.retrieve(searched, assistant.top, EVERYTHING, None)
    answerable = [place for place, question in enumerate(questions) if question.answers]
    shares: dict[str, list[float] | list[bool]] = {
        "an answer is among the passages read": [
            any(holds_answer(hit.passage.text, questions[place].answers or ()) for hit in found[place])
            for place in answerable
        ],
        "f1 of the best candidate": [
            f1(_best(answers[place]), questions[place].answers or ()) for place in answerable
        ],
        "f1 of what is answered, or right silence": [
            f1(answer.text or "", question.answers or ())
            for question, answer in zip(questions, answers, strict=True)
        ],
        "understood as another question": [
            question != text for question, text in zip(searched, typed, strict=True)
        ],
    }
    return {name: round(100 * sum(values) / len(values), 2) for name, values in shares.items()}


def _best(answer: Answer) -> str:
    """The best candidate, although it was withheld."""
    return answer.text or (answer.alternatives[0].text if answer.alternatives else "")


if __name__ == "__main__":
    main()
