"""JSON, one value a line, as ``--json`` prints it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from qa.lists import ItemList
from qa.rendering.archive import quotation_record
from qa.rendering.renderer import to_json_line
from qa.timelines import TimeLine
from qa.types import Answer, Quotation


def as_json(values: Sequence[Any]) -> str:
    """Each value on a line; docs/json.md documents the fields."""
    return "\n".join(map(_line, values))


def _line(value: Any) -> str:
    if isinstance(value, Answer | TimeLine | ItemList | Mapping):
        return to_json_line(value)
    if isinstance(value, Quotation):
        return to_json_line(quotation_record(value, asdict(value.citation)))
    return to_json_line(asdict(value))
