"""Texts that were written to do harm where no cage is: in the process that indexes and asks."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from qa.answering.citing import sentence_around
from qa.articles.formats import parsed
from qa.index.local import LocalIndex
from qa.passages import Splitter
from qa.quotations import finding
from qa.quotations.attribution import attribution
from qa.types import Article, Speech
from tests.collection import LineSplitter, article
from tests.fakes import HashEmbedder

_LENGTH = 80_000  # characters
# What the rules of language look at, without the order that they are made for.
_PIECES = [
    '"',
    "“",
    "”",
    "«",
    "»",
    "„",
    "'",
    "‘",
    "’",
    "’s ",
    " said ",
    " told ",
    "he ",
    "she ",
    "they ",
    "Mr. ",
    "Mr",
    "Smith ",
    "JOHN ",
    "that ",
    "who ",
    "which ",
    "and ",
    "of ",
    "the ",
    "The ",
    "minister ",
    "President ",
    "A",
    "N (",
    "according to ",
    ", ",
    ". ",
    ": ",
    "; ",
    "(",
    ")",
    "—",
    "-",
    "\n",
    "\n\n",
    "\r",
    "| ",
    "|",
    "\t",
    "1 ",
    "2022-01-02 ",
    "$",
    "%",
    "U.S. ",
    "\xa0",
    "\u2028",
    "\x00",
    "\x1b",
    "�",
    "\U000e0041",
    "\u202e",
    "İ",
    "ß",
]


@pytest.mark.parametrize(
    "repeated",
    ["said ", "he said that he said that ", "According to A, B, ", '"A," said B. ', "who said, ", "“"],
)
def test_a_text_of_one_sentence_takes_no_longer_than_its_length(repeated: str) -> None:
    """The rules of reported speech looked at every word before a verb, for every verb."""
    short, long = (
        _seconds((repeated * (size // len(repeated) + 1))[:size]) for size in (_LENGTH // 4, _LENGTH)
    )
    assert long < 9 * short  # four times the text: 4 where it is read once, 16 where it takes its square


def _seconds(text: str) -> float:
    hostile = Article("/a.txt", "a", text, "/a.txt")
    began = time.process_time()
    finding.heard(hostile)
    assert Splitter().split(hostile)
    return time.process_time() - began


def test_no_text_breaks_a_rule() -> None:
    """Each would have ended the run that indexes it, or the question that finds it."""
    generator = random.Random(11)
    finding.speeches("Mr told N (\xa0")  # at the end of a text there is no next character
    for _ in range(400):
        text = "".join(generator.choice(_PIECES) for _ in range(generator.choice((8, 40, 120))))
        start = generator.randrange(len(text))
        end = min(len(text), start + generator.randrange(1, 12))
        finding.speeches(text)
        attribution(text, start, end)
        assert sentence_around(text, start, end)[0] <= start
        Splitter().split(Article("/a.txt", "a", text, "/a.txt"))


def test_a_rule_that_fails_costs_the_speech_of_an_article(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is stored without; the others are stored with theirs."""
    speeches: Callable[[str], list[Speech]] = finding.speeches

    def failing(text: str) -> list[Speech]:
        if "mill" in text:
            raise IndexError("string index out of range")
        return speeches(text)

    monkeypatch.setattr(finding, "speeches", failing)
    said = "“The lake is deep,” said Ewa Nowicka."
    with LocalIndex.create(tmp_path / "index", HashEmbedder(), LineSplitter()) as index:
        report = index.add([article("a.txt", "The mill is old. " + said), article("b.txt", said)])
        assert report.added == 2
        heard = index.speeches(["/articles/a.txt", "/articles/b.txt"])
    assert [len(found) for found in heard] == [0, 1]


@pytest.mark.parametrize(
    "heading",
    ["# a" + " " * 19_900 + "b", "# a" + "_" * 19_900 + "a", "# " + "[" * 4_000, "# a" + " #" * 9_900 + "b"],
)
def test_a_long_heading_takes_no_time(tmp_path: Path, heading: str) -> None:
    """Every blank of it could have been its end."""
    path = tmp_path / "a.md"
    path.write_text(f"{heading}\n\nThe owl hunts.\n")
    began = time.process_time()
    (found,) = parsed(path, lambda problem: None)
    assert time.process_time() - began < 1.0 and found.title


@pytest.mark.parametrize(
    "front",
    [
        "+++\nn = " + "9" * 5_000 + "\n+++",
        "+++\nn = 0x" + "f" * 9_000 + "\n+++",
        "+++\nn = " + "[" * 9_000 + "\n+++",
        "---\na: &a " + "x" * 8_000 + "\nb: [" + "*a, " * 1_900 + "]\n---",
        "---\na: &a " + "x" * 6_000 + "\n" + "".join(f"k{n}: *a\n" for n in range(900)) + "---",
    ],
    ids=["digits", "hexadecimal", "deep", "a list of aliases", "aliases"],
)
def test_front_matter_that_goes_too_far_is_left_out(tmp_path: Path, front: str) -> None:
    """The article is read; what is said of it is no longer than what stands there."""
    path = tmp_path / "a.md"
    path.write_text(f"{front}\nThe owl hunts.\n")
    told: list[str] = []
    (found,) = parsed(path, told.append)
    assert "The owl hunts." in found.text[found.body_start :]
    assert sum(map(len, found.metadata.values())) <= 32_000
    assert len(told) == 1 and "front matter" in told[0] and len(told[0]) < 500
