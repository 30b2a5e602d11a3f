"""Values that travel as JSON: what an answer is made of can be stored, sent, and read back equal.

The keys are the fields of the dataclass, the values those of JSON: see ``docs/json.md``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from functools import cache
from typing import Any, Self

from qa.errors import InputError
from qa.rendering.cleaning import escape_unsafe
from qa.validation import in_words


class Record:
    """A frozen dataclass whose fields are JSON values, tuples and other records."""

    __slots__ = ()

    def to_dict(self) -> dict[str, Any]:
        """The fields as JSON values, all text verbatim: what ``from_dict`` reads."""
        return {field.name: _plain(getattr(self, field.name)) for field in fields(self)}  # type: ignore[arg-type]

    def to_json(self) -> str:
        """``to_dict`` on one line; control characters and the like are escaped: a terminal can show it."""
        return escape_unsafe(json.dumps(self.to_dict(), ensure_ascii=False))

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> Self:
        """The record that ``to_dict`` gave. Keys that are no fields, of a later version, are left out.

        Raises:
            InputError: it is none, or what it says cannot be: a quote that is not in its sentence, say.
        """
        from pydantic import ValidationError  # not for "qa --help"

        try:
            made: Self = _adapter(cls).validate_python(record)  # type: ignore[arg-type]  # Self is hashable
        except ValidationError as error:
            raise _refused(cls, in_words(error, "the record")) from error
        if fault := _first_fault(made):
            raise _refused(cls, fault)
        return made

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        """The record that ``to_json`` gave. Raises InputError as ``from_dict`` does."""
        try:
            record = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise _refused(cls, "not valid JSON") from error
        return cls.from_dict(record)

    def fault(self) -> str:
        """What in its own fields cannot be, in words; empty where nothing is wrong."""
        return ""


def _plain(value: Any) -> Any:
    if isinstance(value, Record):
        return value.to_dict()
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, Mapping):  # texts, or seconds by stage
        return {key: round(one, 4) if isinstance(one, float) else one for key, one in value.items()}
    return value


def _first_fault(value: Any) -> str:
    """The first thing that is wrong with a record or with one inside it."""
    if isinstance(value, tuple):
        return next(filter(None, map(_first_fault, value)), "")
    if not isinstance(value, Record):
        return ""
    inside = (_first_fault(getattr(value, field.name)) for field in fields(value))  # type: ignore[arg-type]
    return value.fault() or next(filter(None, inside), "")


@cache
def _adapter(kind: type[Record]) -> Any:
    from pydantic import TypeAdapter

    return TypeAdapter(kind)


def _refused(kind: type[Record], why: str) -> InputError:
    return InputError(f"no {kind.__name__.lower()} of this version: {why}")
