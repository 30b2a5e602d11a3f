"""Transcripts: who speaks stands before a colon at the beginning of a line."""

from __future__ import annotations

import re

from qa.language import lexicon
from qa.types import Speech

_TURN = re.compile(
    r"^[ \t]*(?P<name>(?:(?:Mr|Mrs|Ms|Dr)\.? )?[A-Z][\w.'’\-]*(?: [A-Z][\w.'’\-]*){0,3}):"
    r"[ \t]+(?P<said>\S.*\S)[ \t]*$",
    re.MULTILINE,
)
_LEAST_TURNS, _LEAST_SHARE = 3, 0.5  # of the lines, and of their length
_SENTENCES = 0.7  # of the turns that end as sentences do
_MOST_SPEAKERS = 0.7  # distinct names to turns: in "Name: ...", "Place: ..." none comes twice


def turns(text: str) -> list[Speech]:
    """The turns of a transcript, direct speech without marks; nothing of a text that is none."""
    found = list(_TURN.finditer(text))
    length = sum(len(turn[0]) for turn in found)
    names = {turn["name"] for turn in found}
    long_enough = len(found) >= _LEAST_TURNS and length >= _LEAST_SHARE * len(text.strip())
    named = len(names) > 1 and all(map(_is_name, names))
    if not long_enough or not named or not _alternates(found, names):
        return []
    return [
        Speech(((turn.start("said"), turn.end("said")),), True, turn["name"], turn["name"], None)
        for turn in found
    ]


def _is_name(name: str) -> bool:
    """Whether a word before a colon names somebody: "Background:" does not."""
    words = name.replace(".", "").casefold().split()
    known = lexicon.TITLES | lexicon.FIRST_NAMES | {"q", "a"}
    return name.isupper() or len(words) > 1 or words[0] in known


def _alternates(found: list[re.Match[str]], names: set[str]) -> bool:
    """Whether speakers come back, or some of what they say are questions; and whether they say sentences."""
    sentences = sum(turn["said"].rstrip('"”’)')[-1:] in ".?!…" for turn in found)
    asks = any(turn["said"].endswith("?") for turn in found)
    return sentences >= _SENTENCES * len(found) and (len(names) <= _MOST_SPEAKERS * len(found) or asks)
