"""Slides of PowerPoint: their texts and tables from top to bottom, with the speaker's notes."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from qa.articles.drafts import Draft, row_of
from qa.articles.files import File, Report
from qa.articles.packages import package_of
from qa.errors import InputError
from qa.types import Article

_DEEPEST = 20  # groups within groups


def read(file: File, report: Report) -> Iterator[Article]:
    """The one article of a presentation.

    Raises:
        InputError: it cannot be read, or has no text.
    """
    import pptx

    data = package_of(file)
    draft = Draft()
    try:
        presentation = pptx.Presentation(BytesIO(data))
        about = presentation.core_properties
        for number, slide in enumerate(presentation.slides, start=1):
            for text in _texts(slide.shapes, _DEEPEST):
                draft.add(text, f"slide {number}")
            if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
                draft.add(slide.notes_slide.notes_text_frame.text, f"slide {number}, notes")
    except InputError:
        raise
    except Exception as error:  # of the library: it raises whatever a broken file leads it to
        raise InputError(f"not a presentation that can be opened: {error}") from error
    created = about.created.isoformat() if about.created else None
    yield draft.article(file, title=about.title or "", about={"author": about.author, "created": created})


def _texts(shapes: Any, depth: int) -> Iterator[str]:
    """The texts of shapes; the title first, the others from top to bottom."""
    title = getattr(shapes, "title", None)
    ordered = sorted(shapes, key=lambda shape: (shape != title, shape.top or 0, shape.left or 0))
    for shape in ordered:
        if shape.has_text_frame:
            yield "\n".join(
                " ".join("".join(run.text for run in paragraph.runs if not _is_struck(run)).split())
                for paragraph in shape.text_frame.paragraphs
                if paragraph.text.strip()
            )
        elif getattr(shape, "has_table", False) and shape.has_table:
            for row in shape.table.rows:
                yield row_of(cell.text for cell in row.cells)
        elif depth and hasattr(shape, "shapes"):
            yield from _texts(shape.shapes, depth - 1)


def _is_struck(run: Any) -> bool:
    properties = run._r.rPr
    return properties is not None and properties.get("strike", "noStrike") != "noStrike"
