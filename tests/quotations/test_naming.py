"""Names as capitals alone do not tell them."""

from __future__ import annotations

import pytest

from qa.quotations.naming import bare, whole


@pytest.mark.parametrize(
    ("text", "told", "named"),
    [
        ("However, a P&O passenger in Dover", "O", "P&O"),
        ("said Law & Mercy Union", "Mercy Union", "Law & Mercy Union"),
        ("the Centers for Flood Control and Recovery", "Recovery", "Centers for Flood Control and Recovery"),
        ("A county map by Streetwise.org shows it", "Streetwise", "Streetwise.org"),
        ("Karim al-Masri spoke", "Karim", "Karim al-Masri"),
        ("when Prince Energy reported", "Energy", "Prince Energy"),
        ("The Upton County Sheriff’s Office said", "Office", "Upton County Sheriff’s Office"),
        ("In Norway’s Justice Department", "Department", "Justice Department"),
        ("a letter to Ada Moss.", "Ada Moss", "Ada Moss"),
    ],
)
def test_what_capitals_cut_off_belongs_to_a_name(text: str, told: str, named: str) -> None:
    """Marks, small words and titles inside of a body's name, but not the owner of a department."""
    start = text.index(told)
    assert text[slice(*whole(text, start, start + len(told)))] == named


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("San Pedro Zoo", "San Pedro Zoo"),
        ("Republican Ada Moss", "Ada Moss"),
        ("Republican Ada Berg of Upton", "Ada Berg"),
        ("Republican National Committee", "Republican National Committee"),
        ("V.P. Ada Moss", "Ada Moss"),
        ("Follow Ada Moss", "Ada Moss"),
        ("Oslo City-based Tove Lindqvist", "Tove Lindqvist"),
        ("Kent Department of Health Director Tove Lindqvist", "Tove Lindqvist"),
        ("Upton County Supervisor Tove Lindqvist", "Tove Lindqvist"),
    ],
)
def test_what_stands_before_a_name_is_no_part_of_it(name: str, expected: str) -> None:
    """Offices, parties, links and towns go; the first words of a body stay."""
    assert bare(name) == expected
