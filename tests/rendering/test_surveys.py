"""Time lines and lists as text for people."""

from __future__ import annotations

from dataclasses import replace

from qa.lists import ItemList, Listed
from qa.rendering.renderer import Renderer
from qa.rendering.terminal import Screen
from qa.timelines import Change, TimeLine, Told
from tests.hostile.terminal_text import ALL, is_harmless
from tests.sample_answers import cite

MARIN = Told("Sanna Marin", 0.9, 2, "2020-01", (cite(),))
PARLIAMENT = Told("the parliament", 0.8, 1, "2020-02", (cite("the parliament"),))
LINE = TimeLine(
    "Who leads?",
    "answers",
    (Change("2019-12-10", (MARIN,)), Change("2020-02", (PARLIAMENT, MARIN), correction=True)),
    5,
    9,
)
LIST = ItemList("Who led?", (Listed("Sanna Marin", 2, 3, 0.9, (cite(),), ("Marin",)),), 9, 9)


def test_a_time_line_is_a_column_of_dates() -> None:
    """Each with what is said from then on and where, corrections marked, contradictions side by side."""
    assert Renderer(Screen()).timeline(LINE) == (
        "2019-12-10: Sanna Marin · 2 stories · last told 2020-01\n"
        "            [1] A new government in Helsinki · news/finland.txt:2\n"
        "            Sanna Marin is Finland's new Prime Minister, the parliament said.\n"
        "\n"
        "2020-02:    the parliament · corrected\n"
        "            [2] A new government in Helsinki · news/finland.txt:2\n"
        "            Sanna Marin is Finland's new Prime Minister, the parliament said.\n"
        "            or Sanna Marin · 2 stories · last told 2020-01 · corrected\n"
        "            [3] A new government in Helsinki · news/finland.txt:2\n"
        "            Sanna Marin is Finland's new Prime Minister, the parliament said.\n"
        "\n"
        "Read 5 of 9 passages found: others may say more."
    )


def test_a_sentence_on_a_topic_is_not_told_twice() -> None:
    """It is what is cited."""
    shown = Renderer(Screen()).timeline(replace(LINE, kind="sentences", changes=LINE.changes[:1]))
    assert "Finland's new" not in shown


def test_a_list_names_each_thing_with_its_stories_and_its_best_citation() -> None:
    """And how far the articles were read."""
    assert Renderer(Screen()).item_list(LIST) == (
        "[1] Sanna Marin · 2 stories · also Marin\n"
        "    A new government in Helsinki · 2019-12-10 · news/finland.txt:2\n"
        "    Sanna Marin is Finland's new Prime Minister, the parliament said.\n"
        "\n"
        "Read all 9 passages found."
    )


def test_what_is_not_said_is_said() -> None:
    """Instead of nothing."""
    assert Renderer(Screen()).timeline(replace(LINE, changes=())).startswith("The articles do not say.")
    assert Renderer(Screen()).item_list(replace(LIST, items=())).startswith("The articles do not say.")
    topic = replace(LINE, kind="sentences", changes=())
    assert Renderer(Screen()).timeline(topic).startswith("No dated article bears on this.")
    undated = Renderer(Screen()).timeline(replace(LINE, changes=(), read=0, found=3))
    assert undated == "No dated article bears on this.\n\nFound 3 passages, none with a date."


def test_no_text_of_an_article_reaches_the_terminal_as_it_is() -> None:
    """Neither an answer nor a title nor a date."""
    hostile = "".join(ALL)
    told = replace(MARIN, text=hostile, last=hostile, citations=(cite(title=hostile, source=hostile),))
    line = replace(LINE, question=hostile, changes=(Change(hostile, (told,)),))
    assert is_harmless(Renderer(Screen()).timeline(line))
    item = replace(LIST.items[0], text=hostile, variants=(hostile,), citations=told.citations)
    assert is_harmless(Renderer(Screen()).item_list(replace(LIST, items=(item,))))
