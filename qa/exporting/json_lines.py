"""JSON, one value a line, as ``--json`` prints it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from qa.records import Record
from qa.rendering.archive import quotation_record
from qa.rendering.renderer import to_json_line
from qa.types import Quotation


def as_json(values: Sequence[Any]) -> str:
    """Each value on a line; docs/json.md documents the fields."""
    return "\n".join(map(_line, values))


def _line(value: Any) -> str:
    if isinstance(value, Quotation):
        return to_json_line(quotation_record(value, value.citation.to_dict()))
    return to_json_line(value if isinstance(value, Record) else value.to_dict())
