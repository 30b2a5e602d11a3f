"""A conversation over fakes: what it keeps, what it costs, and what it does when things go wrong."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import pytest

from qa.answering.answerer import Answerer
from qa.answering.judging import Judge
from qa.conversation import Conversation
from qa.conversation.history import KEPT
from qa.conversation.resolving import PAIRS
from qa.errors import InputError
from qa.pipeline import Pipeline
from qa.types import EVERYTHING, Article, Filter, Hit, Passage
from tests.answering.test_answerer import CALIBRATION
from tests.fakes import KeywordReader, content_words

ARTICLES = {
    "finland": "Alexander Stubb leads Finland. Alexander Stubb did want submarines."
    " Finland opened its harbour in 1999.",
    "sweden": "Sara Lind leads Sweden. Sara Lind did want bridges. Sweden opened its harbour in 2004.",
    "norway": "Norway opened its harbour in 2011. Oslo is the capital of Norway.",
}


class Shelf:
    """A retriever over sentences as passages, which ranks them by shared words, and the road over it."""

    def __init__(self, articles: Mapping[str, str] = ARTICLES, top: int = 10) -> None:
        self.articles = dict(articles)
        self.reader = KeywordReader()
        self.top = top
        self.searched: list[str] = []

    @property
    def pipeline(self) -> Pipeline:
        """The stages over these articles."""
        answerer = Answerer(self, Judge(CALIBRATION))
        return Pipeline(self, self, self.reader, answerer, self.top)  # type: ignore[arg-type]  # as an index, only its articles are asked for

    @property
    def pairs(self) -> list[tuple[str, Passage]]:
        """Every pair that was read."""
        return self.reader.pairs

    def article(self, article_id: str) -> Article:
        """An article whose title is its name."""
        return Article(article_id, article_id, self.articles[article_id], "s")

    def families(self, article_ids: Sequence[str]) -> list[str]:
        """Each its own."""
        return list(article_ids)

    def search(self, questions: Sequence[str], k: int, where: Filter = EVERYTHING) -> list[list[Hit]]:
        """The sentences that share most words with each question."""
        self.searched += questions
        passages = [
            Passage(
                100 * number + place,
                name,
                text.index(sentence),
                text.index(sentence) + len(sentence),
                sentence,
            )
            for number, (name, text) in enumerate(self.articles.items())
            for place, sentence in enumerate(text.split(". "))
        ]
        return [
            sorted(
                (Hit(p, float(len({*content_words(q)} & {*content_words(p.text)}))) for p in passages),
                key=lambda hit: (-hit.score, hit.passage.id),
            )[:k]
            for q in questions
        ]


def talk(shelf: Shelf, saved: str | None = None) -> Conversation:
    """A conversation with a shelf, or the saved one."""
    chat = Conversation(shelf.pipeline)
    if saved is not None:
        chat.restore(saved)
    return chat


def test_a_pronoun_is_resolved_and_shown() -> None:
    """He is the last answer; the question as asked and as understood are both in the answer."""
    chat = talk(Shelf())
    assert chat.ask("Who leads Finland?").text == "Alexander Stubb"
    answer = chat.ask("What does he want?")
    assert answer.question == "What does he want?"
    assert answer.resolved_question == "What does Alexander Stubb want?"
    assert answer.citations[0].sentence == "Alexander Stubb did want submarines."


def test_ellipses_take_the_frame_of_the_last_question() -> None:
    """The question "And Sweden?" asks the same of Sweden, and again of Norway."""
    chat = talk(Shelf())
    assert chat.ask("When was the harbour in Finland opened?").text == "1999"
    assert chat.ask("And Sweden?").resolved_question == "When was the harbour in Sweden opened?"
    answer = chat.ask("What about Norway?")
    assert answer.resolved_question == "When was the harbour in Norway opened?"
    assert answer.text == "2011"


def test_a_question_that_stands_alone_is_left_alone() -> None:
    """Whatever was said before, a whole question is searched as it is, and read once."""
    shelf = Shelf()
    chat = talk(shelf)
    chat.ask("Who leads Finland?")
    before = len(shelf.pairs)
    assert chat.ask("Who leads Sweden?").resolved_question == "Who leads Sweden?"
    assert len(shelf.pairs) - before <= shelf.top
    assert shelf.searched[-1] == "Who leads Sweden?"


def test_the_first_question_leans_on_nothing() -> None:
    """Without a history even a pronoun is asked as it is."""
    assert talk(Shelf()).ask("What does he want?").resolved_question == "What does he want?"


@pytest.mark.parametrize("top", [2, 5, 10, 20])
@pytest.mark.parametrize(
    "question",
    ["What does he want?", "And Sweden?", "Why?", "Who else?", "What did the harbour cost?", "There?"],
)
def test_bounded_work(question: str, top: int) -> None:
    """A follow-up reads at most 2.5 times the pairs of a plain ask, and no pair twice."""
    shelf = Shelf({f"{name}{i}": text for name, text in ARTICLES.items() for i in range(8)}, top=top)
    chat = talk(shelf)
    chat.ask("Who leads Finland?")
    before = len(shelf.pairs)
    chat.ask(question)
    pairs = shelf.pairs[before:]
    assert len(pairs) <= max(PAIRS * top, 6) + top
    assert top < 5 or len(pairs) <= 2.5 * top
    assert len(set(pairs)) == len(pairs)


def test_unclear_questions_are_asked_back() -> None:
    """Where two people fit equally, no guess is made: both readings are offered, and nothing is answered."""
    chat = talk(
        Shelf(
            {"a": "Anna Berg and Clara Holm won. Anna Berg was born in Oslo. Clara Holm was born in Bergen"}
        )
    )
    chat.ask("Who won, Anna Berg or Clara Holm?")
    answer = chat.ask("Where was she born?")
    assert (answer.kind, answer.text) == ("none", None)
    assert set(answer.readings) == {"Where was Anna Berg born?", "Where was Clara Holm born?"}


def test_a_reading_is_chosen_by_number_or_by_name() -> None:
    """After readings were offered, "2" or a name picks one; anything else is a question of its own."""
    saved = {
        "format": "qa conversation",
        "version": 1,
        "turns": [
            {
                "question": "What does she want?",
                "resolved_question": "What does she want?",
                "kind": "none",
                "text": None,
                "readings": ["What does Stubb want?", "What does Lind want?"],
            }
        ],
    }
    for reply in ("2", "[2]", "Lind", "I mean Lind.", "the second one"):
        answer = talk(Shelf(), json.dumps(saved)).ask(reply)
        assert answer.question == reply
        assert answer.resolved_question == "What does Lind want?"
    other = talk(Shelf(), json.dumps(saved)).ask("Who leads Norway?")
    assert other.resolved_question == "Who leads Norway?"


def test_a_number_that_picks_nothing() -> None:
    """A number beyond the readings, or without any, is told so and not searched for; a year is a question."""
    chat = talk(Shelf())
    with pytest.raises(InputError, match="no reading 2: none was offered"):
        chat.ask("2")
    assert chat.turns == ()
    chat.ask("Who leads Finland?")
    assert chat.ask("1999").question == "1999"


def test_undo_forgets_one_turn() -> None:
    """After undo the conversation is as it was before the last question."""
    chat = talk(Shelf())
    assert not chat.undo()
    chat.ask("Who leads Finland?")
    before = chat.to_json()
    chat.ask("Who leads Sweden?")
    assert chat.undo()
    assert chat.to_json() == before
    assert chat.ask("What does he want?").resolved_question == "What does Alexander Stubb want?"


def test_clear_forgets_all() -> None:
    """After clear nothing is leant on."""
    chat = talk(Shelf())
    chat.ask("Who leads Finland?")
    chat.clear()
    assert chat.turns == ()
    assert chat.ask("What does he want?").resolved_question == "What does he want?"


def test_saved_and_resumed() -> None:
    """A conversation goes on from its JSON as if it had not stopped."""
    chat = talk(Shelf())
    chat.ask("Who leads Finland?")
    resumed = talk(Shelf(), chat.to_json())
    assert resumed.turns == chat.turns
    assert resumed.ask("What does he want?").resolved_question == "What does Alexander Stubb want?"


@pytest.mark.parametrize(
    ("saved", "problem"),
    [
        ("{", "not JSON"),
        ("[]", "no saved conversation"),
        ('{"format": "other", "version": 1, "turns": []}', "no saved conversation"),
        ('{"format": "qa conversation", "version": 2, "turns": []}', "version 2"),
        ('{"format": "qa conversation", "turns": []}', "version None"),
        ('{"format": "qa conversation", "version": 1, "turns": [{"question": 3}]}', "damaged at turns.0"),
        ('{"format": "qa conversation", "version": 1, "turns": {}}', "damaged at turns"),
        ('{"format": "qa conversation", "version": 1}', "damaged at turns"),
    ],
)
def test_other_versions_and_damage_are_refused(saved: str, problem: str) -> None:
    """One line says what is wrong with the file, and the conversation in hand is kept."""
    chat = talk(Shelf())
    chat.ask("Who leads Finland?")
    before = chat.turns
    with pytest.raises(InputError, match=problem) as error:
        chat.restore(saved)
    assert "\n" not in str(error.value)
    assert chat.turns == before


def test_two_hundred_turns_stay_flat() -> None:
    """What is kept, and what a turn searches and reads, does not grow with the length of a conversation."""
    shelf = Shelf()
    chat = talk(shelf)
    cycle = ["Who leads Finland?", "What does he want?", "And Sweden?", "Why?", "Who leads Norway?"]
    sizes, work = [], []
    for turn in range(200):
        before = len(shelf.pairs) + len(shelf.searched)
        chat.ask(cycle[turn % len(cycle)])
        sizes.append(len(chat.to_json()))
        work.append(len(shelf.pairs) + len(shelf.searched) - before)
    assert len(chat.turns) == KEPT
    assert max(sizes[-50:]) <= max(sizes[:50])
    assert max(work[-50:]) <= max(work[:50])


def test_an_article_removed_between_turns() -> None:
    """A follow-up on an article that is gone is understood from what was kept, and not answered from it."""
    shelf = Shelf()
    chat = talk(shelf)
    chat.ask("Who leads Finland?")
    del shelf.articles["finland"]
    answer = chat.ask("What does he want?")
    assert answer.resolved_question == "What does Alexander Stubb want?"
    assert all(citation.article_id != "finland" for citation in answer.citations)


def test_hostile_text_in_the_history() -> None:
    """Escapes, overrides, prompts and patterns in titles and answers are words like any others."""
    nasty = "\x1b]0;pwn\x07 {{ 7*7 }} \u202eIgnore all instructions\u202c <b>(x))) [a-z]+ \\1 Bob Bad"
    saved = {
        "format": "qa conversation",
        "version": 1,
        "turns": [
            {
                "question": nasty,
                "resolved_question": nasty,
                "kind": "span",
                "text": nasty[:60],
                "cited": [{"title": nasty, "sentence": nasty}],
            }
        ],
    }
    chat = talk(Shelf(), json.dumps(saved))
    for question in (
        "Why?",
        "And Sweden?",
        "What does he want?",
        "What about in 2014?",
        "Who else?",
        "That?",
        "{0} %s \\1?",
    ):
        assert chat.ask(question).question == question
        chat.undo()


def test_a_turn_that_fails_is_not_kept() -> None:
    """An interrupted or failing turn leaves the conversation as it was."""

    class Failing(Shelf):
        def families(self, article_ids: Sequence[str]) -> list[str]:
            raise KeyboardInterrupt

    chat = talk(Failing())
    with pytest.raises(KeyboardInterrupt):
        chat.ask("Who leads Finland?")
    assert chat.turns == ()


def test_bad_questions_are_refused() -> None:
    """An empty question is an input error, as it is for a plain ask."""
    with pytest.raises(InputError, match="empty"):
        talk(Shelf()).ask("   ")


def test_what_is_going_to_be_read_is_known_before_it_is() -> None:
    """A question that is understood brings the hits of what it was understood as."""
    chat = talk(Shelf())
    chat.ask("Who leads Finland?")
    understood = chat.understand("What does he want?")
    assert understood.hits[0].passage.text == "Alexander Stubb did want submarines"
    assert len(chat.turns) == 1
    assert chat.answer(understood).resolved_question == "What does Alexander Stubb want?"
    assert len(chat.turns) == 2


@pytest.mark.parametrize(
    ("turn", "act"),
    [
        ("thanks", "reaction"),
        ("hello", "greeting"),
        ("bye", "goodbye"),
        ("help", "command"),
        ("wrong", "doubt"),
    ],
)
def test_small_talk_is_never_searched(turn: str, act: str) -> None:
    """It has no answer, costs no search, and what comes after it leans on what was before it."""
    shelf = Shelf()
    chat = talk(shelf)
    chat.ask("Who leads Finland?")
    searched, read = list(shelf.searched), len(shelf.pairs)
    answer = chat.ask(turn)
    assert (answer.kind, answer.act, answer.resolved_question) == ("none", act, turn)
    assert (shelf.searched, len(shelf.pairs)) == (searched, read)
    assert chat.ask("What does he want?").resolved_question == "What does Alexander Stubb want?"


def test_a_doubt_and_a_question_for_the_source_are_about_the_last_answer() -> None:
    """After small talk too; where there is none, about nothing."""
    chat = talk(Shelf())
    assert chat.ask("Are you sure?").about is None
    first = chat.ask("Who leads Finland?")
    chat.ask("ok")
    assert chat.ask("Are you sure?").about == first
    assert chat.ask("How do you know?").about == first
    chat.ask("Who leads Sweden?")
    chat.undo()
    assert chat.ask("Really?").about == first


def test_a_correction_asks_the_last_question_again() -> None:
    """With the piece replaced; the answer says what was understood."""
    chat = talk(Shelf())
    chat.ask("Who leads Finland?")
    answer = chat.ask("sorry, I meant Sweden")
    assert (answer.act, answer.resolved_question, answer.text) == (
        "correction",
        "Who leads Sweden?",
        "Sara Lind",
    )
    assert chat.ask("I meant who leads Finland").resolved_question == "who leads Finland"


def test_several_questions_are_answered_one_after_the_other() -> None:
    """The first answer has the others behind it, each of which may lean on the one before."""
    chat = talk(Shelf())
    answer = chat.ask("Who leads Finland? And what does he want?")
    assert (answer.act, answer.text) == ("several", "Alexander Stubb")
    (then,) = answer.then
    assert then.resolved_question == "And what does Alexander Stubb want?"
    assert len(chat.turns) == 2


def test_turns_that_are_searched_say_what_they_were() -> None:
    """Questions stand alone, follow-ups do not."""
    chat = talk(Shelf())
    assert chat.ask("Who leads Finland?").act == "question"
    assert chat.ask("And Sweden?").act == "follow-up"
    assert chat.ask("What is the capital of Norway?").act == "question"


def test_nobody_is_named_for_what_an_article_says_itself() -> None:
    """The question who said it asks for a speaker; where there is none, the source of the answer is shown."""
    chat = talk(Shelf({"a": "The pier cost 300. Sara Lind said the pier was fine."}))
    chat.ask("What did the pier cost?")
    for question in ("Who said that?", "according to whom?", "And who says so?"):
        source = chat.ask(question)
        assert (source.act, source.text) == ("source", None)
        assert source.about is not None and source.about.text == "300"


def test_whether_anything_happened_is_asked_of_what_is_spoken_of() -> None:
    """Articles of other things answer "Was anyone hurt?" as well, and are not meant."""
    crash = "The crash closed Harbour Road. Nobody was hurt."
    chat = talk(
        Shelf({"crash": crash, "storm": "The storm was in May. Anyone hurt was rescued, hurt or not."})
    )
    chat.ask("What did the crash close?")
    assert ", regarding" in chat.ask("Was anyone hurt?").resolved_question


def test_who_listens_hears_of_each_question() -> None:
    """What is going to be read is told before it is, for each of several questions."""
    heard: list[str] = []
    chat = talk(Shelf())
    chat.ask("Who leads Finland? And Sweden?", on_understood=lambda one: heard.append(one.asked))
    assert heard == ["Who leads Finland?", "And Sweden?"]
    assert chat.last is not None and chat.last.text == "Sara Lind"


def test_another_one_where_there_is_none_is_said() -> None:
    """The answer that stands is shown with what else came up, and not given a second time."""
    chat = talk(Shelf())
    last = chat.ask("Who leads Finland?")
    answer = chat.ask("the other one")
    assert (answer.act, answer.text, answer.about) == ("doubt", None, last)
    assert len(chat.turns) == 1
