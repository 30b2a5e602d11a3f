"""Sentence boundaries."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.language.sentences import spans

SEEDS = Path(__file__).parent.parent.parent / "seeds"

# Dense in what sentence splitters stumble over: quotes, initials, exotic white space, astral characters.
tricky = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "U.S. ",
                "J. ",
                "Dr. ",
                "“",
                "”",
                '"',
                "(",
                ". ",
                "! ",
                "?\n",
                "\n\n",
                "\r\n",
                "\u2028",
                "\x85",
                "\x1f",
            ]
        ),
        st.sampled_from(
            ["\u3000", "\xa0", "😀", "e\u0301", "中文。", "İ. ", "\ud800", "\x00", "…", "- ", "word "]
        ),
        st.text(max_size=8),
    ),
    max_size=40,
).map("".join)


def sentences(text: str) -> list[str]:
    """The words of each sentence found."""
    return [text[start:end] for start, end in spans(text)]


@given(tricky)
def test_sentences_cover_the_text_in_order(text: str) -> None:
    """Sentences are disjoint, in order, trimmed, and leave out nothing but white space."""
    position = 0
    for start, end in spans(text):
        assert position <= start < end <= len(text)
        assert not text[position:start].strip()
        assert text[start:end] == text[start:end].strip()
        position = end
    assert not text[position:].strip()


@given(tricky)
def test_no_sentence_crosses_a_blank_line(text: str) -> None:
    """A blank line always ends a sentence."""
    assert all("\n\n" not in sentence for sentence in sentences(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It is so. It was so.", ["It is so.", "It was so."]),
        ("“We saw tanks,” said U.S. General Philip Breedlove. He left.", 2),
        ("Dr. J. K. Rowling met Mr. Smith et al. on Jan. 5. They spoke.", 2),
        ("It cost 3.5 euros (see Fig. 3). Nobody paid.", 2),
        ("😀 Ünïcode e\u0301 is. 中文句子。第二句。", ["😀 Ünïcode e\u0301 is.", "中文句子。", "第二句。"]),
        (
            "A heading\nThe first sentence of a text. The second",
            ["A heading", "The first sentence of a text.", "The second"],
        ),
        ("", []),
        (" \n\t ", []),
    ],
)
def test_known_sentences(text: str, expected: list[str] | int) -> None:
    """Abbreviations, initials, decimals, quotes and other scripts end sentences where a person would."""
    found = sentences(text)
    assert found == expected or len(found) == expected, found


def test_the_seeds_are_divided_by_their_paragraphs() -> None:
    """Every line of a seed article is a paragraph of its own, and quoted speech keeps its sentence."""
    text = (SEEDS / "003_53ea88acf2995e8d.txt").read_text("utf-8")
    found = sentences(text)
    assert all("\n" not in sentence for sentence in found)
    assert (
        "“No-one in history ever managed to achieve this with Russia, and no-one ever will,” he said."
        in found
    )
    assert (
        "However, he said in October that Finland will not “seek NATO membership in the near future.”"
        in found
    )


def test_wrapped_lines_are_one_paragraph() -> None:
    """A sentence goes on over the line breaks of text wrapped at one width."""
    text = (
        "Every man is, or hopes to be, an Idler. Even those who seem to differ\n"
        "most from us are hastening to increase our fraternity; as peace is the\n"
        "end of war, so to be idle is the ultimate purpose of the busy.\n"
        "\n"
        "There is no appellation."
    )
    assert [sentence[-5:] for sentence in sentences(text)] == ["dler.", "busy.", "tion."]


def test_list_items_are_paragraphs() -> None:
    """Items of a list do not run together, and a wrapped item keeps its second line."""
    text = (
        "- The first item of the list is wrapped since it is longer than a line\n"
        "  is wide\n"
        "- The second item of this list is not wrapped but nearly as long as it\n"
        "- third"
    )
    assert [sentence.split()[1] for sentence in sentences(text)] == ["The", "The", "third"]
    assert "is wide" in sentences(text)[0]


@pytest.mark.parametrize("unit", ["“ab. ", "a", "word ", " ", "\n", "(", "字", "- a\n", "x. "])
def test_time_grows_with_length_only(unit: str) -> None:
    """A megabyte of anything is divided within seconds, and no sentence is unbounded."""
    text = (unit * 1_000_000)[:1_000_000]
    started = time.process_time()
    found = spans(text)
    assert time.process_time() - started < 20
    assert max((end - start for start, end in found), default=0) <= 4_000


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It began at 9 p.m. Friday. He left at 10 p.m. She stayed.", 3),
        ("Polls close at 8 p.m. ET in Iowa. It opened at 7 a.m. People came.", 3),
        ("Chuck Schumer, D-N.Y., spoke. So did Kevin Cramer, R-N.D. Both were heard.", 3),
        ("No. 2 Dayton vs. No. 7 Nevada is on at 4 p.m. June 12.", 1),
        ("He lives at 308 N. Second Ave., Phoenix. We met at Plan B. It rained.", 3),
    ],
)
def test_a_sentence_goes_on_behind_what_is_shortened(text: str, found: int) -> None:
    """A time of day before its day, a party's state, "vs." and the side of a street end no sentence."""
    assert len(sentences(text)) == found


def test_a_mark_that_opens_a_sentence_is_its_own() -> None:
    """It is not left at the end of the sentence before, where nothing is quoted."""
    assert sentences("He told us. “Crops will fail.” She said so. (It rained.)") == [
        "He told us.",
        "“Crops will fail.”",
        "She said so.",
        "(It rained.)",
    ]
