"""The page in a real browser: what people do with it, by mouse, by keyboard, and on a phone.

Run by ``make test-browser``: Debian's Chromium and its driver must be installed.
"""

from __future__ import annotations

import pytest

from qa.assistant import Assistant
from qa.indexing import add_articles
from qa.rendering.views import WORDINGS
from qa.settings import Settings
from tests.serving.browser import DESK, PHONE, TABLET, Page, marked, violations
from tests.serving.collection import CARGO, EMPLOYED, FILES, KEEPER
from tests.serving.conftest import Served
from tests.serving.served import wait_until

pytestmark = pytest.mark.browser


def test_a_question_is_answered_with_its_quote_marked_in_the_article(fresh: Page) -> None:
    """Answer, how sure it is in words, where it stands; and beside it the article's text."""
    fresh.ask(KEEPER)
    assert fresh.text(".answer .text") == "Olaf Brandt"
    assert any(fresh.text(".confidence").startswith(words) for _, (words, _) in WORDINGS)
    assert fresh.text(".citation mark") == "Olaf Brandt"
    assert marked(fresh) == "Olaf Brandt"
    top = "return document.querySelector('.turn').getBoundingClientRect().top"
    wait_until(lambda: 50 < fresh.script(top) < 150)  # right below the head of the page
    assert "built of red brick" in fresh.text("#reader .text")
    assert "Olaf Brandt" in fresh.script("return document.getElementById('status').textContent")


def test_nothing_of_an_article_runs(fresh: Page) -> None:
    """Markup in an article is shown as the characters that it is."""
    fresh.ask(KEEPER)
    assert "<img src=x onerror=" in fresh.one("#reader .text").text
    assert fresh.driver.title == "Ask the articles"
    assert fresh.all("#reader img") == fresh.all("#reader script") == []


def test_the_page_of_a_pdf_is_named_and_its_file_can_be_saved(fresh: Page, served: Served) -> None:
    """The saved file is the one that was indexed."""
    fresh.ask(CARGO)
    assert "report.pdf · page 2" in fresh.text(".citation .details")
    assert marked(fresh) == "4.6 million tonnes"
    assert "page 2" in fresh.text("#reader .page").lower()
    fresh.script(
        "return [...document.querySelectorAll('#reader button')].find(b => /Save/.test(b.textContent))"
    ).click()
    saved = fresh.downloads / "report.pdf"
    wait_until(lambda: saved.exists() and saved.read_bytes() == (served.articles / "report.pdf").read_bytes())


def test_a_whole_list_is_shown_an_item_a_line(fresh: Page) -> None:
    """In the answer, in what is cited, and marked in the article."""
    fresh.ask("What must passengers not take on board?")
    items = ["- fireworks", "- open fuel cans", "- live snakes"]
    assert [one.text for one in fresh.all(".answer .text .item")] == items
    assert fresh.text(".citation blockquote").split("\n") == ["Passengers must not take on board:", *items]
    assert marked(fresh) == "\n".join(items)


def test_offsets_hold_behind_characters_of_two_units(fresh: Page) -> None:
    """Python counts an emoji once, JavaScript twice."""
    fresh.ask("Where does the ferry Aurora sail to?")
    assert marked(fresh) == fresh.text(".citation mark") == "Viborg"


def test_articles_that_disagree_are_shown_along_time(fresh: Page) -> None:
    """The newest first, each with its date and where it stands; the rest are other candidates."""
    fresh.ask("How many people did the harbour of Elmsund employ in the 2010s and 2020s?")
    assert fresh.text(".answer .reply") == "The articles disagree."
    assert fresh.texts(".timeline .when") == ["2023-09-02", "2019-06-11"]
    assert fresh.texts(".timeline .text") == ["850", "1,200"]
    assert marked(fresh) == "850"
    fresh.click(".timeline .citation button.title", 1)
    wait_until(lambda: marked(fresh) == "1,200")
    fresh.click(".others summary")
    assert fresh.all(".candidates .candidate")


def test_a_follow_up_says_how_it_was_understood_until_a_new_conversation(fresh: Page) -> None:
    """Afterwards nothing is known of what was said before."""
    fresh.ask("Who is the director of the port?")
    fresh.ask("Since when is he the director?")
    assert "Understood as: " in fresh.text(".turn:last-child .understood")
    assert "Peter Nyberg" in fresh.text(".turn:last-child .understood")
    fresh.ask("How do you know?")
    assert "This stands in the articles" in fresh.text(".turn:last-child")
    fresh.click("#afresh")
    assert fresh.all(".turn") == []
    fresh.ask("Since when is he the director?")
    assert "Peter Nyberg" not in fresh.text(".understood")


def test_who_states_another_value_is_told_whether_the_articles_have_it(fresh: Page) -> None:
    """Above the answer that is doubted; what the articles do not say is not looked for elsewhere."""
    fresh.ask(CARGO)
    fresh.ask("no, it was 17 million tonnes")
    assert "The articles do not say “17 million tonnes”" in fresh.text(".turn:last-child .reply")
    assert "4.6 million tonnes" in fresh.text(".turn:last-child .answer")


def test_what_the_articles_do_not_say_is_said(fresh: Page) -> None:
    """With what comes closest, and small talk with a word."""
    fresh.ask("Who is the king of Spain?")
    assert "The articles do not say." in fresh.text(".turn:last-child .reply")
    fresh.ask("Thanks!")
    assert "All right." in fresh.text(".turn:last-child .reply")
    fresh.ask("How many articles are there?")
    assert "5 articles" in fresh.text(".turn:last-child .reply")


def test_filters_narrow_and_are_named_where_they_are_closed(fresh: Page) -> None:
    """A date that is none is told where the answer would stand."""
    fresh.click("#narrowing summary")
    fresh.one("#until").send_keys("2020")
    assert fresh.text("#narrowed") == "until 2020"
    fresh.ask(EMPLOYED)
    assert fresh.text(".answer .text") == "1,200"
    fresh.click("#unfilter")
    fresh.one("#as_of").send_keys("soon")
    fresh.ask(EMPLOYED)
    assert "as_of" in fresh.text(".turn:last-child .note")
    assert any("422" in one for one in fresh.complaints())  # the browser's own line about the response


def test_the_articles_can_be_browsed_and_searched(fresh: Page) -> None:
    """All, then those with some words, and the passages that have them."""
    fresh.click("#view-browse")
    wait_until(lambda: fresh.text("#found h3") == "5 articles")
    fresh.one("#words").send_keys("lighthouse\n")
    wait_until(lambda: "1 article with “lighthouse”" in fresh.text("#found h3"))
    assert "The lighthouse of Skarvik" in fresh.text("#found .citation")
    fresh.click("#found .listing button")
    assert fresh.one("#reader h2").text == "The lighthouse of Skarvik"
    fresh.click("#view-ask")
    assert fresh.focused.get_attribute("id") == "question"


def test_another_collection_can_be_chosen(fresh: Page) -> None:
    """The conversation begins anew with it."""
    fresh.ask(KEEPER)
    assert [one.text for one in fresh.all("#collection option")] == ["port", "again"]
    fresh.script(
        "document.getElementById('collection').value = 'again';"
        "document.getElementById('collection').dispatchEvent(new Event('change'))"
    )
    assert fresh.all(".turn") == []
    fresh.ask(KEEPER)
    assert fresh.text(".answer .text") == "Olaf Brandt"


def test_all_of_it_works_by_keyboard(fresh: Page) -> None:
    """A citation is opened and closed, and the focus goes where one is and comes back."""
    from selenium.webdriver import Keys

    fresh.press(Keys.TAB)
    assert fresh.script("return document.activeElement !== document.body")
    fresh.ask(KEEPER)
    fresh.script("document.querySelector('.citation button.title').focus()")
    fresh.press(Keys.ENTER)
    wait_until(lambda: fresh.focused.tag_name == "h2")
    fresh.press(Keys.ESCAPE)
    wait_until(lambda: not fresh.all("#reader"))
    assert fresh.focused.get_attribute("class") == "title"
    fresh.press("/")
    assert fresh.focused.get_attribute("id") == "question"
    assert fresh.focused.get_attribute("value") == ""


@pytest.mark.parametrize("width_and_height", [PHONE, TABLET])
def test_on_a_narrow_screen_the_article_lies_over_the_conversation(
    fresh: Page, width_and_height: tuple[int, int]
) -> None:
    """It comes when it is asked for, is closed again, and nothing is wider than the screen."""
    fresh.size(*width_and_height)
    fresh.open()
    fresh.ask(EMPLOYED)
    wide = "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert fresh.script(wide) == 0
    assert fresh.all("#reader") == []
    fresh.click(".citation button.title")
    assert marked(fresh) == "850"
    assert fresh.script("return document.querySelector('main').inert")
    assert fresh.script(wide) == 0
    fresh.click("#close-reader")
    assert not fresh.script("return document.querySelector('main').inert")
    fresh.click("#view-browse")
    wait_until(lambda: fresh.all("#found .listing li"))
    assert fresh.script(wide) == 0


def test_a_link_to_a_citation_stays_right_when_the_article_changes(
    fresh: Page, served: Served, assistant: Assistant
) -> None:
    """By its offsets while the text is what it was; else by its words, or it says that they are gone."""
    fresh.ask(EMPLOYED)
    copy = "navigator.clipboard.writeText = (text) => { window.copied = text; return Promise.resolve() };"
    fresh.script(copy)
    fresh.script(
        "[...document.querySelectorAll('.citation button')].find(b => b.textContent === 'Copy link').click()"
    )
    link = fresh.script("return window.copied").removeprefix(fresh.address)
    fresh.open(link)
    assert marked(fresh) == "850"
    assert fresh.all("#reader .note") == []
    path = served.articles / "port-2023.txt"
    for before, note in (
        ("A line before it.\n\n" + FILES[path.name], "has changed since this was quoted. The same words"),
        ("Nothing is left of it.\n", "the words are not in it any more"),
        (FILES[path.name], ""),
    ):
        path.write_text(before, "utf-8")
        add_articles([served.articles], served.articles.parent / "index", Settings(), on_problem=pytest.fail)
        fresh.open(link)
        fresh.one("#reader h2")
        assert note in fresh.text("#reader .note")
        assert fresh.texts("#reader mark") == (["850"] if "850" in before else [])


def test_nothing_is_asked_of_another_host(fresh: Page) -> None:
    """Whatever is done with the page."""
    fresh.hosts()
    fresh.open()
    fresh.ask(KEEPER)
    asked = fresh.hosts() - {"about:blank"}
    assert len(asked) > 5
    assert all(one.startswith((fresh.address, f"blob:{fresh.address}", "data:")) for one in asked)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width_and_height", [PHONE, DESK])
def test_it_keeps_the_rules_of_accessibility(
    fresh: Page, axe: str, width_and_height: tuple[int, int], scheme: str
) -> None:
    """WCAG 2.2 AA as far as axe-core can tell, contrast too, in every view."""
    fresh.size(*width_and_height, scheme)
    fresh.open()
    found = violations(fresh, axe)
    fresh.click("#narrowing summary")
    found += violations(fresh, axe)
    for question in (EMPLOYED, KEEPER, "Who is the king of Spain?"):
        fresh.ask(question)
    for summary in fresh.all(".others summary"):
        fresh.script("arguments[0].click()", summary)
    found += violations(fresh, axe)
    fresh.script("document.querySelector('.citation button.title').click()")
    wait_until(lambda: fresh.all("#reader mark"))
    found += violations(fresh, axe)
    fresh.click("#close-reader")
    fresh.click("#view-browse")
    fresh.one("#words").send_keys("harbour\n")
    wait_until(lambda: fresh.all("#found .citation"))
    found += violations(fresh, axe)
    assert found == []
