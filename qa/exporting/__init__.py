"""What was answered, for other programs: Markdown, CSV, JSON, BibTeX, CSL and HTML.

Everything of an article is untrusted in each of these: a cell that a spreadsheet would compute, a brace that
ends a BibTeX field, markup, an address that is a program. Each format's module makes that harmless.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, get_args

from qa.errors import SettingsError
from qa.exporting.csv_table import as_csv
from qa.exporting.html_page import as_html
from qa.exporting.json_lines import as_json
from qa.exporting.markdown import as_markdown
from qa.exporting.references import as_bibtex, as_csl
from qa.exporting.rows import ArticleOf, Section, sections_of
from qa.records import Record

Format = Literal["md", "csv", "json", "bibtex", "csl", "html"]
FORMATS: tuple[str, ...] = get_args(Format)

_BY_SECTION: Mapping[str, Callable[[Sequence[Section]], str]] = {
    "md": as_markdown,
    "csv": as_csv,
    "bibtex": as_bibtex,
    "csl": as_csl,
    "html": as_html,
}


def exported(values: Sequence[Any] | Record, form: str, article_of: ArticleOf | None = None) -> str:
    """Values in a format, without a line break at the end.

    Args:
        values: answers, time lines, lists, or whatever has a ``citation``, as quotations and found passages;
            or one of them.
        form: one of ``FORMATS``.
        article_of: the article of an id, for addresses and authors: ``assistant.article``. None: authors are
            left out, and addresses that are not the source.

    Raises:
        SettingsError: there is no such format.
        TypeError: a value that cites nothing, in another format than JSON.
    """
    if form not in FORMATS:
        raise SettingsError(f"there is no format {form!r}: choose one of {', '.join(FORMATS)}")
    if not isinstance(values, Sequence):
        values = [values]
    if form == "json":
        return as_json(values)
    return _BY_SECTION[form](sections_of(values, article_of)).rstrip("\n")
