"""The assistant over real files and the real models: what the README promises Python users."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest

import qa
from qa import Assistant, Filter, InputError
from qa.collections import registry
from qa.evaluation.metrics import f1
from qa.index.location import located
from qa.retrieval import retriever_of
from qa.settings import Settings

PROJECT = Path(__file__).parent.parent
SEEDS = PROJECT / "seeds"


@pytest.fixture(scope="module")
def assistant() -> Iterator[Assistant]:
    """An assistant of the sample articles with the shipped models."""
    with Assistant.from_articles([SEEDS]) as opened:
        yield opened


def test_an_answer_is_a_verbatim_span_of_the_users_own_file(assistant: Assistant) -> None:
    """Offsets of a citation point into the file itself, and its sentence and line stand there too."""
    answer = assistant.ask("Who is Finland's new Prime Minister?")
    assert answer.text == "Alexander Stubb"
    citation = answer.citations[0]
    text = Path(citation.source).read_bytes().decode()
    assert text[citation.start : citation.end] == citation.quote == answer.text
    assert text[citation.sentence_start :].startswith(citation.sentence)
    assert citation.line == text[: citation.start].count("\n") + 1
    assert (citation.published, citation.page) == ("2014-11", None)
    assert 0.5 < answer.confidence <= 1
    assert set(answer.timings) >= {"retrieve", "read"}


def test_what_the_articles_do_not_say_is_withheld_with_the_closest_passages(assistant: Assistant) -> None:
    """A question without an answer gets none, and the reader can look at what came nearest."""
    answer = assistant.ask("At what temperature does water boil?")
    assert (answer.kind, answer.text, answer.citations) == ("none", None, ())
    assert answer.closest


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("What did Zakharva say about Finland?", "What did Zakharova say about Finland?"),
        ("Who is Finland's new Prime Ministr?", "Who is Finland's new Prime Minister?"),
    ],
)
def test_a_mistyped_question_is_answered_as_the_one_that_was_meant(
    assistant: Assistant, typed: str, meant: str
) -> None:
    """Searched, read and weighed by its right words, names too; and it says so."""
    answers = [*assistant.ask_batch([typed, meant]), assistant.conversation().ask(typed)]
    assert [answer.resolved_question for answer in answers] == [meant] * 3
    assert [answer.question for answer in answers] == [typed, meant, typed]
    assert answers[1].kind == "span"
    assert {(answer.text, answer.citations) for answer in answers} == {
        (answers[1].text, answers[1].citations)
    }


def test_a_batch_answers_as_single_questions_do(assistant: Assistant) -> None:
    """Asking together changes nothing but the time it takes."""
    questions = ["Who is NATO's top commander?", "Who is the president of France?", "What did Russia annex?"]
    together = assistant.ask_batch(questions)
    alone = [assistant.ask(question) for question in questions]
    for one, other in zip(together, alone, strict=True):
        assert (one.text, one.citations) == (other.text, other.citations)
        assert one.confidence == pytest.approx(other.confidence, abs=1e-3)


def test_filters_act_before_ranking(assistant: Assistant) -> None:
    """An article outside the filter neither answers nor is shown."""
    question = "Who is Finland's new Prime Minister?"
    assert assistant.ask(question, where=Filter(until="2014")).text == "Alexander Stubb"
    later = assistant.ask(question, where=Filter(since="2020"))
    shown = [*later.citations, *later.closest]
    assert later.text != "Alexander Stubb" and {citation.published for citation in shown} <= {"2022-02"}
    nowhere = assistant.ask(question, where=Filter(source="*nowhere*"))
    assert nowhere.kind == "none" and nowhere.filtered_out
    assert not later.filtered_out and not assistant.ask("At what temperature does water boil?").filtered_out
    assert assistant.conversation().ask(question, where=Filter(since="2099")).filtered_out


def test_reading_more_passages_keeps_the_better_answer(assistant: Assistant) -> None:
    """The passages of top 1 are among those of top 10: a larger top never loses a confident answer."""
    question = "Who is NATO's top commander?"
    assert assistant.ask(question, top=10).confidence >= 0.5
    assert assistant.ask(question, top=10).text == assistant.ask(question, top=3).text


def test_an_index_is_kept_and_opened_again(tmp_path: Path) -> None:
    """``from_articles`` with a folder leaves an index there that ``open`` answers from."""
    Assistant.from_articles([SEEDS], folder=tmp_path / "index").close()
    with Assistant.open(tmp_path / "index") as opened:
        assert opened.ask("Who is Putin's spokesman?").text == "Dmitri Peskov"
    registry.remember("kept", located(tmp_path / "index"))
    with Assistant.open("kept") as opened:
        assert opened.articles().total == 2
    registry.forget("kept")


def test_a_temporary_index_is_removed_on_closing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a folder nothing is left behind."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assistant = Assistant.from_articles([SEEDS])
    assert list(tmp_path.rglob("catalog.sqlite"))
    assistant.close()
    assert not list(tmp_path.iterdir())


def test_the_samples_are_indexed_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second opening finds the index of the first in the cache folder and builds nothing."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    Assistant.samples().close()
    catalogs = {path: path.stat().st_ino for path in tmp_path.rglob("catalog.sqlite")}
    Assistant.samples().close()
    assert len(catalogs) == 1
    assert {path: path.stat().st_ino for path in tmp_path.rglob("catalog.sqlite")} == catalogs


def test_an_empty_question_is_refused(assistant: Assistant) -> None:
    """Bad input is an error, unlike a question that has no answer."""
    with pytest.raises(InputError, match="empty"):
        assistant.ask(" ")


@pytest.mark.parametrize("question", ["🙂🙃", '"Stubb" AND NOT *:*', "(((", "NATO:*^~"])
def test_strange_questions_get_an_answer_or_none(assistant: Assistant, question: str) -> None:
    """Emoji, quotes and search operators are words to the search, never syntax."""
    assert assistant.ask(question).kind in {"span", "evidence", "none"}


def test_the_seed_questions_keep_their_score(assistant: Assistant) -> None:
    """F1 of at least 92 % where the articles answer, at least 85 % withheld where they do not."""
    lines = (PROJECT / "eval" / "seeds.jsonl").read_text("utf-8").splitlines()
    asked = [json.loads(line) for line in lines]
    answers = assistant.ask_batch([question["question"] for question in asked])
    answerable, withheld = [], []
    for question, answer in zip(asked, answers, strict=True):
        if question["answers"]:
            answerable.append(f1(answer.text or "", question["answers"]))
        else:
            withheld.append(answer.kind == "none")
    assert len(asked) >= 40 and len(withheld) * 3 >= len(asked)
    assert sum(answerable) / len(answerable) >= 0.92
    assert sum(withheld) / len(withheld) >= 0.85


@pytest.mark.parametrize("name", ["dense", "lexical", "fused"])
def test_each_ranking_finds_the_passage_alone(
    assistant: Assistant, name: Literal["dense", "lexical", "fused"]
) -> None:
    """Whichever retriever the settings choose, the passage that answers comes first here."""
    retriever = retriever_of(assistant.index, Settings(retriever=name))
    hits = retriever.search(["What did Philip Breedlove say about columns of Russian equipment?"], 1)[0]
    assert "Philip Breedlove" in hits[0].passage.text


def test_the_exported_names_are_sorted_and_there() -> None:
    """``__all__`` is what the package offers, in order; every name can be imported."""
    assert qa.__all__ == sorted(qa.__all__)
    assert all(hasattr(qa, name) for name in qa.__all__)


def test_the_articles_can_be_looked_into_without_a_question(assistant: Assistant) -> None:
    """Listed, searched and shown, and a sentence of theirs is found word for word since its first day."""
    listed = assistant.articles()
    assert [one.published for one in listed.articles] == ["2022-02", "2014-11"]
    best = assistant.search("columns of Russian equipment", top=1)[0].citation
    assert "Breedlove" in best.quote
    full = assistant.article(best.article_id)
    assert full.text[best.start : best.end] == best.quote
    sentence = assistant.ask("Who is Finland's new Prime Minister?").citations[0].sentence
    found = assistant.quoted(sentence)
    assert found.exact and sentence in {place.quote for place in found.places}
    assert not assistant.quoted(sentence.replace("Stubb", "Stub")).places
