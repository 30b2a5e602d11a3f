"""Answers as JSON and back: equal, validated, and fit to be pickled."""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from qa.errors import InputError
from qa.types import Age, Answer, Candidate, Citation, Earlier, Item, Listing
from tests.sample_answers import answered, cite, withheld

DOCUMENTED = (Path(__file__).parent.parent / "docs" / "json.md").read_text("utf-8")


def every_kind() -> Answer:
    """An answer that holds everything an answer can hold."""
    item = Item("Sanna Marin", cite())
    candidate = Candidate("Sanna Marin", 0.9, 7.5, 2, (cite(), cite("the parliament")), 3, (item,))
    listing = Listing("newest", True, "NATO", "2019", 3, False, "2019-12", None, (cite(),))
    return replace(
        answered(),
        items=(item,),
        conflict=(candidate, candidate),
        earlier=(Earlier("Stubb", "replaced", "2014-11", None, (cite(),)),),
        age=Age("2019-12", 2, "2022-02-25", asked=True),
        listing=listing,
        readings=("Who?", "Where?"),
        about=withheld(),
        then=(answered(), withheld("\x1b[31mWho\u202e is it, \ud800?")),
    )


@pytest.mark.parametrize("answer", [answered(), withheld(), every_kind()])
def test_an_answer_comes_back_equal_from_json(answer: Answer) -> None:
    """As text, as values, as a pickle and as a copy; control characters and lone surrogates too."""
    text = answer.to_json()
    assert text.isprintable()
    assert json.loads(text) == answer.to_dict()
    for again in (
        Answer.from_json(text),
        Answer.from_json(text.encode()),
        Answer.from_dict(answer.to_dict()),
        pickle.loads(pickle.dumps(answer)),
        copy.deepcopy(answer),
    ):
        assert again == answer and again is not answer
        assert hash(again) == hash(answer)
        assert again.to_dict() == answer.to_dict()


@pytest.mark.parametrize("record", [cite(), every_kind().conflict[0], every_kind().items[0]])
def test_its_parts_come_back_too(record: Any) -> None:
    """A citation, a candidate and an item on their own."""
    assert type(record).from_json(record.to_json()) == record


def test_answers_that_say_the_same_are_equal() -> None:
    """However long they took."""
    assert replace(answered(), timings={"read": 1.5}) == answered()
    assert replace(answered(), confidence=0.5) != answered()


@pytest.mark.parametrize("kind", [Answer, Citation, Candidate, Earlier, Age, Item, Listing])
def test_every_field_is_documented(kind: type[Any]) -> None:
    """Programs find each key in docs/json.md."""
    assert [name for name in kind.__dataclass_fields__ if f"`{name}`" not in DOCUMENTED] == []


def _altered(change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    record = every_kind().to_dict()
    change(record)
    return record


@pytest.mark.parametrize(
    ("record", "says"),
    [
        (None, "the record: must be an object with fields"),
        ([], "the record: must be an object with fields"),
        ({}, "question: is missing"),
        (_altered(lambda record: record.update(kind="guess")), "kind: must be span"),
        (_altered(lambda record: record.update(confidence=1.5)), "confidence is not between 0 and 1"),
        (_altered(lambda record: record.update(confidence=float("nan"))), "confidence is not between"),
        (_altered(lambda record: record.update(text=None)), "exactly where its kind is not none"),
        (_altered(lambda record: record["about"].update(text="x")), "exactly where its kind is not none"),
        (_altered(lambda record: record["citations"][0].update(quote="Marine")), "quote of citation 1"),
        (_altered(lambda record: record["citations"][0].update(start=-3)), "quote of citation 1"),
        (_altered(lambda record: record["conflict"][1].update(confidence=-1)), "confidence of a candidate"),
        (
            _altered(lambda record: record["listing"]["articles"][0].pop("digest")),
            "listing.articles.0.digest",
        ),
    ],
)
def test_what_cannot_be_an_answer_is_refused(record: Any, says: str) -> None:
    """In one line that names the place, and for text as for values."""
    with pytest.raises(InputError, match=says) as caught:
        Answer.from_dict(record)
    assert "\n" not in str(caught.value) and str(caught.value).startswith("no answer of this version: ")
    with pytest.raises(InputError):
        Answer.from_json(json.dumps(record))


@pytest.mark.parametrize(
    "text", ["", "{", "[" * 100_000, b"\xff\xfe", '{"about":' * 5_000 + "1" + "}" * 5_000, "3"]
)
def test_what_is_no_json_is_refused(text: str | bytes) -> None:
    """However deep it is nested."""
    with pytest.raises(InputError, match="no answer of this version"):
        Answer.from_json(text)


def test_what_a_later_version_adds_is_left_out() -> None:
    """A file of tomorrow can be read today."""
    assert Answer.from_dict(answered().to_dict() | {"mood": "sunny"}) == answered()


def test_a_repr_is_one_short_line() -> None:
    """Whatever the articles hold."""
    long = "line\n\x1b[31m" * 1000
    citation = replace(cite(), quote=long, title=long, sentence=long)
    for value in (answered(), withheld(), cite(), citation, replace(every_kind(), question=long, text=long)):
        shown = repr(value)
        assert shown.isprintable() and len(shown) < 250, shown
    assert repr(answered()) == (
        "<Answer 'Sanna Marin' (93%) to \"Who is Finland's new Prime Minister?\", citations: 1>"
    )
    assert repr(cite()) == "<Citation [1] 'Sanna Marin' in 'A new government in Helsinki', 2019-12-10>"
