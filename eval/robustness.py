"""How much the reader depends on a question's spelling and form: SQuAD 2.0 dev, rewritten by rule.

    python -m eval.robustness --limit 500 [--reader FOLDER] [--out FILE]

The paragraph stays as it is. Every rewriting keeps what is asked. The threshold on the span score is the one
that is best for the questions as they were written, and stays: nobody tells a user's typing to the reader.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from eval.harness import parser, percent, questions_of, read_closed, record, settings_of
from qa.evaluation.metrics import f1
from qa.models.reader import load_reader

Rewriting = Callable[[str, random.Random], str]

# A key beside each letter on a QWERTY keyboard.
_NEIGHBOURS = dict(zip("abcdefghijklmnopqrstuvwxyz", "svxswdfuhkjlknibaedrycqzta", strict=True))
_PARAPHRASES = (
    (re.compile(r"^what year (did|was|were|is)\b", re.I), r"in which year \1"),
    (re.compile(r"^in (?:what|which) year\b", re.I), "when"),
    (re.compile(r"^how many\b", re.I), "what number of"),
    (re.compile(r"^who (was|is|were|are)\b", re.I), r"do you know who \1"),
    (re.compile(r"^what (was|is|were|are)\b", re.I), r"tell me what \1"),
    (re.compile(r"^(when|where|why|how|which|who|what)\b", re.I), r"can you tell me \1"),
)


def typos(question: str, rng: random.Random) -> str:
    """A slip in about every fifth longer word: two letters swapped, one lost, or one wrong."""

    def slip(word: str) -> str:
        if len(word) < 5 or not word.isalpha() or rng.random() > 0.2:
            return word
        place = rng.randrange(1, len(word) - 2)
        kind = rng.randrange(3)
        if kind == 0:
            return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
        if kind == 1:
            return word[:place] + word[place + 1 :]
        return word[:place] + _NEIGHBOURS.get(word[place].lower(), "e") + word[place + 1 :]

    return " ".join(map(slip, question.split(" ")))


def paraphrased(question: str, rng: random.Random) -> str:
    """The question word put another way, by the first rule that fits."""
    for pattern, replacement in _PARAPHRASES:
        rewritten, count = pattern.subn(replacement, question.strip())
        if count:
            return rewritten
    return question


REWRITINGS: dict[str, Rewriting] = {
    "as written": lambda question, rng: question,
    "typos": typos,
    "no capitals": lambda question, rng: question.lower(),
    "no question mark": lambda question, rng: question.rstrip("? "),
    "paraphrased by rule": paraphrased,
}


def main() -> None:
    """Measure and print; write the result where asked."""
    arguments = parser("robustness", __doc__, questions=500, models=True).parse_args()
    chosen = settings_of(arguments, runtime="torch", dtype="float32")
    reader = load_reader(chosen)
    drawn = questions_of("squad-2.0-dev", arguments.limit, arguments.seed)
    threshold: float | None = None  # best for the first, which are as they were written
    rows = {}
    for name, rewrite in REWRITINGS.items():
        rng = random.Random(arguments.seed)
        questions = [rewrite(question.text, rng) for question in drawn.questions]
        judged = read_closed(reader, drawn, questions)
        threshold = judged.best_threshold(f1) if threshold is None else threshold
        rows[name] = {
            "changed": sum(new != old.text for new, old in zip(questions, drawn.questions, strict=True)),
            "f1": percent(judged.kept(f1, threshold)),
            "answerable_f1_always_answering": percent(judged.always(f1)[judged.answerable]),
        }
    figures = {"questions": len(drawn.questions), "reader": reader.fingerprint, "threshold": threshold}
    record(arguments, {"set": "SQuAD 2.0 dev, closed", **figures, "rewritings": rows}, chosen)


if __name__ == "__main__":
    main()
