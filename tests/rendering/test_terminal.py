"""What a stream can show, and text wrapped to fit it."""

from __future__ import annotations

import io

import pytest
import wcwidth
from hypothesis import given
from hypothesis import strategies as st

from qa.rendering.terminal import Screen


class Tty(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        """Yes."""
        return True


@pytest.mark.parametrize(
    ("stream", "environment", "styled", "coloured"),
    [
        (Tty(), {}, True, True),
        (Tty(), {"NO_COLOR": "1"}, True, False),
        (Tty(), {"NO_COLOR": ""}, True, True),
        (Tty(), {"TERM": "dumb"}, False, False),
        (io.StringIO(), {}, False, False),
        (io.StringIO(), {"FORCE_COLOR": "1"}, True, True),
        (io.StringIO(), {"FORCE_COLOR": "0"}, False, False),
        (Tty(), {"FORCE_COLOR": "1", "TERM": "dumb"}, True, True),
    ],
)
def test_styles_follow_the_stream_and_the_environment(
    monkeypatch: pytest.MonkeyPatch,
    stream: io.StringIO,
    environment: dict[str, str],
    styled: bool,
    coloured: bool,
) -> None:
    """A pipe gets no styles, NO_COLOR no colour, TERM=dumb nothing, and FORCE_COLOR wins."""
    for name in ("NO_COLOR", "FORCE_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    screen = Screen.of(stream)
    assert (screen.styled, screen.coloured) == (styled, coloured)


@pytest.mark.parametrize(("columns", "width"), [("60", 60), ("80", 80), ("500", 100), ("3", 20)])
def test_width_is_that_of_the_terminal_within_reason(
    monkeypatch: pytest.MonkeyPatch, columns: str, width: int
) -> None:
    """Lines never get so long that they are hard to read, nor so short that nothing fits."""
    monkeypatch.setenv("COLUMNS", columns)
    assert Screen.of(Tty()).width == width


def test_a_pipe_is_not_wrapped(monkeypatch: pytest.MonkeyPatch) -> None:
    """Output for other programs keeps its lines whole."""
    monkeypatch.delenv("COLUMNS", raising=False)
    line = "word " * 100 + "end"
    assert Screen.of(io.StringIO()).wrap(line) == line


def test_a_quote_is_marked_where_there_are_no_styles() -> None:
    """On a terminal the quote can be told from its sentence; through a pipe it is as it stands."""
    assert Screen(80, marked=True).style("quote", "quote") == "**quote**"
    assert Screen(80, marked=True).style("rest", "strong") == "rest"
    assert Screen().style("quote", "quote") == "quote"
    assert Screen(80, True, False).style("quote", "quote") == "\x1b[1;4mquote\x1b[0m"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("[1] one two three four five", "[1] one two three\n    four five"),
        ("    one two three four five", "    one two three\n    four five"),
        ("- one two three four five", "- one two three four\n  five"),
        ("  7%  one two three four five", "  7%  one two three\n      four five"),
        ("one two three four five", "one two three four\nfive"),
        ("2022-02: one two three", "2022-02: one two\n         three"),
        ("日本語日本語日本語日本語", "日本語日本語日本語日\n本語"),
    ],
)
def test_continued_lines_stand_clear_of_labels(line: str, expected: str) -> None:
    """A citation's second line begins below its text, not below its number; wide characters count double."""
    assert Screen(20).wrap(line) == expected


@given(st.text(alphabet="ab [1]日é👍\n-", max_size=200), st.integers(20, 120))
def test_no_line_is_wider_than_the_screen(text: str, width: int) -> None:
    """Wrapping holds the width in cells and loses nothing but blanks."""
    wrapped = Screen(width, True, True).wrap(text)
    assert all(wcwidth.width(line) <= width for line in wrapped.split("\n"))
    assert "".join(wrapped.split()) == "".join(text.split())


def test_a_style_goes_on_after_a_line_break() -> None:
    """A quote that is broken over two lines is highlighted on both, and what follows is not."""
    screen = Screen(20, True, True)
    wrapped = screen.wrap(f"    some {screen.style('quoted words here', 'quote')} after")
    first, second = wrapped.split("\n")[:2]
    assert first.endswith("\x1b[0m")
    assert second.startswith("    \x1b[1;4m"), "the indent is not underlined"
