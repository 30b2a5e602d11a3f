"""The articles inside other frameworks, in their own nouns. Each module needs the extra of its name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qa.errors import InputError
from qa.types import EVERYTHING, Citation, Filter


def where_it_stands(citation: Citation) -> dict[str, Any]:
    """What goes along with a text as metadata: the citation, in JSON values, without the text."""
    return {key: value for key, value in citation.to_dict().items() if key not in {"quote", "sentence"}}


def identity_of(citation: Citation) -> str:
    """Names a stretch of a text: the same words of an unchanged article have the same."""
    title = "title:" if citation.in_title else ""
    return f"{citation.digest}:{title}{citation.start}-{citation.end}"


def filter_of(filters: Mapping[str, Any] | None) -> Filter:
    """The filter that a framework's own filters say: the fields of ``Filter``.

    Raises:
        InputError: they say something else.
    """
    try:
        return Filter(**filters) if filters else EVERYTHING
    except TypeError as error:
        raise InputError(f"filters are since, until and source, not {', '.join(filters or {})}") from error
