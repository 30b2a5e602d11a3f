"""Answering: groups, support, confidence, citations, and answers withheld."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.answering.answerer import Answerer
from qa.answering.calibration import CHOSEN, Calibration
from qa.answering.citing import sentence_around
from qa.answering.judging import Judge
from qa.question.form import is_yes_no
from qa.question.query import Query
from qa.reading import read
from qa.types import Answer, Article, Hit, Passage, Span, digest_of
from tests.counting import calls_of
from tests.fakes import KeywordReader

CALIBRATION = Calibration(
    method="logistic",
    order={"score": 0.5, **CHOSEN},
    weights={"place": 1.0},
    bias=0.0,
    threshold=0.5,
    reader="keyword",
    fitted_on="nothing",
    fitted_at="2026-11-22",
    questions=0,
)


class Shelf:
    """The articles that answering needs; the story of one is named in its metadata."""

    def __init__(self, *articles: Article) -> None:
        self._articles = {article.id: article for article in articles}

    def article(self, article_id: str) -> Article:
        """The article of that id."""
        return self._articles[article_id]

    def families(self, article_ids: Sequence[str]) -> list[str]:
        """What their metadata says, else each its own."""
        return [self._articles[name].metadata.get("story", name) for name in article_ids]


def answered(
    shelf: Shelf,
    question: str,
    found: Sequence[Hit],
    spans: Sequence[Span],
    threshold: float | None = None,
    calibration: Calibration = CALIBRATION,
) -> Answer:
    """The answer of what was read."""
    answerer = Answerer(shelf, Judge(calibration, threshold))
    return answerer.answer(Query(question, depth=10), found, spans)[0]


def article(name: str, text: str, **changes: object) -> Article:
    """An article of that name."""
    return replace(Article(id=name, title=name.title(), text=text, source=f"{name}.txt"), **changes)  # type: ignore[arg-type]  # the changes are typed where they are used


def hits(*articles: Article) -> list[Hit]:
    """Each article as one passage, in their order."""
    return [
        Hit(
            Passage(number, one.id, 0, len(one.text), one.text, published=one.published),
            score=1 / number,
            dense_score=0.5,
        )
        for number, one in enumerate(articles, 1)
    ]


def span(of: Hit, text: str, score: float) -> Span:
    """The first place of a text in a hit's passage, as a span."""
    start = of.passage.text.index(text)
    return Span(of.passage, of.passage.start + start, of.passage.start + start + len(text), score, -score)


def by_score(spans: Iterable[Span]) -> list[Span]:
    """As reading returns them."""
    return sorted(spans, key=lambda one: -one.score)


ONE = article("one", "It rained.\nAlexander Stubb leads Finland. He was glad.", published="2014-11")
TWO = article("two", "In Finland the leader is ALEXANDER STUBB!")
THREE = article("three", "Petteri Orpo leads Finland, they say.")


def test_an_answer_is_cited_with_its_exact_place() -> None:
    """Quote, sentence, line and digest are those of the article."""
    found = hits(ONE)
    answer = answered(Shelf(ONE), "Who?", found, [span(found[0], "Alexander Stubb", 4)])
    assert (answer.kind, answer.text) == ("span", "Alexander Stubb")
    [citation] = answer.citations
    assert ONE.text[citation.start : citation.end] == citation.quote == "Alexander Stubb"
    assert citation.sentence == "Alexander Stubb leads Finland."
    assert ONE.text[citation.sentence_start :].startswith(citation.sentence)
    assert (citation.number, citation.line, citation.page) == (1, 2, None)
    assert (citation.title, citation.published, citation.source) == ("One", "2014-11", "one.txt")
    assert citation.digest == digest_of(ONE.text)


def test_evidence_adds_up_in_log_odds() -> None:
    """Each doubling of independent stories raises the odds by one factor; one story changes nothing."""
    copies = [replace(ONE, id=f"copy{number}") for number in range(4)]
    odds = []
    for count in (1, 2, 4):
        found = hits(*copies[:count])
        answer = answered(Shelf(*copies), "Who?", found, [span(hit, "Alexander Stubb", 1) for hit in found])
        odds.append(answer.confidence / (1 - answer.confidence))
    assert odds[0] == pytest.approx(math.exp(0.5))
    assert odds[1] / odds[0] == pytest.approx(odds[2] / odds[1]) == pytest.approx(math.exp(CHOSEN["stories"]))


def test_a_date_decides_between_near_equals_only() -> None:
    """The preferred date wins a close race and loses a clear one."""
    old, new = replace(ONE, published="2014-11"), replace(THREE, published="2022-02")
    found = hits(old, new)
    question = "Who was prime minister in 2014?"
    timely = CALIBRATION.model_copy(update={"order": {"score": 0.5, "distance": -0.35}})

    def best(stubb: float, orpo: float) -> str | None:
        spans = by_score([span(found[0], "Alexander Stubb", stubb), span(found[1], "Petteri Orpo", orpo)])
        return answered(Shelf(old, new), question, found, spans, 0.0, timely).text

    assert best(2, 3) == "Alexander Stubb"
    assert best(2, 20) == "Petteri Orpo"


def test_an_answer_may_stand_in_the_title() -> None:
    """Its citation counts in the title; the words of the text at the same offsets are nothing of it."""
    titled = replace(ONE, title="Stubb wins in Finland")
    [hit] = hits(titled)
    passage = replace(hit.passage, title=titled.title)
    answer = answered(
        Shelf(titled), "Who?", [replace(hit, passage=passage)], [Span(passage, 0, 5, 4.0, 0.0, in_title=True)]
    )
    assert answer.text == "Stubb"
    [citation] = answer.citations
    assert citation.in_title
    assert citation.title[citation.start : citation.end] == citation.quote == "Stubb"
    assert (citation.sentence, citation.line) == (titled.title, 1)


@pytest.mark.parametrize(
    ("place", "line", "standing"), [("record 27", None, "record 27"), (19, 19, ""), ("", None, "")]
)
def test_a_title_of_a_record_stands_where_its_record_does(
    place: int | str, line: int | None, standing: str
) -> None:
    """Nobody sees it in line 1 of a file of many."""
    titled = replace(ONE, title="Stubb wins in Finland", places=((0, place),))
    [hit] = hits(titled)
    passage = replace(hit.passage, title=titled.title)
    answer = answered(
        Shelf(titled), "Who?", [replace(hit, passage=passage)], [Span(passage, 0, 5, 4.0, 0.0, in_title=True)]
    )
    assert (answer.citations[0].line, answer.citations[0].place) == (line, standing)


def test_the_same_answer_in_other_words_is_one_candidate() -> None:
    """Case and punctuation do not make a second answer; both places are cited, best first."""
    found = hits(ONE, TWO)
    spans = by_score([span(found[0], "Alexander Stubb", 3), span(found[1], "ALEXANDER STUBB!", 4)])
    answer = answered(Shelf(ONE, TWO), "Who?", found, spans)
    assert answer.text == "ALEXANDER STUBB!"
    assert [citation.article_id for citation in answer.citations] == ["two", "one"]
    assert answer.alternatives == ()


def test_overlapping_spans_of_one_place_are_one_candidate() -> None:
    """A word more or less at the same place is not an alternative, also across overlapping passages."""
    whole = hits(ONE)[0]
    part = Passage(2, "one", 11, len(ONE.text), ONE.text[11:])
    other = Span(part, 11, 11 + len("Alexander"), 2.0, -2.0)
    spans = [span(whole, "Alexander Stubb", 4), other]
    answer = answered(Shelf(ONE), "Who?", [whole, Hit(part, 0.1)], spans)
    assert len(answer.citations) == 1
    assert answer.alternatives == ()


def test_support_counts_stories_and_not_reprints() -> None:
    """Two copies of one story confirm nothing."""
    copy = replace(ONE, id="copy", metadata={"story": "one"})
    found = hits(ONE, copy, TWO)
    spans = by_score(
        [
            span(found[0], "Alexander Stubb", 4),
            span(found[1], "Alexander Stubb", 4),
            span(found[2], "ALEXANDER STUBB", 3),
        ]
    )
    answer = answered(Shelf(ONE, copy, TWO), "Who?", found, spans)
    assert (answer.support, answer.articles) == (2, 3)
    assert len(answer.citations) == 3


def test_a_place_the_reader_does_not_believe_is_no_support() -> None:
    """The same words where the reader says "not in this passage" are neither cited nor counted."""
    found = hits(ONE, TWO)
    spans = [span(found[0], "Alexander Stubb", 4), span(found[1], "ALEXANDER STUBB", -3)]
    answer = answered(Shelf(ONE, TWO), "Who?", found, spans)
    assert [citation.article_id for citation in answer.citations] == ["one"]


def test_other_answers_are_kept_as_alternatives() -> None:
    """They are ordered by confidence and have their own citations."""
    found = hits(ONE, THREE)
    spans = [span(found[0], "Alexander Stubb", 4), span(found[1], "Petteri Orpo", 2)]
    answer = answered(Shelf(ONE, THREE), "Who?", found, spans)
    [other] = answer.alternatives
    assert (other.text, other.citations[0].article_id) == ("Petteri Orpo", "three")
    assert other.confidence < answer.confidence


def test_below_the_threshold_the_answer_is_withheld_and_the_closest_passages_are_shown() -> None:
    """No text, no citations; the passages in the retriever's order; what was found stays as alternatives."""
    found = hits(THREE, ONE)
    spans = [span(found[1], "Alexander Stubb", 4)]
    answer = answered(Shelf(ONE, THREE), "Who?", found, spans, threshold=0.99)
    assert (answer.kind, answer.text, answer.citations) == ("none", None, ())
    assert [citation.article_id for citation in answer.closest] == ["three", "one"]
    assert answer.alternatives[0].text == "Alexander Stubb"
    assert answer.confidence == answer.alternatives[0].confidence < 0.99


def test_nothing_found_is_an_answer_too() -> None:
    """No passages and no spans: withheld, without an exception."""
    answer = answered(Shelf(), "Who?", [], [])
    assert (answer.kind, answer.text, answer.confidence, answer.closest) == ("none", None, 0.0, ())


def test_a_page_is_named_where_the_article_has_pages() -> None:
    """The page is the one on which the quote begins."""
    paged = replace(ONE, page_starts=(0, 11, 42))
    found = hits(paged)
    answer = answered(Shelf(paged), "Who?", found, [span(found[0], "Alexander", 4)])
    assert answer.citations[0].page == 2


def test_a_tie_is_broken_the_same_way_every_time() -> None:
    """Equal confidence keeps reading's order."""
    found = hits(ONE, THREE)
    spans = [span(found[0], "Alexander Stubb", 2), span(found[1], "Petteri Orpo", 2)]
    answer = answered(Shelf(ONE, THREE), "Who?", found, spans)
    assert answer.text == "Alexander Stubb"


def test_a_yes_no_question_gets_the_deciding_sentence() -> None:
    """Quoted without a verdict; a second span of the same sentence is no alternative."""
    found = hits(ONE, THREE)
    spans = [
        span(found[0], "Alexander Stubb", 4),
        span(found[0], "Finland", 3),
        span(found[1], "Petteri Orpo", 2),
    ]
    question = "Does Stubb lead Finland?"
    answer = answered(Shelf(ONE, THREE), question, found, spans)
    assert (answer.kind, answer.text) == ("evidence", "Alexander Stubb leads Finland.")
    assert answer.citations[0].quote == "Alexander Stubb"
    assert [other.text for other in answer.alternatives] == [THREE.text]


def test_punctuation_or_an_article_alone_is_no_answer() -> None:
    """A reader that is at a loss points to a full stop or to "the"; a vitamin is called A all the same."""
    one = article("one", "It rained. The vitamin is A.")
    [hit] = hits(one)
    found = answered(
        Shelf(one), "Which?", [hit], [span(hit, ".", 5.0), span(hit, "The", 4.0), span(hit, "A", 3.0)]
    )
    assert found.text == "A"
    assert not found.alternatives


def test_a_preposition_alone_is_no_answer() -> None:
    """Of a time of day that is written with a full stop the reader may find only what stands before it."""
    one = article("one", "The canteen opens at 7.45 and shuts at 14.30.")
    [hit] = hits(one)
    found = answered(Shelf(one), "When does it open?", [hit], [span(hit, "at", 5.0), span(hit, "7.45", 4.0)])
    assert (found.text, found.alternatives) == ("7.45", ())


def work_over(count: int) -> int:
    """Calls of functions that it takes to answer from so many different spans."""
    text = " ".join(f"name{number}" for number in range(count))
    long = article("long", text)
    passage = Passage(1, "long", 0, len(text), text)
    spans = [
        Span(passage, word.start(), word.end(), 9 - number / 1000, 0.0)
        for number, word in enumerate(re.finditer(r"\w+", text))
    ]
    answer, calls = calls_of(lambda: answered(Shelf(long), "Who?", [Hit(passage, 1.0)], spans))
    assert answer.text == "name0"
    return calls


def test_thousands_of_spans_take_no_quadratic_time() -> None:
    """Five times as many different spans are at most five times the work."""
    assert work_over(3000) <= 5 * work_over(600)


@pytest.mark.parametrize(
    "question",
    [
        "Did Russia annex Crimea?",
        "is Finland in NATO?",
        "Hasn't he left yet?",
        "And will it rain?",
        "Was it said that he came?",
        "Is it true or not?",
    ],
)
def test_yes_no_questions_are_told_by_their_form(question: str) -> None:
    """An auxiliary in front, and no choice offered."""
    assert is_yes_no(question)


@pytest.mark.parametrize(
    "question",
    [
        "Who did it?",
        "Is it red or green?",
        "When was it?",
        "May",
        "What is it?",
        "Name the minister.",
        "Doing what?",
    ],
)
def test_other_questions_are_not_yes_no(question: str) -> None:
    """Question words, choices and fragments ask for something else."""
    assert not is_yes_no(question)


def test_a_sentence_is_found_without_reading_the_whole_article() -> None:
    """Work is bounded around the quote: a line of millions of characters has a short sentence."""
    text = "word " * 1_000_000 + "Here it is. " + "word " * 1_000_000
    start = text.index("it is")
    first, last = sentence_around(text, start, start + 5)
    assert "it is" in text[first:last]
    assert last - first < 3000


WORDS = st.lists(
    st.sampled_from(["Stubb", "leads", "Finland", "\U0001f600", "e\u0301", ".", "\n", "Orpo", "1917", "the"]),
    max_size=25,
)


@settings(max_examples=60, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=4))
def test_citations_hold_in_whatever_article(articles: list[list[str]]) -> None:
    """article.text[start:end] == quote, the sentence holds it, and the line is that of the quote."""
    shelved = [article(f"n{number}", " ".join(words)) for number, words in enumerate(articles)]
    index, found = Shelf(*shelved), hits(*shelved)
    [spans] = read(KeywordReader(), ["Who leads Finland?"], [found])
    answer = answered(index, "Who?", found, spans, threshold=0)
    assert (answer.text is None) == (answer.kind == "none")
    cited = [
        *answer.citations,
        *answer.closest,
        *(c for other in answer.alternatives for c in other.citations),
    ]
    for citation in cited:
        text = index.article(citation.article_id).text
        assert text[citation.start : citation.end] == citation.quote
        assert text[citation.sentence_start :].startswith(citation.sentence)
        assert citation.quote in citation.sentence
        assert citation.line == len(text[: citation.start].split("\n"))
