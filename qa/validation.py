"""What is wrong with a value that came from outside, in this program's own words.

pydantic finds the problem; how it puts it is meant for programmers and stays inside.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

_SHOWN = 40  # characters of a value that is refused

_NUMBER, _TEXT = "must be a number", 'must be text (in "quotes")'
_LIST, _OBJECT = "must be a list", "must be an object with fields"
# By the type of pydantic's error, else by what stands before its first "_".
_WORDS: Mapping[str, str] = {
    "missing": "is missing",
    "extra_forbidden": "there is no such field",
    "greater_than_equal": "must be at least {ge}",
    "greater_than": "must be more than {gt}",
    "less_than_equal": "must be at most {le}",
    "less_than": "must be less than {lt}",
    "literal_error": "must be {expected}",
    "string_too_long": "must have at most {max_length} characters",
    "too_long": "must hold at most {max_length} entries",
    "too_short": "must be at least {min_length} long",
    "finite_number": "must be a finite number",
    "int": "must be a whole number",
    "float": _NUMBER,
    "decimal": _NUMBER,
    "bool": "must be true or false",
    "string": _TEXT,
    "path": "must be the path of a file or folder",
    "list": _LIST,
    "tuple": _LIST,
    "dict": _OBJECT,
    "mapping": _OBJECT,
    "model": _OBJECT,
    "dataclass": _OBJECT,
}
# A value that these refuse is not shown: it is too long or too much, or a secret that lacks its quotes.
_UNSHOWN = frozenset(
    {"missing", "extra_forbidden", "string_too_long", "string_type", "too_long", "too_short"}
)
_BOUNDS = frozenset({"greater_than_equal", "greater_than", "less_than_equal", "less_than"})
_POSITION = re.compile(r"line (\d+) column (\d+)$")


def in_words(error: ValidationError, whole: str) -> str:
    """The first problem as ``place: what is wrong``, or what it is that should have been JSON and is not.

    Args:
        error: what pydantic found.
        whole: what to call the place where the problem is with all of it, such as ``the line``.
    """
    first = error.errors(include_url=False)[0]
    if first["type"] == "json_invalid":
        position = _POSITION.search(str(first["ctx"]["error"]))
        return "not valid JSON" + (f" (line {position[1]}, column {position[2]})" if position else "")
    return f"{'.'.join(map(str, first['loc'])) or whole}: {problem(first)}"


def problem(found: ErrorDetails) -> str:
    """What is wrong with one value: ``must be at least 1, not 0``."""
    kind, context = found["type"], found.get("ctx", {})
    if kind in ("value_error", "assertion_error"):
        return str(context["error"])  # said by a validator of this program
    words = _WORDS.get(kind) or _WORDS.get(kind.partition("_")[0]) or "cannot be used here"
    said = words.format(**{name: _plain(value) for name, value in context.items()})
    value = found["input"]
    if kind in _UNSHOWN or not isinstance(value, str | int | float):
        return said
    shown = str(value) if kind in _BOUNDS else repr(value)
    return f"{said}, not {shown if len(shown) <= _SHOWN else shown[:_SHOWN] + '…'}"


def _plain(value: Any) -> str:
    """A bound without a fraction that is none, and choices without quotation marks."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).replace("'", "")
