"""The reference pages say what the program does."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

from docs.generate import TARGET, reference
from qa.archive.speakers import Speaker
from qa.archive.trends import Trend
from qa.browsing.articles import ArticleList, ArticleSummary, FullArticle
from qa.browsing.passages import FoundPassage
from qa.browsing.quotations import Quoted
from qa.collections.overview import CollectionSummary
from qa.lists import ItemList, Listed
from qa.repl.piped import Request
from qa.timelines import Change, TimeLine, Told
from qa.types import Answer, Candidate, Citation, Listing, Quotation

KINDS = (
    *(Answer, Citation, Listing),
    *(TimeLine, Change, ItemList),
    *(ArticleSummary, ArticleList, FullArticle, FoundPassage, Quoted, CollectionSummary),
    *(Quotation, Speaker, Trend),
)
FLATTENED = {"summary", "citation"}  # their fields stand beside the others
JSON_PAGE = Path(__file__).parent.parent / "docs" / "json.md"


def test_the_command_reference_is_up_to_date() -> None:
    """docs/cli.md is what ``make docs`` writes."""
    assert TARGET.read_text("utf-8") == reference(), "run make docs"


def test_every_json_field_is_explained_and_no_other() -> None:
    """docs/json.md names the fields of answers, time lines, lists, articles, collections and requests."""
    page = JSON_PAGE.read_text("utf-8")
    explained = {
        name
        for row in re.findall(r"^\| (`.+?) \|", page, re.MULTILINE)
        for name in re.findall(r"`(\w+)`", row)
    }
    fields = {field.name for kind in KINDS for field in dataclasses.fields(kind)}
    fields = (fields | set(Request.model_fields)) - FLATTENED
    assert explained == fields
    for kind in (Candidate, Told, Listed):
        for field in dataclasses.fields(kind):
            assert f"`{field.name}`" in page
