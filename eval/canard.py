"""Follow-ups of QuAC against people's rewrites (CANARD).

    python -m eval.canard [--out FILE]

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
The other half is not held out: a sample of some 130 follow-ups, read before
the first rules were done, came from both halves, and the figures of both were seen after every change.
"""

from __future__ import annotations

import hashlib
import json
import lzma
import random
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
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
        return [[Span(p, p.start, p.end, 10 * share(q, p.text) - 5, 0.0)] for q, p in pairs]


def resolved(question: str, turns: Sequence[Turn]) -> tuple[str, str, bool]:
    """The question as understood, the strength of its leaning, and whether it was asked back."""
    reading = readings_of(question, turns)
    said = [f"{cited.title}. {turn.text or ''}" for turn in turns for cited in turn.cited[:1]]
    passages = [Passage(i, "history", 0, len(text), text) for i, text in enumerate(dict.fromkeys(said))]
    hits = [
        sorted((Hit(p, share(text, p.text)) for p in passages), key=lambda hit: (-hit.score, hit.passage.id))
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
        asked, cited = known.get(question, question), (Cited(title, answer),)
        if answer == NO_ANSWER:
            turns.append(Turn(question, asked, "none", None, cited))
        else:
            turns.append(Turn(question, asked, "span", answer, cited))
    return turns


def measure(records: Sequence[dict[str, Any]]) -> dict[str, Counter[str]]:
    """The counts of the seen half, the other half, and both."""
    tallies: dict[str, Counter[str]] = {"seen": Counter(), "other half": Counter(), "all": Counter()}
    known: dict[str, dict[str, str]] = defaultdict(dict)
    for row in records:
        dialogue, question = row["QuAC_dialog_id"], row["Question"]
        memory = known[dialogue]
        ours, strength, back = resolved(question, turns_of(row["History"], memory))
        memory[question] = ours
        counts = counted(question, row["Rewrite"], ours, row["History"][0])
        leaning, gated = plain(question) != plain(row["Rewrite"]), strength != "none"
        counts |= {"leaning": leaning, "gated": gated, "rightly gated": leaning and gated, "asked_back": back}
        for part in ("seen" if seen(dialogue) else "other half", "all"):
            tallies[part].update(counts)
    return tallies


def counted(question: str, rewrite: str, ours: str, title: str) -> dict[str, int]:
    """Words added by us and by the person, and those of ours that are right, by kind of word."""
    asked = words(question)
    added, wanted, function = words(ours) - asked, words(rewrite) - asked, lexicon.STOPWORDS
    kinds = {
        "terms": (added - function, wanted - function),
        "terms_with_function_words": (added, wanted),
        "terms_if_the_title_were_always_added": (words(title) - asked - function, wanted - function),
    }
    counts = {"questions": 1, "changed": int(ours != question)}
    for kind, (us, them) in kinds.items():
        counts |= {f"{kind} right": len(us & them), f"{kind} ours": len(us), f"{kind} theirs": len(them)}
    return counts


def figures_of(tally: Counter[str]) -> dict[str, Any]:
    """What the record shows of the counts; precision, recall and F1 are 0 to 1."""
    right, alone = tally["rightly gated"], tally["questions"] - tally["leaning"]
    figures: dict[str, Any] = {
        name: tally[name] for name in ("questions", "leaning", "changed", "asked_back")
    }
    figures["gate"] = {
        "precision": round(right / max(1, tally["gated"]), 4),
        "recall": round(right / max(1, tally["leaning"]), 4),
        "stand_alone_left_alone": round(1 - (tally["gated"] - right) / max(1, alone), 4),
    }
    for kind in (name.removesuffix(" right") for name in tally if name.endswith(" right")):
        precision = tally[f"{kind} right"] / max(1, tally[f"{kind} ours"])
        recall = tally[f"{kind} right"] / max(1, tally[f"{kind} theirs"])
        found = 2 * precision * recall / max(1e-9, precision + recall)
        figures[kind] = {"precision": round(precision, 4), "recall": round(recall, 4), "f1": round(found, 4)}
    return figures


def left_alone(records: Sequence[dict[str, Any]], questions: Sequence[str]) -> dict[str, Any]:
    """How many questions that were written without a history stay as they are behind a random one."""
    generator = random.Random(0)
    sample = generator.sample(list(questions), min(1000, len(questions)))
    found = [resolved(one, turns_of(generator.choice(records)["History"], {})) for one in sample]
    unchanged = sum(ours == one for one, (ours, _, _) in zip(sample, found, strict=True))
    gate = Counter(strength for _, strength, _ in found)
    return {"questions": len(sample), "gate": gate, "unchanged": unchanged / len(sample)}


def plain(text: str) -> str:
    """A question without case and punctuation."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def words(text: str) -> set[str]:
    """The words of a question, possessives as the names they are of."""
    return set(re.findall(r"\w+", re.sub(r"['’]s?\b", "", text.casefold())))


def share(question: str, text: str) -> float:
    """Of a question's terms, how many are in a text, 0 to 1."""
    asked = content_words(question)
    return len(asked & content_words(text)) / max(1, len(asked))


def seen(dialogue: str) -> bool:
    """Whether a dialogue is of the half whose failures were read."""
    return hashlib.sha256(dialogue.encode()).digest()[0] % 2 == 0


def main() -> None:
    """Measure and print; write the result where asked."""
    arguments = parser("canard", __doc__).parse_args()
    records = json.loads(lzma.decompress((DATA / "canard-dev-half.json.xz").read_bytes()))
    figures: dict[str, Any] = {part: figures_of(tally) for part, tally in measure(records).items()}
    squad = [question.text for question in questions_of("squad-1.1-dev").questions]
    record(arguments, figures | {"squad_questions_behind_a_history": left_alone(records, squad)})


if __name__ == "__main__":
    main()
