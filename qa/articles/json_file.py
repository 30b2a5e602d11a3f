"""JSON: one article, or an array of them, with the fields of JSON lines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from qa.articles import jsonl
from qa.articles.encodings import decoded
from qa.articles.files import File, Report
from qa.articles.jsonl import TEXTS, Record, article_of
from qa.errors import InputError
from qa.types import Article
from qa.validation import in_words

_ARRAYS = ("articles", "items", "records", "entries", "documents", "docs", "data", "results", "posts")


def read(file: File, report: Report) -> Iterator[Article]:
    """The articles of a file; a record that is none is reported by its number and left out.

    Raises:
        InputError: it cannot be read, or holds no article.
    """
    text = decoded(file.data(), report)
    try:
        stated = json.loads(text)
    except RecursionError as error:
        raise InputError("not JSON that can be read: nested too deeply; skipped") from error
    except ValueError as error:
        if "Extra data" in str(error):  # JSON lines under another name
            yield from jsonl.read(file.again(text.encode()), report)
            return
        raise InputError(f"not valid JSON: {error}; skipped") from error
    records = _records(stated)
    if records is None:
        yield from _alone(file, stated, report)
        return
    found = 0
    seen: set[str] = set()
    for number, record in enumerate(records, start=1):
        try:
            valid = Record.model_validate(record)
        except ValidationError as error:
            report(f"record {number}: {in_words(error, 'the record')}; skipped")
            continue
        if not valid.text.strip():
            report(f"record {number}: it has no text; skipped")
            continue
        name = valid.id if valid.id and valid.id not in seen else f"record-{number}"
        seen.add(name)
        found += 1
        yield article_of(file, name, valid, f"record {valid.id or number}", report)
    if not found:
        raise InputError("no articles in it")


def _alone(file: File, stated: Any, report: Report) -> Iterator[Article]:
    try:
        record = Record.model_validate(stated)
    except ValidationError as error:
        raise InputError(f"no article: {in_words(error, 'the file')}; skipped") from error
    if not record.text.strip():
        raise InputError("it has no text; skipped")
    yield replace(article_of(file, record.id or "", record, "", report), id=file.place)


def _records(stated: Any) -> list[Any] | None:
    if isinstance(stated, list):
        return stated
    if isinstance(stated, dict) and not any(isinstance(stated.get(name), str) for name in TEXTS):
        return next((stated[name] for name in _ARRAYS if isinstance(stated.get(name), list)), None)
    return None
