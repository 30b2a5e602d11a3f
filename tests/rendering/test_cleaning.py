"""Text from articles can do nothing to a terminal."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.rendering.cleaning import clean, escape_unsafe, one_line, said_by
from tests.hostile.terminal_text import ALL, is_harmless

ANY = st.text(alphabet=st.characters(categories=["L", "N", "P", "Z", "Cc", "Cf", "Cs", "So"]))


@pytest.mark.parametrize("text", ALL, ids=ascii)
def test_hostile_text_becomes_harmless(text: str) -> None:
    """Escapes, 8-bit controls, bidirectional overrides, tags: none is left, and the words stay readable."""
    assert not is_harmless(text) or "\n" in text
    assert is_harmless(clean(text))
    assert is_harmless(one_line(text))
    assert "\n" not in one_line(text)


@given(ANY)
def test_cleaning_any_text(text: str) -> None:
    """Whatever comes in: harmless, of the same length (so offsets hold), and cleaned once for all."""
    cleaned = clean(text)
    assert is_harmless(cleaned)
    assert len(cleaned) == len(text)
    assert clean(cleaned) == cleaned


@pytest.mark.parametrize(
    "text",
    [
        "Ärzte",
        "日本語",
        "👩‍👩‍👧 🤷🏽‍♀️",
        "نص عربي",
        "a\tb\nc",
        "a\u00a0b",
        "q\u0308",
        "1\ufe0f\u20e3 \u00a9\ufe0f \u2764\ufe0e",
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        "\u0915\u094d\u200d\u0937",
    ],
)
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    """Letters of all scripts, emoji with joiners, combining marks, tabs and newlines are left alone."""
    assert clean(text) == text


def test_what_was_there_stays_visible() -> None:
    """A control character is shown as its picture instead of vanishing."""
    assert clean("\x1b[31mred\x07\x7f\x9b") == "␛[31mred␇␡\ufffd"
    assert clean("a\r\nb") == "a \nb"


def test_what_does_not_show_is_shown() -> None:
    """Blanks and hyphens without width as what they stand for, the rest as a replacement character each."""
    assert clean("ad\u200bmin") == one_line("ad\u200bmin") == "ad min"
    assert clean("co\xadoperate") == "co-operate"
    assert clean("pay\u2060pal") == "pay\ufffdpal"
    assert clean("ad\u200d\u200cmin") == "ad\ufffd\ufffdmin"
    assert clean("\U0001f600\ufe0f\ufe0f\U000e0100") == "\U0001f600\ufe0f\ufffd\ufffd"
    assert clean("a\ufe0f \u200d") == "a\ufffd \ufffd"


@given(ANY)
def test_json_keeps_the_text_verbatim_but_safe_to_show(text: str) -> None:
    """What is escaped in JSON reads back as the very same text."""
    shown = escape_unsafe(json.dumps({"text": text}, ensure_ascii=False))
    assert is_harmless(shown)
    assert json.loads(shown) == {"text": text}


@pytest.mark.parametrize(
    ("speaker", "verb", "said"),
    [
        ("Putin", "said", "Putin said"),
        ("the county office", "According to", "according to the county office"),
        ("DeSantis", "adding", "DeSantis"),
        ("Putin", None, "Putin"),
        (None, "said", ""),
    ],
)
def test_who_says_it_is_put_as_a_reader_would(speaker: str | None, verb: str | None, said: str) -> None:
    """Nobody writes "the county office according to"; a participle belongs to another sentence."""
    assert said_by(speaker, verb) == said
