"""Answers as people see them, held as whole texts in ``tests/golden``, and as programs read them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from qa.errors import InputError, SettingsError
from qa.rendering.renderer import Renderer, to_json_line
from qa.rendering.terminal import Screen
from qa.rendering.views import citation_view, doubted, shown_citations, view_of
from qa.types import Age, Answer, Candidate, Citation, Earlier, Item
from tests.golden_files import check_golden
from tests.hostile.terminal_text import ALL, is_harmless
from tests.sample_answers import answered, cite, withheld

PLAIN = Screen()
MARKED = Screen(marked=True)
LONG = (
    "When the parliament in Helsinki had voted on the budget for the third time within one month, "
    "Sanna Marin, who had been a minister before, became the prime minister of a government of five parties."
)


def conflicting() -> Answer:
    """Two answers of different dates."""
    newer = replace(cite(), speaker="the parliament", verb="said")
    older = cite(
        "Alexander Stubb",
        text="Alexander Stubb is Prime Minister.",
        sentence="Alexander Stubb is Prime Minister.",
        title="The cabinet",
        source="news/2014.txt",
        published="2014-11",
    )
    return replace(
        answered(confidence=0.8),
        conflict=(
            Candidate("Sanna Marin", 0.8, 4.0, 2, (newer,), articles=3),
            Candidate("Alexander Stubb", 0.5, 2.0, 1, (older,)),
        ),
        alternatives=(),
    )


def corrected() -> Answer:
    """An old answer, with what was said before it: taken back, and replaced."""
    stubb = cite(
        "Alexander Stubb",
        text="Alexander Stubb leads.",
        sentence="Alexander Stubb leads.",
        title="The cabinet",
        published="2014-11",
    )
    wrong = cite(
        "Sauna Marin",
        text="Sauna Marin leads.",
        sentence="Sauna Marin leads.",
        title="New cabinet",
        published="2019-12-10",
    )
    return replace(
        answered(confidence=0.6),
        alternatives=(Candidate("Alexander Stubb", 0.4, 2.0, 1, (stubb,)),),
        earlier=(
            Earlier("Sauna Marin", "corrected", "2019-12-10", "2019-12-11", (wrong,)),
            Earlier("Alexander Stubb", "replaced", "2014-11", "2019-12-11", (stubb,)),
        ),
        age=Age("2019-12-11", 4, "2024-06-30", asked=True),
    )


def listed(confidence: float = 0.8) -> Answer:
    """An answer that is a whole list."""
    items = "- a bill for the budget that the three parties agreed on\n- a tax on land\n- a new harbour"
    text = f"The plan has:\n{items}"
    cited = cite(items, text=text, sentence=text, title="The plan")
    parts = [cite(item, text=text, sentence=f"- {item}") for item in items[2:].split("\n- ")]
    return replace(
        answered(cited, confidence=confidence),
        items=tuple(Item(one.quote, one) for one in parts),
        unsure=confidence < 0.5,
        alternatives=(),
    )


CASES = {
    "answer": answered(),
    "answer-corrected": corrected(),
    "answer-confirmed": replace(answered(), support=2, articles=3, alternatives=()),
    "answer-follow-up": replace(
        answered(question="And Finland?"), resolved_question="Who is Finland's new Prime Minister?"
    ),
    "answer-spoken": answered(replace(cite(), speaker="the parliament", verb="said"), confidence=0.5),
    "answer-long": answered(cite("Sanna Marin", text=LONG, sentence=LONG, title=LONG, page=12)),
    "evidence": replace(answered(), kind="evidence", text=cite().sentence, alternatives=()),
    "answer-list": listed(),
    "answer-list-unsure": listed(0.4),
    "conflict": conflicting(),
    "refusal": withheld(),
    "refusal-empty": replace(withheld(), closest=()),
    "clarify": replace(withheld("Why?"), readings=("Why did the government fall?", "Why is she 34?")),
}


@pytest.mark.parametrize("name", CASES)
def test_in_a_pipe(name: str) -> None:
    """Every kind of answer without styles and line breaks."""
    check_golden(f"rendering/{name}.txt", Renderer(PLAIN).answer(CASES[name]))


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("width", [40, 80])
def test_on_a_terminal(name: str, width: int) -> None:
    """Every kind of answer with styles, wrapped."""
    check_golden(f"rendering/{name}-{width}.ansi", Renderer(Screen(width, True, True)).answer(CASES[name]))


@pytest.mark.parametrize("name", CASES)
def test_without_colour_the_same_words(name: str) -> None:
    """NO_COLOR takes colours away, and nothing else."""
    text = Renderer(Screen(80, True, False)).answer(CASES[name])
    assert "\x1b[3" not in text
    assert ";3" not in text


@pytest.mark.parametrize("text", ALL, ids=ascii)
def test_hostile_articles_are_shown_harmlessly(text: str) -> None:
    """Titles, sources, quotes, sentences and speakers of an article cannot reach the terminal as they are."""
    sentence = f"{text}Sanna Marin{text}"
    citation = replace(
        cite("Sanna Marin", text=sentence, sentence=sentence, title=text, source=text, published=text),
        speaker=text,
        verb=text,
    )
    candidate = Candidate(text, 0.5, 1.0, 2, (citation,))
    answer = replace(answered(citation), text=text, resolved_question=text, alternatives=(candidate,))
    shown = Renderer(Screen(80)).answer(answer)
    assert is_harmless(shown)
    assert is_harmless(Renderer(Screen(80)).answer(replace(answer, conflict=(candidate,))))
    earlier = Earlier(text, "corrected", text, text, (citation,))
    old = replace(answer, earlier=(earlier,), age=Age(text, 2, text, asked=True))
    assert is_harmless(Renderer(Screen(80)).answer(old))
    assert is_harmless(
        Renderer(Screen(80)).answer(replace(withheld(), closest=(citation,), readings=(text,)))
    )
    assert not any(line.startswith(("two", "six")) for line in shown.splitlines())
    assert is_harmless(to_json_line(answer))
    assert Answer.from_dict(json.loads(to_json_line(answer))) == answer


def test_a_quote_is_highlighted_where_it_stands_not_where_it_looks_alike() -> None:
    """The same word earlier in the sentence is not the quote."""
    text = "Marin met Marin."
    citation = cite("Marin", text=text, sentence=text)
    second = replace(citation, start=10, end=15)
    assert "Marin met **Marin**." in Renderer(MARKED).answer(answered(second))


def test_an_endless_sentence_is_cut_around_its_quote() -> None:
    """What is shown of a sentence is bounded, and the quote is always in it."""
    text = "x " * 5000 + "Sanna Marin" + " y" * 5000
    shown = Renderer(MARKED).answer(answered(cite("Sanna Marin", text=text, sentence=text)))
    assert "x **Sanna Marin** y" in shown
    assert len(shown) < 1000


def test_what_comes_closest_is_short() -> None:
    """However long title and sentence are; but so much of it is shown that people see whether it answers."""
    text = "The government fell on Monday. " * 40
    near = cite(text, text=text, sentence=text, title="A long title " * 20)
    shown = Renderer(PLAIN).answer(replace(withheld(), closest=(near,) * 3)).splitlines()[2:]
    assert len(shown) == 3
    assert all(150 < len(line) < 210 and "The government fell" in line for line in shown)


def test_what_answers_as_well_is_named_and_cited() -> None:
    """Items that the text does not hold, each with the number of its citation."""
    items = tuple(Item(one.quote, one) for one in (cite("Sanna"), cite("the parliament")))
    found = replace(answered(), items=items)
    shown = Renderer(PLAIN).answer(found)
    assert "and the parliament [2]" in shown
    assert "and Sanna" not in shown
    assert "Less likely" not in shown
    assert [citation.quote for citation in shown_citations(found)] == ["Sanna Marin", "the parliament"]


def test_lines_that_were_wrapped_are_no_list() -> None:
    """Such an answer and its sentence are shown whole, in one line."""
    text = "It was signed by Ruritania and\nthe Duchy of Fenwick in the old hall on 5 May 2019 after talks."
    cited = cite("Ruritania and\nthe Duchy of Fenwick", text=text, sentence=text)
    shown = Renderer(PLAIN).answer(replace(answered(cited), items=(Item("Ruritania", cite()),) * 2))
    assert shown.startswith("Ruritania and the Duchy of Fenwick\n")
    assert "on 5 May 2019 after talks." in shown


def test_another_answer_that_is_a_list_stands_in_one_line() -> None:
    """Beside the others."""
    [whole] = listed().citations
    other = Candidate(whole.quote, 0.4, 1.0, 1, (whole,))
    shown = Renderer(PLAIN).answer(replace(answered(), alternatives=(other,)))
    assert "agreed on - a tax on land - a new harbour (40%)" in shown


def test_a_saved_list_is_a_line_an_item() -> None:
    """As in the article."""
    saved = Renderer(PLAIN).render("saved", answers=[view_of(listed())])
    assert "\n- a tax on land\n- a new harbour\n\n— likely (80%)\n" in saved


def test_a_doubt_shows_a_list_as_one() -> None:
    """And not what it is in the same line as its last item."""
    doubt = replace(withheld(), act="doubt", about=listed())
    shown = Renderer(PLAIN).answer(doubt)
    assert "\n- a tax on land\n- a new harbour\nThis is the best answer" in shown


def test_a_passage_cited_as_a_whole_is_shown_plainly_and_shortened() -> None:
    """A passage that was found has no quote to highlight in it."""
    text = "The government fell on Monday. " * 40
    passage = citation_view(cite(text, text=text, sentence=text))
    shown = Renderer(MARKED).render("passages", citations=[passage])
    assert "**" not in shown
    assert shown.endswith("…")
    assert len(shown) < 600


def test_other_answers_are_named_only_where_they_say_something() -> None:
    """A candidate of little confidence, or of punctuation alone, is left to /why."""
    others = tuple(
        Candidate(text, of, 0.0, 1, (cite(),)) for text, of in (("‘", 0.6), ("Stubb", 0.5), ("x", 0.1))
    )
    shown = Renderer(PLAIN).answer(replace(answered(), alternatives=others))
    assert shown.endswith("\nLess likely: Stubb (50%)")


def test_shown_citations_count_from_one() -> None:
    """What /open N counts is what is on the screen, whatever numbers the parts had."""
    shown = shown_citations(conflicting())
    assert [(citation.number, citation.quote) for citation in shown] == [
        (1, "Sanna Marin"),
        (2, "Alexander Stubb"),
    ]
    assert [citation.number for citation in shown_citations(withheld())] == [1]


def test_what_was_said_before_can_be_opened_too() -> None:
    """It counts behind the answer's own citations, and is no other answer beside."""
    shown = shown_citations(corrected())
    assert [citation.quote for citation in shown] == ["Sanna Marin", "Sauna Marin", "Alexander Stubb"]
    view = view_of(corrected())
    assert [(one.text, one.number) for one in view.earlier] == [("Sauna Marin", 2), ("Alexander Stubb", 3)]
    assert (len(view.citations), view.more, view.also) == (1, (), ())
    both = view_of(replace(conflicting(), earlier=corrected().earlier))
    assert [one.number for one in both.earlier] == [3, 4]


def test_confidence_in_words_never_contradicts_its_number() -> None:
    """Higher confidence never reads as less sure."""
    order = ["unsure", "possible", "likely", "almost certain"]
    words = [view_of(answered(confidence=percent / 100)).confidence for percent in range(101)]
    ranks = [order.index(word) for word in words]
    assert ranks == sorted(ranks)
    assert set(words) == set(order)


def test_own_templates_override_the_shipped_ones(tmp_path: Path) -> None:
    """A folder of prompts replaces the templates it holds, and only those."""
    (tmp_path / "answer.j2").write_text("{{ answer.text }}!\n")
    renderer = Renderer(PLAIN, tmp_path)
    assert renderer.answer(answered()) == "Sanna Marin!"
    assert renderer.answer(withheld()).startswith("The articles do not say.")


@pytest.mark.parametrize(
    "template",
    [
        "{{ answer.nothing }}",
        "{{ nothing }}",
        "{% if %}",
        "{{ answer.text | nofilter }}",
        "{{ ''.__class__.__mro__ }}",
        "{{ 1 / 0 }}",
        "{% include 'none.j2' %}",
        "{{ answer.text + 1 }}",
        "{{ answer.text.nothing() }}",
    ],
)
def test_a_bad_template_is_one_clear_error(tmp_path: Path, template: str) -> None:
    """A template that does not parse, names what is not there or reaches for Python's insides is named."""
    (tmp_path / "answer.j2").write_text(template)
    with pytest.raises(SettingsError, match=r"answer\.j2"):
        Renderer(PLAIN, tmp_path).answer(answered())


def test_json_holds_every_field_verbatim() -> None:
    """Programs get the answer's own fields and the exact text, and read the same answer back."""
    answer = conflicting()
    record = answer.to_dict()
    assert set(record) == set(Answer.__dataclass_fields__)
    assert set(record["citations"][0]) == set(Citation.__dataclass_fields__)
    assert "\n" not in to_json_line(answer)
    assert Answer.from_dict(json.loads(to_json_line(answer))).conflict == answer.conflict


def test_a_record_of_another_version_is_refused() -> None:
    """JSON that is no answer says so."""
    with pytest.raises(InputError, match="version"):
        Answer.from_dict({"question": "?"})


def test_an_unsure_answer_and_a_title_say_what_they_are() -> None:
    """What may well be wrong begins with a "perhaps"; a quote out of a title is not placed on a line."""
    title = cite("Helsinki", text=cite().title, sentence=cite().title)
    answer = replace(answered(replace(title, in_title=True), confidence=0.4), unsure=True, alternatives=())
    shown = Renderer(Screen(80)).answer(answer)
    assert shown.startswith("Perhaps: Helsinki\n")
    assert "news/finland.txt, title" in shown
    assert "finland.txt:1" not in shown


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"line": 12}, "news/finland.txt:12"),
        ({"line": None, "page": 3}, "news/finland.txt, p. 3"),
        ({"line": None, "page": 5, "place": "p. 5 (printed 2)"}, "news/finland.txt, p. 5 (printed 2)"),
        ({"line": None, "place": "slide 3"}, "news/finland.txt, slide 3"),
        ({"line": None}, "news/finland.txt"),
        (
            {"article_id": "news/finland.txt#7", "line": None, "place": "record 7"},
            "news/finland.txt, record 7",
        ),
        ({"source": "Reuters", "line": 1}, "Reuters · news/finland.txt:1"),
    ],
)
def test_a_citation_names_the_file_and_the_place_in_it(changed: dict[str, object], place: str) -> None:
    """As people find it; a source that the metadata names does not hide the file."""
    citation = replace(cite(), **changed)  # type: ignore[arg-type]  # fields of a citation
    assert view_of(answered(citation)).citations[0].place == place


def test_a_citation_says_that_its_file_has_changed() -> None:
    """Below the place, without escapes of whatever wrote it."""
    note = "the file has changed since; shown as indexed on 2026-11-27"
    assert note in Renderer(PLAIN).answer(answered(replace(cite(), note=note)))


def test_a_doubt_shows_each_other_answer_once_the_likeliest_first() -> None:
    """What disagrees with the answer is among its alternatives, too."""
    about = conflicting()
    rival = next(one for one in about.conflict if one.text != about.text)
    likelier = replace(rival, text="Li Andersson", confidence=0.9)
    about = replace(about, alternatives=(rival, likelier))
    doubt = Answer(about.question, about.question, "none", None, 0.0, (), act="doubt", about=about)
    found = doubted(doubt)["others"]
    assert isinstance(found, list)
    assert [one.text for one in found] == ["Li Andersson", rival.text]


def test_the_source_of_an_answer_is_not_where_it_is_contradicted() -> None:
    """Of an answer that articles disagree about, its own citations alone."""
    about = conflicting()
    asked = Answer(about.question, about.question, "none", None, 0.0, (), act="source", about=about)
    assert [cited.quote for cited in shown_citations(asked)] == [cited.quote for cited in about.citations]
