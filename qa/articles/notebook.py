"""Notebooks of Jupyter: their texts and code, cell by cell."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from qa.articles import markdown
from qa.articles.drafts import Draft
from qa.articles.encodings import decoded
from qa.articles.files import File, Report
from qa.errors import InputError
from qa.types import Article

_MOST_OUTPUT = 20_000  # characters of a cell


def read(file: File, report: Report) -> Iterator[Article]:
    """The one article of a notebook: texts, code, and what was printed.

    Raises:
        InputError: it cannot be read, or has no text.
    """
    try:
        stated = json.loads(decoded(file.data(), report))
        sheets = [stated] if "cells" in stated else stated["worksheets"]  # of version 3
        cells = [cell for sheet in sheets for cell in sheet["cells"]]
        about = stated.get("metadata", {})
        draft, title = Draft(), str(about.get("title", ""))
        for number, cell in enumerate(cells, start=1):
            source, place = _joined(cell.get("source", cell.get("input", ""))), f"cell {number}"
            if cell["cell_type"] == "markdown":
                for block in markdown.blocks(source):
                    title = title or block.heading
                    draft.add(block.text, place, before=block.before)
            else:
                title = title or (source.strip() if cell["cell_type"] == "heading" else "")
                draft.add(source, place, before="\n\n")
            for output in cell.get("outputs", ()):
                shown = _joined(output.get("text", output.get("data", {}).get("text/plain", "")))
                draft.add(shown[:_MOST_OUTPUT], f"cell {number}, output")
        authors = ", ".join(str(each.get("name", "")) for each in about.get("authors", ()))
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise InputError(f"not a notebook that can be read: {error}; skipped") from error
    yield draft.article(file, title=title, about={"author": authors})


def _joined(source: Any) -> str:
    return "".join(map(str, source)) if isinstance(source, list) else str(source)
