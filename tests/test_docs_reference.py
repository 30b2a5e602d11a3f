"""The reference pages say what the program does."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

from docs.generate import SETTINGS_PAGE, TARGET, reference, settings_page
from qa.browsing.articles import ArticleList, ArticleSummary, FullArticle
from qa.browsing.passages import FoundPassage
from qa.browsing.quotations import Quoted
from qa.collections.overview import CollectionSummary
from qa.repl.piped import Request
from qa.settings import Settings
from qa.types import Answer, Candidate, Citation, Listing

KINDS = (
    *(Answer, Citation, Listing),
    *(ArticleSummary, ArticleList, FullArticle, FoundPassage, Quoted, CollectionSummary),
)
FLATTENED = {"summary", "citation"}  # their fields stand beside the others
JSON_PAGE = Path(__file__).parent.parent / "docs" / "json.md"


def test_the_command_reference_is_up_to_date() -> None:
    """docs/cli.md is what ``make docs`` writes."""
    assert TARGET.read_text("utf-8") == reference(), "run make docs"


def test_the_page_of_settings_is_up_to_date() -> None:
    """docs/settings.md is what ``make docs`` writes, and explains every setting."""
    page = SETTINGS_PAGE.read_text("utf-8")
    assert page == settings_page(), "run make docs"
    assert set(re.findall(r"^\| `(\w+)`", page, re.MULTILINE)) == Settings.model_fields.keys()
    assert all(row.rpartition(" | ")[2].strip(" |") for row in page.splitlines() if row.startswith("| `"))


def test_every_json_field_is_explained_and_no_other() -> None:
    """docs/json.md names the fields of answers, articles, collections and requests."""
    page = JSON_PAGE.read_text("utf-8")
    explained = {
        name
        for row in re.findall(r"^\| (`.+?) \|", page, re.MULTILINE)
        for name in re.findall(r"`(\w+)`", row)
    }
    fields = {field.name for kind in KINDS for field in dataclasses.fields(kind)}
    fields = (fields | set(Request.model_fields)) - FLATTENED
    assert explained == fields
    for field in dataclasses.fields(Candidate):
        assert f"`{field.name}`" in page
