"""What a turn of a conversation is: the grammars of the product against fitted models.

    python -m eval.acts [--out FILE]

``eval/acts.jsonl`` holds turns with the question before them, if any, and what they are. All were
written before there was a line of the grammars, by the one who wrote the grammars then; half of each
act, drawn at random, is "held out": the grammars were mended for what went wrong in the other half
alone, and of the held-out half only the figures were looked at. Real questions, of people who asked no
assistant, say how often one is taken for talk: "talk" is every act that is not searched.

"left_out" is what each pattern of the grammars is worth: how many more of all turns are right without it.

The models are logistic regressions, fitted to the half that was seen and to some thousand real questions;
several questions at once are left out for them, since these are no matter of words.

- letters: words, pairs and triples of words, and three or four letters of a word.
- embedding: the embedder's vector of the turn.
"""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np

from eval.harness import DATA, parser, record
from qa.conversation import collection, corrections, phrases, several
from qa.conversation.acts import SEARCHED, recognise
from qa.models.embedder import load_embedder
from qa.questionsets.squad import read_squad
from qa.settings import Settings

TURNS = Path(__file__).parent / "acts.jsonl"
_TAUGHT = {"squad-2.0-train": 1500, "qed-nq-train": 700, "tydiqa-en-train": 300}  # real questions to fit to
_ASKED = (
    "squad-1.1-dev",
    "squad-2.0-dev",
    "qed-nq-train",
    "tydiqa-en-train",
    "squadshifts-amazon-reddit",
    "qamr-wiki",
)
_TOKEN = re.compile(r"[^\W_]+(?:'[^\W_]+)?|[^\w\s]+")

Recogniser = Callable[[Sequence[str]], list[str]]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A turn, and what it is."""

    text: str
    before: str | None  # the question before it
    act: str
    half: str  # seen or held-out


def labelled(path: Path = TURNS) -> list[Labelled]:
    """The labelled turns."""
    return [Labelled(**json.loads(line)) for line in path.read_text("utf-8").splitlines()]


def by_grammar(turn: Labelled) -> str:
    """What the product takes a turn for."""
    return recognise(turn.text, after_question=turn.before is not None).act


def real_questions(name: str) -> list[str]:
    """The distinct questions of a data set, in an order that is random and always the same."""
    asked = read_squad(DATA / f"{name}.json.xz").questions
    distinct = sorted({" ".join(question.text.split()) for question in asked} - {""})
    random.Random(21).shuffle(distinct)
    return distinct


def features(text: str) -> dict[str, int]:
    """Words, pairs and triples of them, and their letters."""
    words = _TOKEN.findall(text.casefold().replace("’", "'"))
    line = ["^", *words, "$"]
    found = Counter(" ".join(line[i : i + n]) for n in (1, 2, 3) for i in range(len(line) - n + 1))
    for word in words:
        shown = f"<{word}>"
        found.update(f"{n} {shown[i : i + n]}" for n in (3, 4) for i in range(len(shown) - n + 1))
    return dict.fromkeys(found, 1)


def fitted(
    turns: Sequence[Labelled], questions: Sequence[str], vectors: Callable[[Sequence[str]], Any]
) -> Recogniser:
    """A recogniser that says "question" unless something else is likelier than not."""
    from sklearn.linear_model import LogisticRegression

    texts = [turn.text for turn in turns] + list(questions)
    model = LogisticRegression(C=16, max_iter=1000)
    model.fit(vectors(texts), [turn.act for turn in turns] + ["question"] * len(questions))
    return lambda asked: [str(act) for act in model.predict(vectors(asked))]


def by_letters(turns: Sequence[Labelled], questions: Sequence[str]) -> Recogniser:
    """Fitted to words and letters."""
    from sklearn.feature_extraction import DictVectorizer

    known = DictVectorizer().fit([features(text) for text in [turn.text for turn in turns] + list(questions)])
    return fitted(turns, questions, lambda texts: known.transform([features(text) for text in texts]))


def by_embedding(turns: Sequence[Labelled], questions: Sequence[str]) -> Recogniser:
    """Fitted to the embedder's vectors."""
    embedder = load_embedder(Settings())
    return fitted(turns, questions, embedder.embed)


def left_out(turns: Sequence[Labelled]) -> dict[str, int]:
    """How many more turns are right without each pattern of the grammars."""
    never = re.compile(r"(?!)")
    right = sum(by_grammar(turn) == turn.act for turn in turns)
    moved = {}
    for module in (collection, corrections, phrases, several):
        for name, pattern in sorted(vars(module).items()):
            if isinstance(pattern, re.Pattern) and pattern.groups == 0:  # a group may be asked for
                with mock.patch.object(module, name, never):
                    moved[f"{module.__name__}.{name}"] = sum(by_grammar(t) == t.act for t in turns) - right
    return moved


def share_right(acts: Sequence[str], turns: Sequence[Labelled]) -> float:
    """The share of turns whose act is right, in percent."""
    return round(100 * float(np.mean([act == turn.act for act, turn in zip(acts, turns, strict=True)])), 1)


def taken_for_talk(acts: Sequence[str]) -> float:
    """The share of real questions that would not be searched, in percent."""
    return round(100 * float(np.mean([act not in SEARCHED for act in acts])), 3)


def main() -> None:
    """Measure the grammars on all turns and questions, and the models on what they were not fitted to."""
    arguments = parser("acts", __doc__, questions=2000).parse_args()
    turns = labelled()
    halves = {half: [turn for turn in turns if turn.half == half] for half in ("seen", "held-out")}
    questions = {name: real_questions(name) for name in (*_ASKED, "squad-2.0-train")}
    taught = [question for name, count in _TAUGHT.items() for question in questions[name][:count]]
    asked = {name: questions[name][_TAUGHT.get(name, 0) :] for name in _ASKED}
    grammar = {
        "right": {half: share_right([by_grammar(turn) for turn in own], own) for half, own in halves.items()},
        "held_out_by_act": {
            act: share_right([by_grammar(turn) for turn in own], own)
            for act in sorted({turn.act for turn in turns})
            if (own := [turn for turn in halves["held-out"] if turn.act == act])
        },
        "talk": {
            name: taken_for_talk([recognise(one, after_question=True).act for one in own])
            for name, own in asked.items()
        },
        "questions": sum(map(len, asked.values())),
    }
    single = {half: [turn for turn in own if turn.act != "several"] for half, own in halves.items()}
    figures: dict[str, Any] = {"grammar": grammar, "left_out": left_out(turns)}
    for name, made in (("letters", by_letters), ("embedding", by_embedding)):
        recogniser = made(single["seen"], taught)
        figures[name] = {
            "right": {
                "held-out": share_right(recogniser([t.text for t in single["held-out"]]), single["held-out"])
            },
            "talk": {one: taken_for_talk(recogniser(own[: arguments.limit])) for one, own in asked.items()},
        }
    record(arguments, figures)


if __name__ == "__main__":
    main()
