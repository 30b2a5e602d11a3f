"""The assistant over real files and the real models: what the README promises Python users."""

from __future__ import annotations

import asyncio
import json
import pickle
import tempfile
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Literal

import pytest

import qa
from qa import Answer, Assistant, Filter, IndexClosed, InputError, Progress
from qa.collections import registry
from qa.evaluation.metrics import f1
from qa.index.location import located
from qa.indexing import add_articles
from qa.rendering.renderer import to_json_line
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


def test_the_samples_beside_another_index_share_its_models(tmp_path: Path) -> None:
    """Whoever serves both loads no model twice."""
    own = Assistant.from_articles(SEEDS, folder=tmp_path / "index")
    with own, own.another(None) as samples:
        assert samples.pipeline.reader is own.pipeline.reader
        assert samples.ask("Who is Finland's new Prime Minister?").text == "Alexander Stubb"


@pytest.mark.parametrize(
    ("ask", "error", "says"),
    [
        (lambda a: a.ask(" "), InputError, "the question is empty"),
        (lambda a: a.ask(None), TypeError, "a question is a str, not NoneType"),
        (lambda a: a.ask(["Who?", "Where?"]), TypeError, "not list: ask_batch takes several"),
        (lambda a: a.ask(b"Who?"), TypeError, "not bytes"),
        (lambda a: a.ask_batch(["Who?", None]), TypeError, "not NoneType"),
        (lambda a: a.ask_batch(None), TypeError, "NoneType"),
        (lambda a: a.ask("Who?", top=0), InputError, "top must be from 1 to 1,000, not 0"),
        (lambda a: a.ask("Who?", top=-1), InputError, "not -1"),
        (lambda a: a.ask("Who?", top=1001), InputError, "not 1001"),
        (lambda a: a.ask("Who?", top=True), TypeError, "not True"),
        (lambda a: a.ask("Who?", top="5"), TypeError, "not '5'"),
        (lambda a: a.ask("Who?", top=2.0), TypeError, "not 2.0"),
        (lambda a: a.ask("Who?", where="2014"), TypeError, "a qa.Filter, not '2014'"),
        (lambda a: a.ask("Who?", where=None), TypeError, "a qa.Filter, not None"),
        (lambda a: a.ask("Who?", as_of=2014), TypeError, "not 2014"),
        (lambda a: a.ask("Who?", as_of="soon"), InputError, "'soon' is not a date"),
        (lambda a: a.conversation().ask(None), TypeError, "a question is a str"),
        (lambda a: a.conversation().ask("Who is it?", top=0), InputError, "not 0"),
        (lambda a: asyncio.run(a.ask_async(None)), TypeError, "a question is a str"),
        (lambda a: Filter(since=a.index), TypeError, "a Filter holds text"),
        (lambda a: a.search("NATO", top=True), TypeError, "not True"),
        (lambda a: a.search(None), TypeError, "a question is a str, not NoneType"),
        (lambda a: a.articles(None), TypeError, "not NoneType"),
        (lambda a: a.article(3), TypeError, "the name of an article is a str, not int"),
        (lambda a: a.list("Who?", top=0), InputError, "top must be from 1 to 1,000, not 0"),
        (lambda a: a.quotes(limit=-1), InputError, "at least one quotation must be asked for, not -1"),
        (lambda a: a.quotes(3), TypeError, "a text is a str, not int"),
        (lambda a: a.quotes(speaker=3), TypeError, "the name of a speaker is a str, not int"),
        (lambda a: a.speakers(3), TypeError, "the name of a speaker is a str, not int"),
        (lambda a: a.trends(3), TypeError, "a name is a str, not int"),
        (lambda a: a.quoted(None), TypeError, "a sentence is a str, not NoneType"),
        (lambda a: a.open(None), TypeError, "the place of an index is a str or a Path, not NoneType"),
        (lambda a: a.from_articles(SEEDS, folder=3), TypeError, "not int"),
        (lambda a: a.from_articles([]), InputError, "no path was given"),
        (lambda a: a.from_articles(""), InputError, "a path is empty"),
        (lambda a: a.from_articles([SEEDS, ""]), InputError, "a path is empty"),
        (lambda a: a.from_articles(None), TypeError, "NoneType"),
        (lambda a: a.from_articles([None]), TypeError, "a path is a str or a Path, not NoneType"),
        (lambda a: a.from_articles(b"seeds/"), TypeError, "a path is a str or a Path, not int"),
    ],
)
def test_what_makes_no_sense_is_refused(
    assistant: Assistant, ask: Callable[[Any], object], error: type[Exception], says: str
) -> None:
    """Bad input is an error that says what was expected, unlike a question that has no answer."""
    with pytest.raises(error) as caught:
        ask(assistant)
    assert says in str(caught.value)


def test_one_works_where_several_are_expected(assistant: Assistant) -> None:
    """A path is not walked letter by letter, among them "/"; nor is a question asked so."""
    question = "Who is Finland's new Prime Minister?"
    with Assistant.from_articles(f"{SEEDS}/") as one, Assistant.from_articles(iter([SEEDS])) as several:
        assert one.index.article_ids() == several.index.article_ids() == assistant.index.article_ids()
    assert assistant.ask_batch(question) == [assistant.ask(question)]
    assert assistant.ask_batch(question for _ in range(2)) == [assistant.ask(question)] * 2
    assert assistant.ask_batch([]) == []


def test_after_closing_every_use_says_so(tmp_path: Path) -> None:
    """Questions, conversations begun before, and the index itself; closing again is nothing."""
    (tmp_path / "a.txt").write_text("The festival of lanterns opens in Oulu on Friday.")
    assistant = Assistant.from_articles(tmp_path / "a.txt")
    conversation, index = assistant.conversation(), assistant.index
    assert (conversation.ask("Where does the festival open?").text, len(index)) == ("Oulu", 1)
    assistant.close()
    assistant.close()
    for use in (
        lambda: assistant.ask("Where does the festival open?"),
        lambda: assistant.ask_batch([]),
        lambda: asyncio.run(assistant.ask_async("Where?")),
        lambda: assistant.conversation(),
        lambda: assistant.search("lanterns"),
        lambda: assistant.articles(),
        lambda: assistant.article("a.txt"),
        lambda: assistant.quoted("lanterns"),
        lambda: conversation.ask("And when?"),
        lambda: index.article_ids(),
    ):
        with pytest.raises(IndexClosed, match="was closed"):
            use()
    assert repr(assistant).endswith("', closed>")


def test_a_repr_is_one_line(tmp_path: Path) -> None:
    """It names the index, and how long a conversation is."""
    (tmp_path / "a.txt").write_text("The festival of lanterns opens in Oulu on Friday.")
    with Assistant.from_articles(tmp_path / "a.txt", folder=tmp_path / "index") as assistant:
        assert repr(assistant) == f"<Assistant of '{tmp_path / 'index'}'>"
        conversation = assistant.conversation()
        conversation.ask("Where does the festival open?")
        assert repr(conversation) == "<Conversation of 1 turn>"


def test_indexing_tells_how_far_it_is(tmp_path: Path) -> None:
    """Each stored batch, and in one line what could not be read, instead of a warning."""
    (tmp_path / "a.txt").write_text("The festival of lanterns opens in Oulu on Friday.")
    (tmp_path / "b.json").write_text("{")
    told, problems = list[Progress](), list[str]()
    Assistant.from_articles(tmp_path, on_progress=told.append, on_problem=problems.append).close()
    assert (told[-1].done, told[-1].passages) == (1, 1)
    assert len(problems) == 1 and "b.json" in problems[0]


def test_an_answer_is_what_the_command_line_prints(assistant: Assistant) -> None:
    """``to_dict`` is the documented JSON, of an answer, a refusal and a doubt; it comes back equal."""
    conversation = assistant.conversation()
    answers = [
        assistant.ask("Who is Finland's new Prime Minister?"),
        assistant.ask("At what temperature does water boil?"),
        conversation.ask("Has Russia annexed Crimea?"),
        conversation.ask("Are you sure?"),
        conversation.ask("No, it was in 2014"),
        conversation.ask("Which articles mention NATO?"),
        conversation.ask("Who is NATO's top commander? Who is the president of France?"),
    ]
    for answer in answers:
        assert json.loads(to_json_line(answer)) == json.loads(answer.to_json()) == answer.to_dict()
        assert Answer.from_json(answer.to_json()) == pickle.loads(pickle.dumps(answer)) == answer
        assert answer._repr_html_().startswith('<div class="qa-answer">')


def test_threads_ask_while_one_indexes(tmp_path: Path) -> None:
    """Every answer is whole and right, alone, in batches and in conversations, while articles are stored."""
    (tmp_path / "0.txt").write_text("The festival of lanterns opens in Oulu on Friday.")
    question, indexed = "Where does the festival of lanterns open?", threading.Event()
    settings = Settings(cached_answers=3)
    with Assistant.from_articles(tmp_path / "0.txt", settings, folder=tmp_path / "index") as assistant:
        shared = assistant.conversation()

        def index() -> None:
            try:
                for number in range(1, 25):
                    path = tmp_path / f"{number}.txt"
                    path.write_text(f"The festival of kites number {number} opens in Pori in May.")
                    add_articles([path], tmp_path / "index", settings, on_problem=print)
            finally:
                indexed.set()

        def ask(number: int) -> list[Answer]:
            given = list[Answer]()
            while not indexed.is_set() or not given:
                given.append(assistant.ask(question, top=5 + number))
                given += assistant.ask_batch([question, question], top=5)
                given.append(assistant.conversation().ask(question, top=5))
                given.append(asyncio.run(assistant.ask_async(question)))
                shared.ask(question, top=5)
            return given

        with ThreadPoolExecutor(9) as threads:
            indexing = threads.submit(index)
            given = [one for answers in threads.map(ask, range(8)) for one in answers]
            indexing.result()
        assert {(answer.text, answer.citations[0].quote) for answer in given} == {("Oulu", "Oulu")}
        assert {turn.question for turn in shared.turns} == {question}
        assert assistant.ask("Where does the festival of kites open?").text == "Pori"
        assert len(assistant.index.article_ids()) == 25


def test_waiting_for_an_answer_can_be_given_up(assistant: Assistant) -> None:
    """The others get theirs, in any order, and the event loop goes on meanwhile."""
    questions = ["Who is NATO's top commander?", "Who is the president of France?", "What did Russia annex?"]
    expected = assistant.ask_batch(questions)

    async def ask() -> None:
        began = [asyncio.create_task(assistant.ask_async(question)) for question in questions * 2]
        await asyncio.sleep(0)
        for given_up in (began[1], began[3]):
            given_up.cancel()
        ticks = 0
        while not all(task.done() for task in began):
            await asyncio.sleep(0.001)
            ticks += 1
        assert ticks > 3
        assert began[1].cancelled() and began[3].cancelled()
        kept = [0, 2, 4, 5]
        assert [began[place].result() for place in kept] == [expected[place % 3] for place in kept]
        assert await asyncio.wait_for(assistant.ask_async(questions[1]), 60) == expected[1]

    asyncio.run(ask())


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


def test_several_names_are_several_arguments(assistant: Assistant) -> None:
    """A list of them is refused with what to write instead."""
    with pytest.raises(TypeError, match=r"trends\(\*names\)"):
        assistant.trends(["NATO", "Putin"])  # type: ignore[arg-type]
    assert [one.name for one in assistant.trends("NATO", "Putin")] == ["NATO", "Putin"]
