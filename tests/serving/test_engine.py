"""The engine: what arrives together is read together, and nobody spoils it for the others."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager

import pytest

from qa.assistant import Assistant
from qa.errors import IndexMissing, InputError
from qa.serving.engine import Abandoned, Asked, Engine, Question
from qa.types import Filter, Hit
from tests.serving.parts import POISON, Road, assistant_on


@contextmanager
def started(road: Road, *, at_once: int = 16, cached: int = 0) -> Iterator[Engine]:
    """An engine over one road, ended behind the block."""
    engine = Engine({"all": lambda: assistant_on(road)}, at_once=at_once, cached=cached)
    engine.start()
    try:
        yield engine
    finally:
        engine.close()


@contextmanager
def held(at_once: int = 16) -> Iterator[tuple[Road, Engine, Callable[[], None]]]:
    """An engine that reads its first question until it is let go."""
    gate = threading.Event()
    road = Road(gate)
    with started(road, at_once=at_once) as engine:
        first = engine.ask(Asked("What is first?"), "all")
        assert road.reading.wait(30)

        def go() -> None:
            gate.set()
            first.future.result(30)

        try:
            yield road, engine, go
        finally:
            gate.set()


def test_questions_that_arrive_while_others_are_read_are_one_batch() -> None:
    """Each hears its own passages and gets its own answer."""
    with held() as (road, engine, go):
        heard: dict[str, str] = {}
        questions = [f"What is number {number}?" for number in range(5)]

        def hears(text: str) -> Callable[[Sequence[Hit]], None]:
            return lambda hits: heard.update({text: hits[0].passage.title})

        jobs = [engine.ask(Asked(text), "all", hears(text)) for text in questions]
        go()
        assert [job.future.result(30).text for job in jobs] == questions
        assert heard == {text: text for text in questions}
        assert road.batches == [["What is first?"], questions]


def test_a_batch_holds_only_so_many_and_only_what_is_asked_of_the_same_articles() -> None:
    """What does not fit is read next, in the order of arrival."""
    with held(at_once=2) as (road, engine, go):
        wheres = [Filter(), Filter(since="2022"), Filter(), Filter()]
        jobs = [engine.ask(Asked(f"Question {n}?", where), "all") for n, where in enumerate(wheres)]
        go()
        for job in jobs:
            job.future.result(30)
        assert road.batches[1:] == [["Question 0?", "Question 2?"], ["Question 1?"], ["Question 3?"]]


def test_short_jobs_do_not_wait_behind_questions() -> None:
    """An article is given before the questions that were asked earlier are read."""
    with held() as (_, engine, go):
        order: list[str] = []
        late = engine.ask(Asked("What is late?"), "all", lambda hits: order.append("question"))
        errand = engine.errand(lambda assistant: order.append("errand"), "all")
        go()
        errand.future.result(30)
        late.future.result(30)
        assert order == ["errand", "question"]


def test_what_nobody_waits_for_is_never_read() -> None:
    """A question that was abandoned leaves the queue; the others are answered."""
    with held() as (road, engine, go):
        gone, stays = engine.ask(Asked("Gone?"), "all"), engine.ask(Asked("Stays?"), "all")
        gone.abandon()
        go()
        assert stays.future.result(30).text == "Stays?"
        assert road.batches[1:] == [["Stays?"]]


def test_one_question_that_fails_fails_alone() -> None:
    """Whether it cannot be asked or breaks what reads it, the others of its batch are answered."""
    with held() as (_, engine, go):
        good, bad = engine.ask(Asked("Good?"), "all"), engine.ask(Asked(POISON), "all")
        empty, wrong = engine.ask(Asked(" "), "all"), engine.ask(Asked("When?", as_of="soon"), "all")
        go()
        assert good.future.result(30).text == "Good?"
        with pytest.raises(RuntimeError, match="a defect"):
            bad.future.result(30)
        for job in (empty, wrong):
            with pytest.raises(InputError):
                job.future.result(30)


def test_answers_that_are_kept_are_not_read_again() -> None:
    """As many as the settings say."""
    road = Road()
    with started(road, cached=10) as engine:
        for _ in range(2):
            assert engine.ask(Asked("Again?"), "all").future.result(30).text == "Again?"
    assert road.batches == [["Again?"]]


def test_what_cannot_be_opened_is_told_when_it_starts_or_when_it_is_asked() -> None:
    """The default collection at the start, another one to whoever asks it, again each time."""

    def missing() -> Assistant:
        raise IndexMissing("there is no index")

    with pytest.raises(IndexMissing):
        Engine({"all": missing}).start()
    engine = Engine({"all": lambda: assistant_on(Road()), "other": missing})
    engine.start()
    for _ in range(2):
        with pytest.raises(IndexMissing):
            engine.ask(Asked("Who?"), "other").future.result(30)
    assert engine.ask(Asked("Who?"), "all").future.result(30).text == "Who?"
    engine.close()


def test_closing_drops_what_is_not_begun() -> None:
    """Whoever waits for it hears so, and so does whoever asks later."""
    with held() as (_, engine, go):
        waiting = engine.ask(Asked("Waiting?"), "all")
        closing = threading.Thread(target=engine.close)
        closing.start()
        with pytest.raises(CancelledError):
            waiting.future.result(30)
        go()
        closing.join(30)
        with pytest.raises(CancelledError):
            engine.ask(Asked("Too late?"), "all").future.result(30)


def test_questions_and_surveys_take_turns() -> None:
    """A question waits for one survey, however many were asked for before it; and none waits for ever."""
    with held() as (_, engine, go):
        order: list[str] = []

        def hears(name: str) -> Callable[[object], None]:
            return lambda _: order.append(name)

        surveys = [engine.survey(hears(f"survey {number}"), "all") for number in range(3)]
        question = engine.ask(Asked("A question?"), "all", hears("question"))
        turn = engine.read(hears("turn"), "all")
        engine.errand(hears("errand"), "all")
        assert (engine.surveys, engine.waiting) == (3, 6)
        go()
        question.future.result(30)
        for job in (*surveys, turn):
            job.future.result(30)
        assert order == ["errand", "survey 0", "question", "survey 1", "turn", "survey 2"]


def test_a_survey_that_nobody_waits_for_is_not_done() -> None:
    """Nor does it keep others from waiting."""
    with held() as (_, engine, go):
        order: list[str] = []
        stays = engine.survey(lambda assistant: order.append("stays"), "all")
        gone = engine.survey(lambda assistant: order.append("gone"), "all")
        gone.abandon()
        assert engine.surveys == 1
        go()
        stays.future.result(30)
        assert order == ["stays"]


def test_a_survey_that_pauses_lets_others_in() -> None:
    """Short jobs and questions, but no other survey; and no second survey before what waits then."""
    order: list[str] = []
    begun = threading.Event()
    later: list[Question] = []

    def hears(name: str) -> Callable[[object], None]:
        return lambda _: order.append(name)

    with started(Road()) as engine:

        def surveyed(assistant: Assistant) -> None:
            begun.set()
            end = time.monotonic() + 30
            while "question" not in order and time.monotonic() < end:
                engine.pause()
                time.sleep(0.01)
            later.append(engine.ask(Asked("What is later?"), "all", hears("later")))
            order.append("survey")

        surveys = [engine.survey(surveyed, "all")]
        assert begun.wait(30)
        surveys.append(engine.survey(hears("another survey"), "all"))
        engine.errand(hears("errand"), "all")
        assert (
            engine.ask(Asked("A question?"), "all", hears("question")).future.result(30).text == "A question?"
        )
        for job in surveys:
            job.future.result(30)
        later[0].future.result(30)
    assert order == ["errand", "question", "survey", "later", "another survey"]


def test_a_survey_that_pauses_ends_where_nobody_waits_for_it() -> None:
    """At its next pause, and the engine goes on."""
    begun, gate = threading.Event(), threading.Event()
    with started(Road()) as engine:

        def surveyed(assistant: Assistant) -> None:
            begun.set()
            assert gate.wait(30)
            engine.pause()

        survey = engine.survey(surveyed, "all")
        assert begun.wait(30)
        survey.abandon()
        gate.set()
        with pytest.raises(Abandoned):
            survey.future.result(30)
        assert engine.ask(Asked("And now?"), "all").future.result(30).text == "And now?"
