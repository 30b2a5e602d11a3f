"""What "and" and commas join, taken apart."""

from __future__ import annotations

import pytest

from qa.language.coordination import conjuncts


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Kenya, Uganda and Rwanda", ["Kenya", "Uganda", "Rwanda"]),
        ("Rosa Timm and her brother Anton", ["Rosa Timm", "her brother Anton"]),
        ("Jamukha, and his protector, Toghrul Khan", ["Jamukha", "his protector, Toghrul Khan"]),
        ("“Ash and Salt” by Reyes and “Eleven”", ["“Ash and Salt” by Reyes", "“Eleven”"]),
        ("Ann Reis, the mayor of Kell, and Ben", ["Ann Reis, the mayor of Kell", "Ben"]),
        ("the Greens, the Liberals and Union", ["the Greens", "the Liberals", "Union"]),
        ("bread, cheese and olives", ["bread", "cheese", "olives"]),
        ("the WMO (weather and climate) & the UNEP", ["the WMO (weather and climate)", "the UNEP"]),
        ("Mayor Ole Lind; Eva Roth", ["Mayor Ole Lind", "Eva Roth"]),
        ("Ole Lind along with Eva Roth", ["Ole Lind", "Eva Roth"]),
        ("red lead, white arsenic, talc and Dye 7", ["red lead", "white arsenic", "talc", "Dye 7"]),
        ("Lena Holm, the minister", ["Lena Holm, the minister"]),
        ("Anna Reis", ["Anna Reis"]),
        ("", [""]),
    ],
)
def test_a_coordination_is_taken_apart(text: str, parts: list[str]) -> None:
    """By "and" with its commas, not inside quotes and brackets; what only describes a name stays with one."""
    assert [text[slice(*part)] for part in conjuncts(text)] == parts
