"""What a notebook shows: quotes highlighted where they stand, links, and nothing of an article as HTML."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from qa.types import Age, Answer, Candidate, Earlier, Listing
from tests.sample_answers import answered, cite, withheld

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=y>\x1b[31m\u202e & more"
TAGS = {"div", "p", "strong", "em", "mark", "blockquote", "a", "ul", "li"}


class Seen(HTMLParser):
    """The tags, attributes and text of a fragment, whose tags must be closed in order."""

    def __init__(self, fragment: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.links: list[str] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(fragment)
        self.close()
        assert not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Count it in."""
        self._open.append(tag)
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value or "" for name, value in attrs if name == "href"]

    def handle_endtag(self, tag: str) -> None:
        """Count it out."""
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Keep it."""
        self.text += data


def seen(answer: Answer) -> Seen:
    """What a notebook shows of an answer."""
    return Seen(answer._repr_html_())


def test_the_quote_is_highlighted_in_its_sentence() -> None:
    """With title, date, place and confidence around it."""
    shown = answered()._repr_html_()
    assert "<mark>Sanna Marin</mark> is Finland&#x27;s new Prime Minister, the parliament said." in shown
    assert "A new government in Helsinki · 2019-12-10 · news/finland.txt:2" in Seen(shown).text
    assert "(93%)" in shown
    assert "<mark>Sanna Marin</mark>" in cite()._repr_html_()


def test_the_same_word_before_the_quote_is_not_highlighted() -> None:
    """It is cut out by its offsets."""
    text = "Marin met Marin."
    citation = replace(cite("Marin", text=text, sentence=text), start=10, end=15)
    assert "Marin met <mark>Marin</mark>." in citation._repr_html_()


def test_every_kind_of_answer_is_shown() -> None:
    """Withheld, unclear, in conflict, a listing, several at once, a doubt."""
    assert "The articles do not say." in seen(withheld()).text
    assert "Helsinki" in seen(withheld()).text
    assert "No article is of these dates" in seen(replace(withheld(), filtered_out=True)).text
    assert "Who else?" in seen(replace(withheld(), readings=("Who else?",))).text
    candidate = Candidate("the parliament", 0.4, 1.0, 1, (cite("the parliament"),))
    assert "disagree" in seen(replace(answered(), conflict=(candidate,))).text
    assert "Perhaps: " in seen(replace(answered(), unsure=True)).text
    before = (
        Earlier("Stubb", "corrected", "2014", "2015", (cite(),)),
        Earlier("Niinistö", "replaced", None, None, ()),
    )
    shown = seen(replace(answered(), earlier=before, age=Age("2014", 3, "2017", asked=True))).text
    assert "Corrected on 2015, before: Stubb (2014)" in shown and "Before: Niinistö" in shown
    assert "Last told 2014" in shown
    listing = Listing("all", True, "", "", 1234, True, None, None, (cite(),))
    assert "1,234" in seen(replace(withheld(), listing=listing)).text
    assert "understood as: Where?" in seen(replace(answered(), resolved_question="Where?")).text
    assert "Sanna Marin" in seen(replace(withheld(), about=answered())).text
    assert seen(replace(answered(), then=(withheld("Why?"),))).text.endswith(seen(withheld("Why?")).text)


def test_nothing_of_an_article_is_html() -> None:
    """Every text of it is escaped, in every place, and its control characters are shown as such."""
    citation = replace(
        cite("Sanna Marin", text=HOSTILE + " Sanna Marin", sentence=HOSTILE + " Sanna Marin"),
        title=HOSTILE, source=HOSTILE, published=HOSTILE, speaker=HOSTILE, verb=HOSTILE, place=HOSTILE,
        note=HOSTILE, article_id=HOSTILE,
    )  # fmt: skip
    candidate = Candidate(HOSTILE, 0.4, 1.0, 1, (citation,))
    base = replace(answered(citation), question=HOSTILE, resolved_question=HOSTILE + "?", text=HOSTILE)
    for answer in (
        replace(base, alternatives=(candidate,)),
        replace(base, conflict=(candidate,)),
        replace(
            base,
            earlier=(Earlier(HOSTILE, "corrected", HOSTILE, HOSTILE, (citation,)),),
            age=Age(HOSTILE, 1, HOSTILE, asked=True),
        ),
        replace(base, kind="none", text=None, readings=(HOSTILE,)),
        replace(base, kind="none", text=None, closest=(citation,)),
    ):
        found = seen(answer)
        assert found.tags <= TAGS and found.attributes <= {"class", "href", "rel"}
        assert "<script>" in found.text and "onerror" in found.text
        assert "\x1b" not in found.text and "\u202e" not in found.text and not found.links


@pytest.mark.parametrize(
    ("source", "link"),
    [
        ("https://news.example/a?b=1&c=2", "https://news.example/a?b=1&c=2"),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("Example Press", None),
    ],
)
def test_only_addresses_on_the_web_become_links(source: str, link: str | None) -> None:
    """And their text is where they lead."""
    shown = Seen(replace(cite(), source=source)._repr_html_())
    assert shown.links == ([link] if link else [])
    assert source in shown.text


def test_a_file_is_a_link_at_its_page(tmp_path: Path) -> None:
    """Also where it holds many articles, or a # in its name; a file that is gone is no link."""
    path = tmp_path / "a #1 <b>.pdf"
    path.write_bytes(b"")
    for article_id in (str(path), f"{path}#record 7"):
        shown = Seen(replace(cite(page=3), article_id=article_id)._repr_html_())
        assert shown.links == [path.as_uri() + "#page=3"]
        assert shown.text.find("p. 3") > 0
    path.unlink()
    assert not Seen(replace(cite(), article_id=str(path))._repr_html_()).links
    assert not Seen(replace(cite(), article_id="\ud800\0#")._repr_html_()).links


def test_a_sentence_that_never_ends_is_cut() -> None:
    """On both sides of its quote."""
    text = "a " * 5_000 + "Marin" + " b" * 5_000
    shown = cite("Marin", text=text, sentence=text)._repr_html_()
    assert len(shown) < 2_000
    assert re.search(r"… (a )+<mark>Marin</mark>( b)+ …", shown)
