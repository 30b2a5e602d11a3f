"""Follow-ups of QuAC against people's rewrites (CANARD).

    python -m eval.canard [--show 20] [--out FILE]

There are no articles here, so that the readings of a follow-up are tried on the history's own text: its
answers and title are the passages, a passage's rank is the share of the question's terms in it, and the
reader gives the passage itself ten times that share less five. The code that resolves is the product's own;
only the two models are replaced. What was resolved in one turn is the history of the next, as in a real
conversation.

- Gate: a question "leans" where the person's rewrite differs from it in more than case and punctuation.
- Terms: the words of the rewrite that the question lacks are right to add; each word that the resolved
  question adds is right if it is among them. Counted over the whole set (micro), without function words and
  with them.
- Stand-alone questions: CANARD has few, so that the questions of SQuAD 1.1 dev, which were written without
  any history (though with a paragraph in view), are put behind a random CANARD history: how many are left as
  they are.

Of one half of the dialogues ("seen") the follow-ups that went wrong were read while the rules were written.
The other half is called "held out" but is not wholly unseen: a sample of some 130 follow-ups, read before
the first rules were done, came from both halves, and the figures of both were seen after every change.
"""

from __future__ import annotations

import hashlib
import json
import lzma
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from eval.harness import DATA, parser, questions_of, record
from qa.conversation.history import Cited, Turn
from qa.conversation.resolving import choose, readings_of
from qa.language import lexicon
from qa.language.terms import content_words
from qa.types import Hit, Passage, Span

TOP = 10
NO_ANSWER = "I don't know."


class OverlapReader:
    """Gives each passage as its own answer, scored by the share of the question's terms in it."""

    name = fingerprint = "overlap"

    def read(self, pairs: Sequence[tuple[str, Passage]]) -> list[list[Span]]:
        """One span a pair."""
        return [[Span(p, p.start, p.end, 10 * _share(q, p.text) - 5, 0.0)] for q, p in pairs]


@dataclass(slots=True)
class Terms:
    """Words added, by us and by the person."""

    right: int = 0
    ours: int = 0
    theirs: int = 0

    def count(self, ours: set[str], theirs: set[str]) -> None:
        """Count one question."""
        self.right += len(ours & theirs)
        self.ours += len(ours)
        self.theirs += len(theirs)

    def figures(self) -> dict[str, float]:
        """Precision, recall and F1, 0 to 1."""
        precision, recall = self.right / max(1, self.ours), self.right / max(1, self.theirs)
        return {
            "precision": round(precision, 4),
            "recall": round(recall, 4),
            "f1": round(2 * precision * recall / max(1e-9, precision + recall), 4),
        }


@dataclass(slots=True)
class Tally:
    """All counts of one part of the set."""

    questions: int = 0
    leaning: int = 0
    gated: int = 0
    rightly_gated: int = 0
    changed: int = 0
    asked_back: int = 0
    content: Terms = field(default_factory=Terms)
    every: Terms = field(default_factory=Terms)
    title: Terms = field(default_factory=Terms)

    def figures(self) -> dict[str, Any]:
        """What the report shows."""
        return {
            "questions": self.questions,
            "leaning": self.leaning,
            "gate": {
                "precision": round(self.rightly_gated / max(1, self.gated), 4),
                "recall": round(self.rightly_gated / max(1, self.leaning), 4),
                "stand_alone_left_alone": round(
                    1 - (self.gated - self.rightly_gated) / max(1, self.questions - self.leaning), 4
                ),
            },
            "changed": self.changed,
            "asked_back": self.asked_back,
            "terms": self.content.figures(),
            "terms_with_function_words": self.every.figures(),
            "terms_if_the_title_were_always_added": self.title.figures(),
        }


def resolved(question: str, turns: Sequence[Turn]) -> tuple[str, str, bool]:
    """The question as understood, the strength of its leaning, and whether it was asked back."""
    reading = readings_of(question, turns)
    said = [f"{cited.title}. {turn.text or ''}" for turn in turns for cited in turn.cited[:1]]
    passages = [Passage(i, "history", 0, len(text), text) for i, text in enumerate(dict.fromkeys(said))]
    hits = [
        sorted((Hit(p, _share(text, p.text)) for p in passages), key=lambda hit: (-hit.score, hit.passage.id))
        for text in reading.texts
    ]
    choice = choose(reading, OverlapReader(), [its_hits[:TOP] for its_hits in hits], TOP)
    # Where it asks back, the person would pick one: the first, most likely one is counted.
    best = choice.readings[0] if choice.readings else choice.question
    return best, reading.lean.strength, bool(choice.readings)


def turns_of(history: Sequence[str], known: dict[str, str]) -> list[Turn]:
    """A CANARD history (title, section, question, answer, ...) as the turns of a conversation."""
    title, section = history[:2]
    turns = [Turn("", "", "none", None, (Cited(title, section),))]
    for question, answer in zip(history[2::2], history[3::2], strict=False):
        kind, text = ("none", None) if answer == NO_ANSWER else ("span", answer)
        asked = known.get(question, question)
        turns.append(
            Turn(question, asked, "span" if kind == "span" else "none", text, (Cited(title, answer),))
        )
    return turns


def measure(records: Sequence[dict[str, Any]]) -> dict[str, Tally]:
    """The counts of the seen half, the held-out half, and both."""
    tallies = {"seen": Tally(), "held_out": Tally(), "all": Tally()}
    known: dict[str, dict[str, str]] = {}
    for row in records:
        dialogue, question, rewrite = row["QuAC_dialog_id"], row["Question"], row["Rewrite"]
        memory = known.setdefault(dialogue, {})
        ours, strength, back = resolved(question, turns_of(row["History"], memory))
        memory[question] = ours
        for tally in (tallies[_half(dialogue)], tallies["all"]):
            _count(tally, question, rewrite, ours, strength, back, row["History"][0])
    return tallies


def left_alone(records: Sequence[dict[str, Any]], questions: Sequence[str]) -> dict[str, Any]:
    """How many questions that were written without a history stay as they are behind a random one."""
    generator = random.Random(0)
    sample = generator.sample(list(questions), min(1000, len(questions)))
    strengths = {"none": 0, "weak": 0, "strong": 0}
    unchanged = 0
    for question in sample:
        ours, strength, _ = resolved(question, turns_of(generator.choice(records)["History"], {}))
        strengths[strength] += 1
        unchanged += ours == question
    return {"questions": len(sample), "gate": strengths, "unchanged": unchanged / len(sample)}


def _count(
    tally: Tally, question: str, rewrite: str, ours: str, strength: str, back: bool, title: str
) -> None:
    leaning = _plain(question) != _plain(rewrite)
    tally.questions += 1
    tally.leaning += leaning
    tally.gated += strength != "none"
    tally.rightly_gated += leaning and strength != "none"
    tally.changed += ours != question
    tally.asked_back += back
    asked = set(_words(question))
    added, wanted = set(_words(ours)) - asked, set(_words(rewrite)) - asked
    tally.every.count(added, wanted)
    tally.content.count(added - lexicon.STOPWORDS, wanted - lexicon.STOPWORDS)
    tally.title.count(set(_words(title)) - asked - lexicon.STOPWORDS, wanted - lexicon.STOPWORDS)


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", re.sub(r"['’]s?\b", "", text.casefold()))


def _share(question: str, text: str) -> float:
    asked = content_words(question)
    return len(asked & content_words(text)) / max(1, len(asked))


def _half(dialogue: str) -> str:
    return "seen" if hashlib.sha256(dialogue.encode()).digest()[0] % 2 == 0 else "held_out"


def main() -> None:
    """Print the figures, and some follow-ups of the seen half where asked."""
    options = parser("canard", __doc__)
    options.add_argument("--show", type=int, default=0, help="print so many follow-ups of the seen half")
    arguments = options.parse_args()
    records = json.loads(lzma.decompress((DATA / "canard-dev-half.json.xz").read_bytes()))
    seen = [row for row in records if _half(row["QuAC_dialog_id"]) == "seen"]
    for one in random.Random(1).sample(seen, arguments.show):
        ours, strength, back = resolved(one["Question"], turns_of(one["History"], {}))
        print(f"\n{one['History'][0]} | {one['Question']}  [{strength}{' back' if back else ''}]")
        print(f"  ours:   {ours}\n  theirs: {one['Rewrite']}")
    figures: dict[str, Any] = {part: tally.figures() for part, tally in measure(records).items()}
    squad = [question.text for question in questions_of("squad-1.1-dev").questions]
    record(arguments, figures | {"squad_questions_behind_a_history": left_alone(records, squad)})


if __name__ == "__main__":
    main()
