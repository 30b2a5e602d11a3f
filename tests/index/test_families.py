"""Which articles are told to be one story."""

from __future__ import annotations

import random
from pathlib import Path

from qa.index.local import LocalIndex
from qa.types import Article
from tests.collection import LineSplitter, article
from tests.fakes import HashEmbedder

WORDS = [
    f"{a}{b}" for a in ("mar", "ten", "sol", "ver", "kin", "dal", "pro") for b in ("ist", "ado", "une", "ex")
]


def story(seed: int, length: int = 150) -> list[str]:
    """The words of a story."""
    generator = random.Random(seed)
    return [f"{generator.choice(WORDS)}{generator.randrange(400)}" for _ in range(length)]


def edited(words: list[str], share: float, seed: int = 0) -> str:
    """A reprint with a share of the words replaced: some (1 - share) ** 3 of its 3-grams stay."""
    generator = random.Random(seed)
    others = story(seed + 1000, len(words))
    return " ".join(
        word if generator.random() > share else other for word, other in zip(words, others, strict=True)
    )


def families(tmp_path: Path, articles: list[Article]) -> list[str]:
    """The family of each."""
    with LocalIndex.create(tmp_path / "index", HashEmbedder(), LineSplitter()) as index:
        index.add(articles)
        return index.families([one.id for one in articles])


def test_reprints_are_one_story(tmp_path: Path) -> None:
    """Copies, cut copies and edited ones belong together, others do not."""
    first, second = story(1), story(2)
    articles = [
        article("a", " ".join(first), published="2022-02-25"),
        article("b", " ".join(second), published="2022-02-25"),
        article("c", edited(first, 0.15), published="2022-02-27"),
        article("d", " ".join(first[:120]), published="2022-03"),
        article("e", " ".join(second), published="2022-02"),
        article("f", " ".join(story(3)), published="2022-02-25"),
    ]
    a, b, c, d, e, f = families(tmp_path, articles)
    assert a == c == d
    assert b == e
    assert len({a, b, f}) == 3


def test_years_apart_is_another_story(tmp_path: Path) -> None:
    """The same words a year later are an anniversary or a form; without a date they may be a reprint."""
    dated, undated = " ".join(story(1)), " ".join(story(2))
    first, later, one, other = families(
        tmp_path,
        [
            article("first", dated, published="2022-02-25"),
            article("later", dated, published="2023-02-25"),
            article("one", undated, published="2022-02-25"),
            article("other", undated),
        ],
    )
    assert first != later
    assert one == other


def test_few_words_are_no_story(tmp_path: Path) -> None:
    """Articles too short to compare stay apart, and so do unknown ones."""
    one, other = families(tmp_path, [article("a", "Results follow."), article("b", "Results follow.")])
    assert one != other
    with LocalIndex.open(tmp_path / "index", HashEmbedder(), LineSplitter()) as index:
        assert len(set(index.families(["/articles/a", "/x", "/y"]))) == 3


def test_a_chain_is_one_family_across_runs(tmp_path: Path) -> None:
    """A reprint found later joins the families that it connects."""
    words = story(5, 200)
    left, right, both = (" ".join(words[start:end]) for start, end in ((0, 140), (60, 200), (0, 200)))
    with LocalIndex.create(tmp_path / "index", HashEmbedder(), LineSplitter()) as index:
        index.add([article("left", left), article("right", right)])
        before = index.families(["/articles/left", "/articles/right"])
        index.add([article("both", both)])
        after = index.families(["/articles/left", "/articles/right", "/articles/both"])
    assert len(set(before)) == 2
    assert len(set(after)) == 1
