"""Lists with bullets or numbers, found from any place in them."""

from __future__ import annotations

import time

import pytest

from qa.language.bullets import is_list, list_at

CAMP = (
    "# Camp\n\nWelcome.\n\nEvery child brings:\n- a sleeping bag\n- clothes\n  for the rain\n"
    "  - a coat\n  - boots\n- a torch\n\nPhones stay at home.\n\n1. Sign up.\n\n2. Pay.\n\nThat is all."
)


def shown(text: str, at: str) -> tuple[str, list[str]] | None:
    """What leads the list in at these words, and its items."""
    found = list_at(text, text.index(at))
    if found is None:
        return None
    return text[slice(*found.lead)], [text[slice(*item)] for item in found.items]


@pytest.mark.parametrize("at", ["child", "sleeping", "rain", "torch"])
def test_a_list_is_found_from_its_items_and_from_what_leads_it_in(at: str) -> None:
    """With what goes on below an item, without what stands deeper."""
    items = ["a sleeping bag", "clothes\n  for the rain", "a torch"]
    assert shown(CAMP, at) == ("Every child brings:", items)


def test_of_lists_in_each_other_the_innermost_counts() -> None:
    """It is led in by the item that it stands below."""
    assert shown(CAMP, "boots") == ("clothes\n  for the rain", ["a coat", "boots"])


def test_blank_lines_may_part_items() -> None:
    """Numbers are bullets too."""
    assert shown(CAMP, "Pay") == ("Phones stay at home.", ["Sign up.", "Pay."])


@pytest.mark.parametrize("at", ["Welcome", "That is all"])
def test_other_lines_are_in_no_list(at: str) -> None:
    """Nor is one item a list."""
    assert shown(CAMP, at) is None
    assert shown("We need:\n- a torch\n\nWelcome. That is all.", "torch") is None


def test_a_paragraph_right_behind_a_list_is_no_part_of_it() -> None:
    """As pages of the web are read; but the rest of a wrapped item is."""
    text = "Bring:\n- a bag\n- a torch with\nbatteries\nPhones stay at home."
    assert shown(text, "a bag") == ("Bring:", ["a bag", "a torch with\nbatteries"])


def test_ends_of_lines_of_windows_are_no_part_of_items() -> None:
    """Nor are blanks at the ends of lines."""
    assert shown("Bring:\r\n- a bag \r\n\r\n- a torch\r\n", "a bag") == ("Bring:", ["a bag", "a torch"])


def test_a_list_that_a_line_tears_apart_is_none() -> None:
    """Whose the line is nobody knows, and half a list is no answer; what leads in another list is clear."""
    for line in ("\n", "\r\n"):
        torn = line.join(("Bring:", "- a bag", "- a coat", "Boots are fine.", "- a torch", "- a hat"))
        assert shown(torn, "a bag") is shown(torn, "a hat") is None
    two = "Bring:\n- a bag\n- a coat\nLeave at home:\n- a phone\n- a knife"
    assert shown(two, "a bag") == ("Bring:", ["a bag", "a coat"])
    assert shown(two, "a knife") == ("Leave at home:", ["a phone", "a knife"])


def test_numbers_behind_bullets_are_another_list() -> None:
    """Which nothing leads in."""
    text = "Bring:\n- a bag\n- a torch\n\n1. Sign up.\n2. Pay."
    assert shown(text, "a bag") == ("Bring:", ["a bag", "a torch"])
    assert shown(text, "Pay") == ("", ["Sign up.", "Pay."])


def test_of_a_long_line_the_last_sentence_leads_in() -> None:
    """A paragraph may be as long as a book."""
    found = shown(f"{'It rained a lot. ' * 2000}Bring:\n- a bag\n- a torch", "a bag")
    assert found is not None and found[0].endswith("It rained a lot. Bring:") and len(found[0]) <= 500


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("- a bag\n- a torch", True),
        ("1. Sign\n   up.\n2. Pay.", True),
        ("- a bag", False),
        ("Ruritania and\nthe Duchy of Fenwick", False),
        ("- a bag\nand more", False),
        ("", False),
    ],
)
def test_a_text_is_a_list_or_none(text: str, is_one: bool) -> None:
    """Lines that were wrapped are none."""
    assert is_list(text) is is_one


def test_the_text_begins_with_the_first_bullet() -> None:
    """So that it reads as a list."""
    found = list_at(CAMP, CAMP.index("torch"))
    assert found is not None
    assert CAMP[found.start : found.end].startswith("- a sleeping bag\n- clothes")
    assert CAMP[found.start : found.end].endswith("- a torch")


@pytest.mark.parametrize("part", ["- ", "- a\n", "  - a\n - b\n", "\n\n", "1.", "1. " * 9 + "\n"])
def test_repeated_fragments_take_no_time(part: str) -> None:
    """What is looked at is bounded, whatever the text."""
    text = part * 100_000
    began = time.process_time()
    list_at(text, len(text) // 2)
    assert time.process_time() - began < 2
