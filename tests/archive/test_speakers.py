"""Who speaks: names that are one, and names that are not."""

from __future__ import annotations

from pathlib import Path
from unittest import mock

import pytest

from qa.archive.speakers import Evidence, joined, speakers
from qa.archive.spellings import Spellings
from qa.types import EVERYTHING, SpeakerCount
from tests.collection import article
from tests.index_engines import Place


def together(*names: str, own: tuple[str, ...] = ()) -> list[set[str]]:
    """The spellings of each speaker."""
    counts = [SpeakerCount(name, 1, 1, None, None) for name in names]
    return [{one.name for one in speaker.spellings} for speaker in joined(counts, Spellings.with_own(own))]


@pytest.mark.parametrize(
    "names",
    [
        {"Vladimir Putin", "Putin"},
        {"Volodymyr Zelensky", "Volodymyr Zelenskyy", "Zelenskiy"},
        {"The ministry", "the ministry"},
        {"Recep Erdogan", "Recep Erdoğan"},
        {"Mayor of Kiev", "mayor of Kyiv"},
    ],
)
def test_spellings_of_one_name_are_joined(names: set[str]) -> None:
    """Accents, capitals, articles, the table of spellings, and a surname with its one full name."""
    assert together(*sorted(names)) == [names]


@pytest.mark.parametrize(
    "names",
    [
        ("Bill Clinton", "Hillary Clinton", "Clinton"),
        ("George Bush", "George W. Bush"),
        ("A spokesman for Putin", "Vladimir Putin"),
        ("Norfolk police", "Police"),
        ("Washington Post", "Post"),
        ("Anna Lind", "Anna Berg"),
        ("Jonas Moss", "Tove Moss", "Moss"),
        ("Denzel Washington", "Washington"),
    ],
)
def test_two_are_never_one(names: tuple[str, ...]) -> None:
    """Two of one surname stay apart, and the surname alone from both; bodies are not joined by a word."""
    assert len(together(*names)) == len(names)


ALONE = SpeakerCount("Holloway", 1, 1, None, None)
FULL = SpeakerCount("Marta Holloway", 3, 3, None, None)


@pytest.mark.parametrize(
    ("texts", "names"),
    [
        (("Holloway said the bridge was safe. Its engineer is Marta Holloway.",), {"Marta Holloway"}),
        (("Holloway said so. Marta Holloway sat beside Ben Holloway.",), {"Marta Holloway", "Holloway"}),
        (
            ("Holloway said so. Its engineer is Marta Holloway.", "Holloway said no."),
            {"Marta Holloway", "Holloway"},
        ),
    ],
)
def test_a_surname_is_joined_by_evidence_in_its_articles(
    tmp_path: Path, texts: tuple[str, ...], names: set[str]
) -> None:
    """Every article in which the surname speaks names her in full, and no other bearer of it."""
    with Place.of("local", tmp_path).create() as index:
        index.add([article(f"{at}.txt", text) for at, text in enumerate(texts)])
        evidence = Evidence(index, EVERYTHING, Spellings())
        with mock.patch.object(
            index, "spoken", lambda *_: [f"/articles/{at}.txt" for at in range(len(texts))]
        ):
            found = joined([ALONE, FULL], Spellings(), evidence.same)
    assert {one.name for one in found} == names


def test_users_add_spellings() -> None:
    """A line of the settings makes its words one name."""
    assert len(together("Mayor of Bombay", "Mayor of Pune")) == 2
    assert len(together("Mayor of Poona", "Mayor of Pune", own=("Poona Pune",))) == 1


def test_counts_and_dates_of_all_spellings() -> None:
    """They add up; the fullest spelling names the speaker."""
    counts = [
        SpeakerCount("Putin", 5, 3, "2014", "2020-01"),
        SpeakerCount("Vladimir Putin", 2, 2, "2013-05", "2019"),
    ]
    [speaker] = joined(counts, Spellings())
    assert (speaker.name, speaker.quotations, speaker.first, speaker.last) == (
        "Vladimir Putin", 7, "2013-05", "2020-01",
    )  # fmt: skip


def test_what_is_written_is_nobody_who_speaks(tmp_path: Path) -> None:
    """No statement is a speaker; the office that issued it is."""
    text = "The Harbour Office said the bridge was safe. The news release said it was closed."
    with Place.of("local", tmp_path).create() as index:
        index.add([article("a.txt", text)])
        assert [one.name for one in speakers(index)] == ["Harbour Office"]


def test_common_nouns_are_no_speakers_of_a_collection(tmp_path: Path) -> None:
    """A company and officials are others in each article; whoever asks for them gets them."""
    with Place.of("local", tmp_path).create() as index:
        index.add(
            [
                article("a.txt", "The company said it was late. Officials said the bridge was shut."),
                article("b.txt", "Parker said it was late. Two engineers said it was cold."),
            ]
        )
        assert [one.name for one in speakers(index)] == ["Parker"]
        assert [one.name for one in speakers(index, "officials")] == ["Officials"]


@pytest.mark.parametrize("asked", ["Gov. Holloway", "Vice President Holloway", "governor holloway"])
def test_a_title_before_a_name_is_not_looked_for(tmp_path: Path, asked: str) -> None:
    """The articles may call her otherwise."""
    with Place.of("local", tmp_path).create() as index:
        index.add([article("a.txt", "Marta Holloway said the bridge was shut.")])
        assert [one.name for one in speakers(index, asked)] == ["Marta Holloway"]
