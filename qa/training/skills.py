"""Questions on small made-up stories, for what the question sets hardly teach.

Who "she" is of two people, which of two is the older one, who was there first, what is not so, who did it to
whom, that another town's mayor is no answer, several answers, and rows of tables as they are read:
:file:`skills.toml` has the stories, which are filled with names, places and numbers at random. (After the
tests of single skills of Ribeiro et al. 2020, "Beyond accuracy", turned into training data.)
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

_STORIES = Path(__file__).with_name("skills.toml")
_SLOT = re.compile(r"\{(\w+?)(\d?)(?:\.\w+)?\}")
_MOST_STORIES = 4  # told in one article
_ALONE = 0.3  # share of the articles that tell one story alone
_ROUND = (10, 100, 1000)  # what some numbers are multiples of


def write_skills(path: Path, articles: int, seed: int = 0) -> int:
    """Write made-up articles with their questions as one file of SQuAD 2.0; returns how many questions."""
    made = list(Skills(seed).articles(articles))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"version": "v2.0", "data": made}), "utf-8")
    return sum(len(article["paragraphs"][0]["qas"]) for article in made)


class _Word(str):
    """A word of a list."""

    @property
    def a(self) -> str:
        """With its indefinite article."""
        return f"{'an' if self[0] in 'aeiou' else 'a'} {self}"

    @property
    def A(self) -> str:
        """As it begins a sentence."""
        return self.capitalize()

    @property
    def s(self) -> str:
        """Its plural."""
        if self.endswith("man"):
            return f"{self[:-2]}en"
        if self.endswith("y") and self[-2] not in "aeiou":
            return f"{self[:-1]}ies"
        return f"{self}es" if self.endswith(("s", "x", "ch", "sh")) else f"{self}s"


class _Person(str):
    """A name; what stands for it is set when it is drawn."""

    woman: bool

    @property
    def he(self) -> str:
        return "she" if self.woman else "he"

    @property
    def He(self) -> str:
        return self.he.capitalize()

    @property
    def his(self) -> str:
        return "her" if self.woman else "his"

    @property
    def His(self) -> str:
        return self.his.capitalize()

    @property
    def him(self) -> str:
        return "her" if self.woman else "him"


@dataclass(frozen=True, slots=True)
class _Told:
    """A story, filled."""

    text: str
    asked: Sequence[
        tuple[str, Sequence[str]]
    ]  # questions and what answers them: nothing, or words of the text
    rows: bool  # of a table: lines by themselves


class Skills:
    """Makes articles in the SQuAD layout; the same for the same seed."""

    def __init__(self, seed: int = 0) -> None:
        self._rng = np.random.default_rng(seed)
        self._found: dict[str, Any] = tomllib.loads(_STORIES.read_text("utf-8"))
        self._used: set[str] = set()

    def articles(self, count: int) -> Iterator[dict[str, Any]]:
        """So many articles of one paragraph each, as they stand under ``data`` in a file of SQuAD 2.0."""
        for number in range(count):
            paragraph = self._paragraph(f"skills-{number}")
            yield {"title": f"News from {self._drawn('place')}", "paragraphs": [paragraph]}

    def _paragraph(self, name: str) -> dict[str, Any]:
        self._used.clear()
        stories = [self._told(story) for story in self._chosen()]
        text = ""
        for before, story in zip([None, *stories], stories, strict=False):
            lines = story.rows or (before is not None and before.rows)
            text += ("" if before is None else "\n" if lines else " ") + story.text
        questions = [one for story in stories for one in story.asked]
        return {
            "context": text,
            "qas": [
                _question(f"{name}-{place}", text, question, answers)
                for place, (question, answers) in enumerate(questions)
            ],
        }

    def _chosen(self) -> list[Mapping[str, Any]]:
        """The stories of an article; of two that compare one would answer the other's questions."""
        count = 1 if self._rng.random() < _ALONE else int(self._rng.integers(2, _MOST_STORIES + 1))
        every = self._found["story"]
        chosen = [every[place] for place in self._rng.choice(len(every), count, replace=False)]
        compared = [story for story in chosen if "compared" in story]
        return [story for story in chosen if story not in compared[1:]]

    def _told(self, story: Mapping[str, Any]) -> _Told:
        filled = self._filling(story)
        text = story["text"].format_map(filled)
        text = text[0].upper() + text[1:]
        asked = []
        for question, *answers in story["ask"]:
            asked.append((question.format_map(filled), [one.format_map(filled) for one in answers]))
        for question, *items in story.get("list", []):  # to know all: each by itself is the answer
            asked += [(question.format_map(filled), [item.format_map(filled)]) for item in items]
        return _Told(text, asked, story.get("rows", False))

    def _filling(self, story: Mapping[str, Any]) -> dict[str, Any]:
        """What each slot of a story is filled with."""
        questions = [*story["ask"], *story.get("list", [])]
        wanted = "".join([story["text"], *(part for question in questions for part in question)])
        women = self._rng.random(3) < 0.5
        women[1] = women[1] if not story.get("couple") else not women[0]
        filled: dict[str, Any] = {
            name: self._person(bool(woman)) for name, woman in zip("abc", women, strict=True)
        }
        filled |= {"she" if women[0] else "he": filled["a"], "she" if women[1] else "he": filled["b"]}
        filled |= {f"n{place or ''}": number for place, number in self._numbers(7)}
        years = np.sort(self._rng.choice(np.arange(1931, 2026), 2, replace=False))
        shares = self._rng.choice(900, 2, replace=False) / 10
        filled |= {"p": f"{shares[0]:.1f}", "p2": f"{shares[1]:.1f}"}
        filled |= {"y": str(years[0]), "y2": str(years[1])}
        if kind := story.get("compared"):
            filled |= self._compared(kind)
        if story.get("categories"):
            filled |= self._categories()
        for slot in _SLOT.finditer(wanted):
            if slot[1] in self._found["words"]:
                filled.setdefault(slot[1] + slot[2], self._drawn(slot[1]))
        return filled

    def _person(self, woman: bool) -> _Person:
        person = _Person(f"{self._drawn('women' if woman else 'men')} {self._drawn('surnames')}")
        person.woman = woman
        return person

    def _numbers(self, count: int) -> Iterator[tuple[int, str]]:
        """Rising numbers with their slots: 0, 2, 3, ..."""
        step = int(self._rng.choice(_ROUND)) if self._rng.random() < 0.3 else 1
        found = np.sort(self._rng.choice(np.arange(2, 100), count, replace=False)) * step
        for place, number in enumerate(found.tolist()):
            yield (place + 1 if place else 0), f"{number:,}"

    def _compared(self, kind: str) -> dict[str, Any]:
        pairs = self._found["compared" if kind == "things" else "people_compared"]
        pair = pairs[int(self._rng.integers(len(pairs)))]
        plan = {"plan": self._drawn("plan")}
        words = {name: text.format_map(plan) for name, text in pair.items() if name != "nouns"}
        found: dict[str, Any] = {
            "least": f"the {words['less'].replace('er', 'est')}",
            "most": f"the {words['more'].replace('er', 'est')}",
        }
        if kind == "things":
            nouns = pair["nouns"].split(", ")
            found["noun"] = nouns[int(self._rng.integers(len(nouns)))]
            found |= {"x": self._drawn("place"), "y": self._drawn("place")}
        return found | words

    def _categories(self) -> dict[str, str]:
        every = self._found["categories"]
        names = self._rng.choice(list(every), 2, replace=False).tolist()
        one, other = (str(self._rng.choice(every[name].split(", "))) for name in names)
        return {"category": names[0], "other_category": names[1], "one": one, "other": other}

    def _drawn(self, name: str) -> _Word:
        """A word of a list that the article does not have yet, while there is one."""
        words = self._lists[name]
        left = [word for word in words if word not in self._used] or words
        word = left[int(self._rng.integers(len(left)))]
        self._used.add(word)
        return _Word(word)

    @cached_property
    def _lists(self) -> dict[str, list[str]]:
        return {
            name: words.split(", ") if ", " in words else words.split()
            for name, words in self._found["words"].items()
        }


def _question(name: str, text: str, question: str, answers: Sequence[str]) -> dict[str, Any]:
    """A question in the SQuAD layout, with all places of its answers."""
    places = [
        {"text": answer, "answer_start": match.start()}
        for answer in answers
        for match in re.finditer(rf"(?<![\w.,]){re.escape(answer)}(?![\w%])", text)
    ]
    if answers and not places:
        raise ValueError(f"no answer of {question!r} stands in {text!r}: {answers}")
    return {"id": name, "question": question, "answers": places, "is_impossible": not places}
