"""An article as plain values, which JSON can hold, and back: what comes back was stored by anybody."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from qa.types import Article, Origin


def fields_of(article: Article) -> dict[str, Any]:
    """An article as JSON has it."""
    named = {field.name: getattr(article, field.name) for field in fields(article)}
    origin = None if article.origin is None else asdict(article.origin)
    return {**named, "metadata": dict(article.metadata), "origin": origin}


def article_from(stated: Mapping[str, Any]) -> Article:
    """The reverse of ``fields_of``; what is read of an index may lack any of it, or have it otherwise.

    Raises:
        KeyError, TypeError, ValueError, AttributeError: it is no article.
    """
    published, text = stated["published"], str(stated["text"])
    return Article(
        id=str(stated["id"]),
        title=str(stated["title"]),
        text=text,
        source=str(stated["source"]),
        published=None if published is None else str(published),
        metadata={str(key): str(value) for key, value in stated["metadata"].items()},
        body_start=int(stated["body_start"]),
        **standing_from(stated, len(text)),
    )


def standing_from(stated: Mapping[str, Any], length: int) -> dict[str, Any]:
    """What is stated of where a text of that length stands in which file, as arguments of ``Article``.

    Raises:
        KeyError, TypeError, ValueError, AttributeError: it is none.
    """
    starts, places, origin = stated["page_starts"], stated.get("places") or (), stated.get("origin")
    if any(type(at) is not int or not 0 <= at <= length for at in (*starts, *(at for at, _ in places))):
        raise ValueError("a page or place begins outside of the text")
    return {
        "page_starts": tuple(starts),
        "places": tuple((at, name if isinstance(name, int) else str(name)) for at, name in places),
        "origin": None if origin is None else _origin_from(origin),
    }


def _origin_from(stated: Mapping[str, Any]) -> Origin:
    size, modified = int(stated["size"]), int(stated["modified"])
    return Origin(size, modified, str(stated["digest"]), str(stated["day"]))


def details_of(article: Article) -> bytes:
    """A digest of everything about an article but its text.

    Of its file it has the content, without which a citation would go on saying that the file has changed.
    """
    values: list[Any] = [article.title, article.source, article.published, dict(article.metadata)]
    values += [article.page_starts, article.places, article.origin.digest if article.origin else ""]
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).digest()
