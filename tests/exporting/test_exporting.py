"""What was answered, in each format: whole, and harmless whatever an article says."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from typing import Any

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.archive.trends import Trend
from qa.browsing.articles import FullArticle, summary_of
from qa.browsing.passages import FoundPassage
from qa.errors import InputError, SettingsError
from qa.exporting import FORMATS, exported
from qa.lists import ItemList, Listed
from qa.rendering.renderer import to_json_line
from qa.timelines import Change, TimeLine, Told
from qa.types import Article, Quotation
from tests.hostile.terminal_text import ALL, is_harmless
from tests.sample_answers import ARTICLE, answered, cite, withheld

ADDRESS = "https://example.org/a?b=1&c=2"
TOLD = Told("Sanna Marin", 0.9, 2, "2020-01", (cite(),))
LINE = TimeLine("Who leads?", "answers", (Change("2019-12-10", (TOLD,), correction=True),), 5, 9)
LIST = ItemList("Who led?", (Listed("Sanna Marin", 2, 3, 0.9, (cite(),), ("Marin",)),), 9, 9)
TEXT_FORMATS = [form for form in FORMATS if form != "json"]


QUOTATION = Quotation(
    replace(cite("34 years old", sentence="She is 34 years old."), speaker="Sanna Marin", verb="said"),
    direct=True,
    named="she",
    parts=((0, 12),),
)
VALUES = (answered(), LINE, LIST, QUOTATION)


def with_metadata(**metadata: str) -> Any:
    """The stored article with these details."""
    return lambda article_id: replace(ARTICLE, metadata=metadata)


def table(text: str) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize("form", TEXT_FORMATS)
@pytest.mark.parametrize("value", VALUES, ids=["answer", "timeline", "list", "quotation"])
def test_every_value_is_written_in_every_format_with_its_source(value: object, form: str) -> None:
    """What is said and the title of the article that says it."""
    text = exported([value], form)
    assert ("34 years old" if value is QUOTATION else "Sanna Marin") in text
    assert "A new government in Helsinki" in text


@pytest.mark.parametrize("value", VALUES[:3], ids=["answer", "timeline", "list"])
def test_json_is_what_json_prints(value: Any) -> None:
    """One object on one line, and a line for each value."""
    assert exported([value, value], "json") == "\n".join([to_json_line(value)] * 2)


def test_a_quotation_in_json_has_its_own_fields() -> None:
    """Beside those of its citation."""
    said = json.loads(exported([QUOTATION], "json"))
    assert (said["speaker"], said["named"], said["parts"]) == ("Sanna Marin", "she", [[0, 12]])


def test_a_table_has_a_row_a_cited_thing() -> None:
    """With the facts of its kind and the place where it stands."""
    [answer, line, listed] = table(exported(VALUES[:3], "csv"))
    assert (answer["text"], answer["confidence"], answer["place"]) == ("Sanna Marin", "0.93", "line 2")
    assert (line["date"], line["until"], line["correction"]) == ("2019-12-10", "2020-01", "yes")
    assert (listed["stories"], listed["articles"], listed["also"]) == ("2", "3", "Marin")
    assert {row["published"] for row in (answer, line, listed)} == {"2019-12-10"}


@pytest.mark.parametrize("begins", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1"])  # noqa: RUF001
def test_no_cell_is_a_formula(begins: str) -> None:
    """A spreadsheet would compute it; it gets an apostrophe in front."""
    [row] = table(exported([replace(QUOTATION, citation=replace(cite(), title=begins))], "csv"))
    assert not row["title"].startswith(("=", "+", "-", "@", "\t", "\r", "＝"))  # noqa: RUF001


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("a;=1+1", "a;'=1+1"),
        ('a;"=1+1"', 'a;\'"=1+1"'),
        ("a;@SUM(A1);+1", "a;'@SUM(A1);'+1"),
        ("first; -5 degrees", "first; -5 degrees"),
    ],
)
def test_no_part_of_a_cell_is_a_formula(text: str, cell: str) -> None:
    """Where numbers have decimal commas, spreadsheets part cells at semicolons too."""
    [row] = table(exported([replace(QUOTATION, citation=replace(cite(), title=text))], "csv"))
    assert row["title"] == cell


def test_a_bibliography_names_each_article_once() -> None:
    """With all that it is quoted for, its date, its author and its address."""
    stored = with_metadata(url=ADDRESS, author="Anna Berg; Ben Ode")
    [entry] = json.loads(exported(VALUES, "csl", stored))
    assert entry["issued"] == {"date-parts": [[2019, 12, 10]]}
    assert (entry["URL"], entry["container-title"]) == (ADDRESS, "news/finland.txt")
    assert entry["author"] == [{"literal": "Anna Berg"}, {"literal": "Ben Ode"}]
    assert entry["note"] == "“Sanna Marin” (line 2); “34 years old” (line 2)"
    bibtex = exported(VALUES, "bibtex", stored)
    assert bibtex.count("@misc{") == 1
    for field in (
        "title = {{A new government in Helsinki}},",
        "author = {{Anna Berg} and {Ben Ode}},",
        f"url = {{{ADDRESS}}},",
        "year = {2019},",
        "month = dec,",
    ):
        assert field in bibtex


@given(st.text(max_size=60))
def test_no_text_ends_a_field_of_bibtex(text: str) -> None:
    """Braces are balanced at every comma that ends a field, and no entry begins inside of one."""
    citation = replace(cite(), title=text, source=text, quote=text)
    written = exported(
        [replace(QUOTATION, citation=citation)], "bibtex", with_metadata(author=text, url="https://" + text)
    )
    assert len(written.splitlines()) == len(re.findall(r"(?m)^(?:@misc|  \w+ = |})", written))
    for line in written.splitlines()[1:-1]:
        depth = 0
        for char in line.partition(" = ")[2]:
            depth += (char == "{") - (char == "}")
            assert depth >= 0
        assert depth == 0


@pytest.mark.parametrize("form", TEXT_FORMATS)
def test_no_text_does_anything_to_a_terminal(form: str) -> None:
    """Escape sequences and what reorders text are shown, not sent."""
    hostile = "".join(ALL)
    citation = replace(cite(), title=hostile, source=hostile, sentence=hostile, quote=hostile)
    line = replace(LINE, changes=(Change("2019", (replace(TOLD, text=hostile, citations=(citation,)),)),))
    stored = with_metadata(url=f"https://{hostile}", author=hostile)
    text = exported(
        [replace(QUOTATION, named=hostile, citation=replace(citation, speaker=hostile)), line], form, stored
    )
    assert is_harmless(text)


MARKUP = "<script>alert(1)</script> [x](javascript:alert(1)) <img src=x onerror=y> *a* &lt;"


@pytest.mark.parametrize("url", ["javascript:alert(1)", 'https://x.org/"><script>', "data:text/html,x"])
def test_a_page_has_no_script_and_no_address_but_of_the_web(url: str) -> None:
    """What an article says is text on the page."""
    citation = replace(cite(), title=MARKUP, sentence=MARKUP, quote=MARKUP, source=MARKUP)
    line = replace(
        LINE, question=MARKUP, changes=(Change("2019", (replace(TOLD, text=MARKUP, citations=(citation,)),)),)
    )
    page = lxml.html.document_fromstring(exported([line], "html", with_metadata(url=url)))
    assert not page.xpath("//script | //img | //iframe | //@onerror")
    assert all(address.startswith("https://") for address in page.xpath("//@href"))
    assert page.xpath("//td[@class='said']")[0].text == MARKUP
    assert page.xpath("//*[local-name()='svg']")


def test_markdown_takes_nothing_of_an_article_for_markup() -> None:
    """Every mark is escaped, and an address that is none of the web is left out."""
    citation = replace(cite(), title=MARKUP, sentence=MARKUP, quote=MARKUP)
    text = exported([replace(QUOTATION, citation=citation)], "md", with_metadata(url="javascript:x"))
    assert not re.search(r"(?<!\\)[<\[\]]", text)
    assert r"\&lt;" in text


def test_a_date_that_is_none_and_a_removed_article_are_left_out() -> None:
    """Articles are the user's data, and may be gone by now."""

    def gone(article_id: str) -> Article:
        raise KeyError(article_id)

    odd = replace(QUOTATION, citation=replace(cite(), published="soon"))
    assert "issued" not in json.loads(exported([odd], "csl", gone))[0]
    assert "year" not in exported([odd], "bibtex", gone)


def test_no_answer_is_said_in_words() -> None:
    """And gives no row and no entry."""
    none = withheld("Who?")
    assert "The articles do not say." in exported([none], "md")
    assert table(exported([none], "csv")) == []
    assert exported([none], "bibtex") == ""
    assert json.loads(exported([none], "csl")) == []


def test_another_format_is_refused() -> None:
    """With those that there are."""
    with pytest.raises(SettingsError, match="there is no format 'pdf': choose one of md, csv"):
        exported([], "pdf")


def test_one_value_is_exported_as_a_list_of_it_is() -> None:
    """With articles in full as with stored ones, and without those that are gone."""
    whole = FullArticle(summary_of(ARTICLE), ARTICLE.text, {"author": "Anna Berg"}, 0, (), (), None, "")
    alike = exported([LIST], "csv", with_metadata(author="Anna Berg"))
    assert exported(LIST, "csv", lambda name: whole) == alike

    def gone(name: str) -> FullArticle:
        raise InputError("there is no such article")

    assert "Anna Berg" not in exported(LIST, "csv", gone)


def test_passages_found_are_exported_and_what_cites_nothing_is_refused() -> None:
    """A trend has counts and no places: JSON alone has them."""
    found = FoundPassage(0.5, cite())
    assert json.loads(exported([found], "json"))["score"] == 0.5
    assert table(exported([found], "csv"))[0]["score"] == "0.5"
    nothing = Trend("Marin", (), 0, 0, 0, (), ())
    assert json.loads(exported(nothing, "json"))["name"] == "Marin"
    with pytest.raises(TypeError, match="a Trend cites nothing"):
        exported([nothing], "md")


def test_markdown_says_how_sure_an_answer_is() -> None:
    """As a terminal does: a guess is no fact."""
    guess = replace(answered(), confidence=0.31, unsure=True)
    assert "**Sanna Marin** · unsure (31%)" in exported([guess], "md")
    assert "%" not in exported([LIST], "md")


def test_what_is_not_so_is_said_in_a_table() -> None:
    """An empty cell is what is not known."""
    [row] = table(exported([replace(QUOTATION, direct=False, named=None)], "csv"))
    assert (row["direct"], row["named"]) == ("no", "")


def test_a_bibliography_names_the_paper_and_not_its_address_twice() -> None:
    """Where the source of an article is an address, its host is the paper."""
    web = replace(QUOTATION, citation=replace(cite(), source="https://www.example.org/a"))
    [entry] = json.loads(exported([web], "csl"))
    assert (entry["container-title"], entry["URL"]) == ("example.org", "https://www.example.org/a")
    assert "howpublished = {example.org}," in exported([web], "bibtex")


def test_a_page_breaks_addresses_and_heads_its_columns() -> None:
    """It never scrolls sideways, and columns are named as people name them."""
    page = exported([LINE], "html")
    assert ".cited { overflow-wrap: anywhere; }" in page
    assert "<th>Says</th><th>Date</th><th>Until</th><th>Confidence</th>" in page
