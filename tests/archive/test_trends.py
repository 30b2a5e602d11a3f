"""Counting names by month."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

from qa.archive.spellings import Spellings
from qa.archive.trends import Month, distinct, trend
from qa.errors import InputError
from qa.passages import Splitter
from qa.rendering.trends_svg import trends_svg
from qa.types import Filter, Index
from tests.collection import article
from tests.index_engines import ENGINES, Place

LONG = " ".join(f"Word{n} of it all." for n in range(60))
ARTICLES = (
    article("x/a.txt", f"Kyiv is old. {LONG} Kiev's bridges and Kyiv.", published="2020-01-05"),
    article("x/b.txt", "Nothing of Kyivians here, but one Kyiv.", published="2020-02"),
    article("y/c.txt", "KYIV and kyiv are written so.", published="2021"),
    article("y/d.txt", "In Kiev.", published=None),
)


@pytest.fixture(params=ENGINES)
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Index]:
    """An index whose passages share words."""
    with Place.of(request.param, tmp_path).create(splitter=Splitter(40, 10)) as opened:
        opened.add(ARTICLES)
        yield opened


def test_mentions_are_counted_once(index: Index) -> None:
    """Passages share words, and a mention in two of them is one; whole words and both spellings count."""
    found = trend(index, "Kyiv")
    assert found.months == (
        Month("2020-01", 1, 1, 3),
        Month("2020-02", 1, 1, 1),
        Month("", 1, 1, 1),
    )
    assert (found.articles, found.stories, found.mentions) == (3, 3, 5)
    assert set(found.spellings) == {"Kyiv", "Kiev"}
    assert found.sources == (("/articles/x", 2), ("/articles/y", 1))


def test_two_spellings_of_one_name_are_one() -> None:
    """They are counted once, under the first; in small letters a name is looked for in another way."""
    names = ["Kiev", "Kyiv", "Odesa", "kyiv", "Port Hale", "port hale"]
    assert distinct(names, Spellings()) == ["Kiev", "Odesa", "kyiv", "Port Hale", "port hale"]


def test_capitals_count_where_the_name_has_them(index: Index) -> None:
    """In small letters, a name is looked for in any."""
    assert trend(index, "kyiv").mentions == 7


def test_filters_and_names_without_words(index: Index) -> None:
    """A filter holds; a name that is none is refused."""
    assert trend(index, "Kyiv", Filter(since="2020-02")).articles == 1
    assert trend(index, "Nobody Atall").months == ()
    with pytest.raises(InputError, match="no name"):
        trend(index, "!?")


@pytest.mark.parametrize("name", ["the", "The", "the said", "Kiev"])
def test_steps_count_what_plain_counting_counts(
    index: Index, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """However many steps it takes, and with a pause before each."""
    draw = random.Random(5)
    words = ["the", "The", "the", "said", "then", "Kyiv", "Kiev", "breathe", "river.", "stone,"]
    texts = {f"z/{n}.txt": " ".join(draw.choices(words, k=90)) for n in range(12)}
    dated = {path: f"{2021 + n % 2}-0{n % 3 + 1}" for n, path in enumerate(texts)}
    index.add(article(path, text, published=dated[path]) for path, text in texts.items())
    either = "Kiev|Kyiv" if name == "Kiev" else name
    plain = re.compile(rf"\b(?:{either})\b", re.IGNORECASE if name == name.lower() else 0)
    mentions: Counter[str] = Counter()
    articles: Counter[str] = Counter()
    for path, text in texts.items():
        there = len(plain.findall(text))
        mentions[dated[path]] += there
        articles[dated[path]] += there > 0
    monkeypatch.setattr("qa.archive.trends._BATCH", 7)
    pauses: list[None] = []
    found = trend(index, name, Filter(source="/articles/z/*"), pause=lambda: pauses.append(None))
    assert {month.period: month.mentions for month in found.months} == mentions
    assert {month.period: month.articles for month in found.months} == articles
    assert (found.articles, found.mentions) == (sum(articles.values()), sum(mentions.values()))
    assert len(pauses) > len(texts) * 3 / 7


def test_a_pause_may_end_the_counting(index: Index) -> None:
    """What it raises is what whoever asked hears."""

    def pause() -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        trend(index, "Kyiv", pause=pause)


def test_an_article_that_is_removed_meanwhile_keeps_nobody_from_counting(index: Index) -> None:
    """It was counted before; where it comes from is not known any more."""
    pauses: list[None] = []
    trend(index, "Kyiv", pause=lambda: pauses.append(None))

    def pause() -> None:
        pauses.pop()
        if not pauses:
            index.remove(["/articles/x/a.txt"])

    found = trend(index, "Kyiv", pause=pause)
    assert (found.articles, found.sources) == (3, (("/articles/x", 1), ("/articles/y", 1)))


def test_the_picture_is_whole_and_harmless(index: Index) -> None:
    """It is XML, a name cannot put anything into it, and an empty one can be drawn."""
    drawn = trends_svg([trend(index, "Kyiv"), trend(index, "<script>x</script>"), trend(index, "Nobody")])
    root = ElementTree.fromstring(drawn)  # our own
    assert root.tag.endswith("svg")
    assert "<script" not in drawn
    assert ElementTree.fromstring(trends_svg([])) is not None  # our own


@pytest.mark.parametrize(
    ("name", "mentions"),
    [
        ("AT&T", 3),
        ("at&t", 4),
        ("T-Mobile", 1),
        ("U.S.", 1),
        ("Rizo-L\u00f3pez", 2),
        ("Rizo-Lo\u0301pez", 2),
        ("rizo-l\u00f3pez", 2),
        ("Lo", 0),
        ("O'Brien", 2),
        ("Marks & Spencer", 1),
        ("Spencer &", 0),
    ],
)
def test_a_name_with_marks_in_it_is_counted_as_it_is_written(index: Index, name: str, mentions: int) -> None:
    """Not its words apart: "at T-Mobile" is no AT&T; accents may be written in their letter or behind it."""
    marked = [
        "AT&T's lines failed at T-Mobile's, and AT&T said so. Don't call at&t.",
        "AT&T in the U.S. and in USA.",
        "Rizo-Lo\u0301pez sells cheese. So does Rizo-L\u00f3pez.",
        "O’Brien met O'Brien at Marks & Spencer.",
    ]
    index.add(article(f"m/{n}.txt", text) for n, text in enumerate(marked))
    assert trend(index, name).mentions == mentions


def test_spellings_of_one_part_count_beside_parts_with_marks(index: Index) -> None:
    """A part of a name that has other spellings is counted in each of them."""
    index.add([article("m/e.txt", "The U.N. in Kyiv, the U.N. in Kiev.")])
    assert trend(index, "U.N. in Kiev").mentions == 2
    assert distinct(["U.N. in Kiev", "U.N. in Kyiv", "UN in Kyiv"], Spellings()) == [
        "U.N. in Kiev",
        "UN in Kyiv",
    ]
