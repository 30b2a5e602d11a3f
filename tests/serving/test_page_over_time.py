"""Time lines, quotations and lists on the page, in a real browser; run by ``make test-browser``."""

from __future__ import annotations

import pytest

from tests.serving.archived import COST, FAILED
from tests.serving.browser import DESK, PHONE, Page, marked, violations
from tests.serving.served import wait_until

pytestmark = pytest.mark.browser

WIDE = "return document.documentElement.scrollWidth - document.documentElement.clientWidth"


def test_a_time_line_shows_how_the_answer_changed(over_time: Page) -> None:
    """The oldest first: each with its date and where it stands, contradictions side by side, a correction."""
    over_time.ask(COST, "timeline")
    assert [one.split()[0] for one in over_time.texts(".timeline .when")] == [
        "2016-03-02",
        "2019-05-14",
        "2021-09-08",
        "2021-09-15",
    ]
    assert over_time.texts(".timeline .text")[0] == "40 million euros"
    assert over_time.texts(".timeline .later") == ["3 years later", "2 years later"]
    assert over_time.texts(".contradicted .badge") == ["Articles disagree"]
    assert over_time.texts(".corrected .badge") == ["Correction"]
    left, right = over_time.all(".contradicted .sides > li")
    assert left.rect["y"] == right.rect["y"] and left.rect["x"] < right.rect["x"]
    assert "2 stories, until 2019-06-20" in over_time.text(".timeline .given")
    assert over_time.text(".answer > .hint") == "All 8 passages found were read."
    over_time.click(".corrected .citation button.title")
    assert marked(over_time) == "67 million euros"
    assert "4 entries" in over_time.script("return document.getElementById('status').textContent")


def test_the_time_line_of_a_topic_is_its_sentences(over_time: Page) -> None:
    """By date, each where it stands."""
    over_time.ask("The Tarvik bridge", "timeline")
    assert over_time.texts(".timeline .when")[0] == "2016-03-02"
    assert "has agreed on a bridge" in over_time.texts(".timeline blockquote")[0]
    assert over_time.all(".timeline .text") == []


def test_an_answer_leads_to_its_time_line(over_time: Page) -> None:
    """Beside it, in the same conversation, which goes on."""
    over_time.ask(COST)
    over_time.script(
        "[...document.querySelectorAll('.answer button')].find(b => /over time/.test(b.textContent)).click()"
    )
    wait_until(lambda: over_time.all(".turn:last-child .corrected"))
    assert over_time.texts(".turn .kind") == ["Time line"]
    assert over_time.one("#kinds :checked + span").text == "Answer"
    over_time.ask("How do you know?")
    assert "This stands in the articles" in over_time.text(".turn:last-child")


def test_what_is_asked_for_meanwhile_waits_for_its_turn(over_time: Page) -> None:
    """Each gets its own result, in the order in which it was asked for; a new conversation drops all."""
    over_time.ask(COST)
    button = "[...document.querySelectorAll('.answer button')].find(b => /over time/.test(b.textContent))"
    over_time.script(f"const button = {button}; button.click(); button.click();")
    wait_until(lambda: len(over_time.all(".corrected")) == 2 and not over_time.all(".waiting"))
    over_time.script(f"const button = {button}; button.click(); button.click();")
    over_time.click("#afresh")
    wait_until(lambda: over_time.text("#send") == "Ask")
    assert over_time.all(".turn") == []


def test_quotations_are_narrowed_by_who_speaks_and_about_what(over_time: Page) -> None:
    """Newest first; direct speech in quotation marks, what interrupts it paler; names are offered."""
    over_time.ask("", "quotes")
    assert over_time.texts(".citation blockquote")[2:] == [
        "“Steel has become dearer,” said engineer Pavel Orlov, “and so has the bridge.”",
        "“We have waited for this bridge for thirty years”",
    ]
    assert over_time.texts(".citation blockquote .faint") == [",” said engineer Pavel Orlov, “"]
    assert over_time.text(".answer > .hint") == "4 quotations, the newest first."
    names = "return [...document.querySelectorAll('#speakers option')].map(one => one.value)"
    wait_until(lambda: over_time.script(names) == ["Anna Holm", "Pavel Orlov"])
    over_time.one("#speaker").send_keys("Holm")
    over_time.one("#about").send_keys("thirty years\n")
    wait_until(lambda: over_time.texts(".turn h2")[1:] and not over_time.all(".waiting"))
    assert over_time.texts(".turn:last-child h2") == ["Quotations\nBy Holm · About thirty years"]
    assert over_time.texts(".turn:last-child .citation .faint") == ["— Anna Holm said"]
    over_time.click(".turn:last-child .citation button.title")
    assert marked(over_time) == "We have waited for this bridge for thirty years"
    over_time.ask("lighthouse", "quotes")
    assert over_time.text(".turn:last-child .reply") == "Nobody is quoted so."
    over_time.one("#speaker").clear()
    over_time.one("#speaker").send_keys("Holm")
    over_time.one("#about").clear()
    over_time.one("#about").send_keys("lighthouse")
    over_time.ask("", "quotes")
    assert over_time.text(".turn:last-child .reply") == "Holm is quoted, but not about lighthouse."


def test_an_answer_lists_what_somebody_said(over_time: Page) -> None:
    """Where somebody's words are asked for, and there are several."""
    over_time.ask("What did Anna Holm say about the bridge?")
    said = over_time.texts(".citations[aria-label='What was said, the newest first'] blockquote")
    assert len(said) == 2
    assert said[1] == "“We have waited for this bridge for thirty years”"


def test_a_list_names_each_thing_with_its_stories(over_time: Page) -> None:
    """And leads to where it stands."""
    over_time.ask(FAILED, "list")
    assert over_time.texts(".items .text")[0] == "Nordlund Bank"
    assert "2 stories" in over_time.texts(".items .confidence")[0]
    over_time.click(".items summary")
    assert len(over_time.all(".items .citation")) == 2
    over_time.click(".items button.title")
    assert marked(over_time) == "Nordlund Bank"


@pytest.mark.parametrize(
    ("kind", "words", "shown"),
    [
        ("timeline", COST, ".timeline"),
        ("quotes", "steel", ".citation"),
        ("list", FAILED, ".items"),
        ("answer", COST, ".citation"),
    ],
)
def test_the_address_asks_for_the_same_again(over_time: Page, kind: str, words: str, shown: str) -> None:
    """With its filters; whoever is sent it sees the same."""
    over_time.click("#narrowing summary")
    over_time.one("#since").send_keys("2018")
    over_time.ask(words, kind)
    before = over_time.texts(".answer")
    address = over_time.script("return location.hash")
    over_time.open(address)
    wait_until(lambda: over_time.all(shown) and not over_time.all(".waiting"))
    assert over_time.texts(".answer") == before
    assert over_time.text("#narrowed") == "since 2018"
    assert over_time.script("return document.querySelector('#kinds :checked').value") == kind
    over_time.click("#afresh")
    assert over_time.script("return location.hash") == ""


def test_what_to_ask_for_is_chosen_by_keyboard(over_time: Page) -> None:
    """One stop of the Tab key, then arrows; the button and the fields follow."""
    from selenium.webdriver import Keys

    over_time.script("document.querySelector('#kinds :checked').focus()")
    over_time.press(Keys.ARROW_RIGHT)
    assert over_time.text("#send") == "Show"
    over_time.press(Keys.ARROW_RIGHT)
    assert (over_time.text("#send"), len(over_time.all("#speaker"))) == ("Find", 1)
    over_time.click("#narrowing summary")
    assert over_time.all("#as_of") == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width_and_height", [PHONE, DESK])
def test_it_keeps_the_rules_of_accessibility(
    over_time: Page, axe: str, width_and_height: tuple[int, int], scheme: str
) -> None:
    """WCAG 2.2 AA as far as axe-core can tell, and nothing is wider than the screen."""
    over_time.size(*width_and_height, scheme)
    over_time.open()
    for words, kind in ((COST, "timeline"), ("", "quotes"), (FAILED, "list")):
        over_time.ask(words, kind)
    for summary in over_time.all(".others summary"):
        over_time.script("arguments[0].click()", summary)
    over_time.click("#kinds label:has([value=quotes])")
    assert violations(over_time, axe) == []
    assert over_time.script(WIDE) == 0
