"""What Milvus is given to search by: words and expressions."""

from __future__ import annotations

import base64
import zlib
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.errors import IndexCorrupt, InputError
from qa.index.milvus import texts
from qa.index.milvus.search import expression
from qa.index.where import Bounds, SourceCheck
from qa.index.words import words_of
from qa.types import Article, Filter

ARTICLE = Article("/a", "Title", "Some text, and more.", "/a", "2022", {"url": "x"}, (0, 5), 5)


@given(st.text(), st.text())
def test_words_of_title_and_text_never_meet(text: str, title: str) -> None:
    """A word of the text is never one of the title's, whatever either says; no word is lost or added."""
    spoken = texts.terms(text, title).split()
    marked = Counter(word[1:] for word in spoken if word.startswith("ß"))
    assert marked == Counter(words_of(title))
    assert Counter(word for word in spoken if not word.startswith("ß")) == Counter(words_of(text))


def test_a_question_counts_words_twice_as_in_titles() -> None:
    """Its words are those of a passage, once each, without those that carry no topic."""
    assert texts.question_terms("Where do Élections happen? Elections!") == (
        "elect elect ßelect happen happen ßhappen"
    )
    assert texts.question_terms("?!") == ""


def test_terms_are_cut_between_words_where_milvus_holds_no_more() -> None:
    """The limit counts bytes."""
    cut = texts.terms("wörd " * 1 + "日本 " * 20_000, "")
    assert len(cut.encode()) <= 65_535
    assert set(cut.split()[1:]) == {"日本"}


@given(st.text(max_size=40))
def test_names_survive(name: str) -> None:
    """Any string, lone surrogates too, comes back from what is stored of it."""
    for odd in (name, name + "\udcff"):
        assert texts.escaped(odd).isascii()
        assert texts.unescaped(texts.escaped(odd)) == odd


def test_what_is_stored_of_a_name_must_be_a_string() -> None:
    """A tampered index is refused."""
    with pytest.raises(ValueError, match="not a string"):
        texts.unescaped("7")


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (Filter(), ""),
        (Filter(since="2022"), "last_day >= 738156"),
        (Filter(until="2022-02"), "first_day <= 738214"),
        (Filter(source="*"), ""),
        (Filter(source="a_%*.md"), r'(source like "a\\_\\%%.md" or source like "%/a\\_\\%%.md")'),
        (Filter(source='a"?é\\[b]c'), r'(source like "a%bc" or source like "%/a%bc")'),
    ],
)
def test_expressions(where: Filter, expected: str) -> None:
    """Nothing of a glob is syntax in an expression; what Milvus cannot compare becomes anything."""
    assert expression(Bounds.of(where)) == expected


def test_sources_are_checked_exactly() -> None:
    """What an expression lets through too much is left out here."""
    check = SourceCheck(Bounds.of(Filter(source="[ab]?.md")))
    assert [source for source in ("ax.md", "x/bx.md", "cx.md", "a.md", "axx.md") if check.passes(source)] == [
        "ax.md",
        "x/bx.md",
    ]


@pytest.mark.parametrize(
    "damage",
    [
        lambda values: [],
        lambda values: [values[0][:-8]],
        lambda values: ["?" + values[0][1:]],
        lambda values: [inflating(b"[]")],
        lambda values: [inflating(b'{"id": "a"}')],
        lambda values: texts.packed(replace(ARTICLE, text="Another text.")),
    ],
)
def test_a_damaged_article_is_one_clear_error(damage: Callable[[list[str]], list[str]]) -> None:
    """Whatever stands in the records of an article, it comes back as it was stored or not at all."""
    values = texts.packed(ARTICLE)
    assert texts.unpacked(values, ARTICLE.digest, "here") == ARTICLE
    with pytest.raises(IndexCorrupt, match="here has a damaged article"):
        texts.unpacked(damage(values), ARTICLE.digest, "here")


def inflating(data: bytes) -> str:
    """A record that inflates to this."""
    return base64.b64encode(zlib.compress(data, 9)).decode()


def test_what_inflates_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither is an article stored that could not be read again, nor is a tampered one inflated."""
    values = texts.packed(ARTICLE)
    monkeypatch.setattr(texts, "MOST_BYTES", 50)
    with pytest.raises(IndexCorrupt):
        texts.unpacked(values, ARTICLE.digest, "here")
    with pytest.raises(InputError, match="larger than"):
        texts.packed(ARTICLE)
