"""How much the reader depends on a question's spelling and form: SQuAD 2.0 dev, rewritten by rule.

    python -m eval.robustness --limit 500 [--reader FOLDER] [--out eval/results/FILE.json]

The paragraph stays as it is. Every rewriting keeps what is asked. The threshold on the span score is the one
that is best for the questions as they were written, and stays: nobody tells a user's typing to the reader.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from eval.recording import record
from qa.evaluation.metrics import best_threshold, f1
from qa.models.reader import load_reader
from qa.questionsets.loading import load_questions
from qa.questionsets.question_set import paragraphs_of, sample
from qa.settings import Settings
from qa.types import Passage, Reader

DATA = Path(os.environ.get("QA_DATA", "../shared/data"))
Rewriting = Callable[[str, random.Random], str]

_NEIGHBOURS = dict(
    zip(
        "abcdefghijklmnopqrstuvwxyz",
        "svxswdfuhkjlknibaedrycqzta",  # a key beside each on a QWERTY keyboard
        strict=True,
    )
)
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


def no_capitals(question: str, rng: random.Random) -> str:
    """Everything in lower case."""
    return question.lower()


def no_question_mark(question: str, rng: random.Random) -> str:
    """The question mark left out."""
    return question.rstrip("? ")


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
    "no capitals": no_capitals,
    "no question mark": no_question_mark,
    "paraphrased by rule": paraphrased,
}


def main() -> None:
    """Measure and print; write the result where asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--limit", type=int, default=500, help="questions drawn")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--reader", default="default")
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    settings = Settings(reader=arguments.reader, runtime="torch", dtype="float32", threads=arguments.threads)
    result = measured(load_reader(settings), arguments.limit, arguments.seed)
    record(result, "eval.robustness", arguments.out)


def measured(reader: Reader, limit: int, seed: int) -> dict[str, object]:
    """F1 in percent for each rewriting, at the threshold that is best without."""
    drawn = sample(load_questions(DATA / "squad-2.0-dev.json.xz"), limit, seed)
    asked = list(paragraphs_of(drawn))
    gold = [question.answers or () for question, _ in asked]
    answerable = np.array([bool(answers) for answers in gold])
    threshold = 0.0
    rows: dict[str, dict[str, float]] = {}
    for name, rewrite in REWRITINGS.items():
        rng = random.Random(seed)
        questions = [rewrite(question.text, rng) for question, _ in asked]
        changed = sum(new != question.text for new, (question, _) in zip(questions, asked, strict=True))
        texts, scores = best_spans(reader, questions, [article.text for _, article in asked])
        f1s = np.array([f1(text, answers) for text, answers in zip(texts, gold, strict=True)])
        if name == "as written":
            found = np.array([bool(text) for text in texts])
            threshold = -best_threshold(f1s, -scores, answerable, found).threshold
        kept = np.where(scores >= threshold, f1s, (~answerable).astype(float))
        rows[name] = {
            "changed": changed,
            "f1": round(100 * float(kept.mean()), 2),
            "answerable_f1_always_answering": round(100 * float(f1s[answerable].mean()), 2),
        }
        print(name, rows[name], file=sys.stderr, flush=True)
    return {
        "set": "SQuAD 2.0 dev, closed",
        "questions": len(asked),
        "answerable": int(answerable.sum()),
        "reader": reader.fingerprint,
        "threshold": round(threshold, 3),
        "rewritings": rows,
    }


def best_spans(
    reader: Reader, questions: Sequence[str], texts: Sequence[str]
) -> tuple[list[str], np.ndarray[tuple[int], np.dtype[np.float64]]]:
    """The best span of each text, and its score."""
    pairs = [
        (question, Passage(-1, str(number), 0, len(text), text))
        for number, (question, text) in enumerate(zip(questions, texts, strict=True))
    ]
    best = [spans[0] if spans else None for spans in reader.read(pairs)]
    scores = np.array([span.score if span else -np.inf for span in best], np.float64)
    return [span.text if span else "" for span in best], scores


if __name__ == "__main__":
    main()
