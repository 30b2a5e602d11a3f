"""Which questions lean on what was said before, and how they may be meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.conversation.candidates import MAX_CANDIDATES
from qa.conversation.gate import lean
from qa.conversation.history import Cited, Turn
from qa.conversation.mentions import topic_of
from qa.conversation.referents import referents
from qa.conversation.resolving import choose, readings_of
from qa.types import Hit, Passage
from tests.fakes import KeywordReader


def turn(
    question: str, answer: str | None, sentence: str = "", title: str = "A long day in the north"
) -> Turn:
    """An answered turn."""
    return Turn(question, question, "span" if answer else "none", answer, (Cited(title, sentence),))


STUBB = turn("Who is Finland's new Prime Minister?", "Alexander Stubb")
DEMAND = turn("What did Russia demand?", "legal guarantees that the nation is never allowed to join NATO")
DISEASE = turn("Which disease was Bo Lind diagnosed with?", "Hahn's disease")
CRIMEA = turn("When did Russia annex Crimea in 2014?", "March")


@pytest.mark.parametrize(
    "question",
    [
        "What did he say?",
        "Who is her spokesman?",
        "Where was it signed?",
        "And Sweden?",
        "What about in 2014?",
        "How about the navy?",
        "From whom?",
        "Why?",
        "Why not?",
        "How many?",
        "Which countries?",
        "When was that?",
        "Who says so?",
        "Did Sweden?",
        "What else?",
        "What happened next?",
        "Which cities did they tour?",
        "Does this treaty hold?",
        "Who lives there?",
    ],
)
def test_strong(question: str) -> None:
    """Pronouns, ellipses and words that go on cannot be understood alone."""
    assert lean(question).strength == "strong"


@pytest.mark.parametrize(
    "question",
    [
        "Who is Finland's new Prime Minister?",
        "Why did Putin say that he wants peace?",
        "What did Russia demand and how did it justify that Ukraine stays out?",
        "Is it true that Russia annexed Crimea?",
        "How long does it take to fly to Kyiv?",
        "What is the treaty that Russia signed?",
        "Is there a treaty between Russia and NATO?",
        "Who joined NATO this year?",
        'Who wrote "The Long Winter"?',
        "Did Finland join NATO?",
    ],
)
def test_none(question: str) -> None:
    """A question that names what it is about, its pronouns' owners too, stands alone."""
    assert lean(question).strength == "none"


@pytest.mark.parametrize("question", ["What did the poll show?", "Sweden?", "How many troops were there?"])
def test_weak(question: str) -> None:
    """A question without a name may be meant alone or not: the bare question stays in the race."""
    assert lean(question).strength == "weak"


def test_names_of_the_history_anchor_lower_case_questions() -> None:
    """Who writes without capitals still names what was spoken of."""
    assert lean("when did stubb speak?").strength == "weak"
    assert lean("when did stubb speak?", known={"alexander", "stubb"}).strength == "none"


@pytest.mark.parametrize(
    ("history", "question", "first"),
    [
        (STUBB, "What does he want?", "What does Alexander Stubb want?"),
        (STUBB, "What is his aim?", "What is Alexander Stubb's aim?"),
        (STUBB, "And Sweden?", "Who is Sweden's new Prime Minister?"),
        (STUBB, "Since when?", "Since when is Alexander Stubb Finland's new Prime Minister?"),
        (DEMAND, "From whom?", "From whom did Russia demand legal guarantees?"),
        (DEMAND, "Why?", "Why did Russia demand legal guarantees?"),
        (DEMAND, "Why exactly?", "Why did Russia demand legal guarantees?"),
        (DEMAND, "Why did it demand them?", "Why did Russia demand legal guarantees?"),
        (DEMAND, "When was that?", "When did Russia demand legal guarantees?"),
        (DEMAND, "What about in 2014?", "What did Russia demand in 2014?"),
        (CRIMEA, "What about in 2008?", "When did Russia annex Crimea in 2008?"),
        (CRIMEA, "And why?", "Why did Russia annex Crimea in 2014?"),
        (turn("Who annexed Crimea?", "Russia"), "When?", "When is it that Russia annexed Crimea?"),
        (turn("How many men did Russia move?", "190,000"), "Where?", "Where did Russia move 190,000 men?"),
        (STUBB, "when was stubb born?", "when was Alexander Stubb born?"),
        (turn("Whom did Dmitri Peskov meet?", "Sergei Lavrov"), "What did they discuss?",
         "What did Dmitri Peskov and Sergei Lavrov discuss?"),
        (turn("Which song was it?", "“Play Girl”"), "Who wrote this?", "Who wrote “Play Girl”?"),
        (turn("Was it a hit?", None, title="Kaki King"), "What did she play?", "What did Kaki King play?"),
        (turn("What did Kaki King record?", "the album Legs to Make Us Longer", title="Kaki King"),
         "Any other albums?",
         "Any other albums besides the album Legs to Make Us Longer, regarding Kaki King?"),
        (turn("What did Mae West sell?", "In 1975 she sold her story to Ann Lee", title="Mae West"),
         "Did that sell well?", "Did that sell well, regarding Ann Lee and Mae West?"),
        (turn("What did Mae West publish?", "a story", title="Mae West"), "Is anything else in this article?",
         "Is anything else in this article, regarding Mae West?"),
        (turn("When did the Kinks tour?", "In 2015", title="The Kinks"), "Was it a success?",
         "Was it a success, regarding the Kinks?"),
        (turn("Did Finland join NATO?", None), "And Sweden?", "Did Sweden join NATO?"),
        (turn("Who lives in Finland?", "Finns"), "In Sweden?", "Who lives in Sweden?"),
        (turn("How many men did Russia move?", "190,000"), "And tanks?", "How many tanks did Russia move?"),
        (turn("Who opened it?", "Ann Lee", title="Treaty of 1646"), "What did the treaty say?",
         "What did Treaty of 1646 say?"),
        (turn("Where did Petra Lind study?", "Lund"), "And her brother?",
         "Where did Petra Lind's brother study?"),
        (turn("Where did Petra Lind study?", "Lund"), "Why did she leave?", "Why did Petra Lind leave?"),
        (turn("Who is the captain of Varden?", None), "How old is he?", "How old is the captain of Varden?"),
        (turn("What will Tarvo Kallas write about?", "his grandmother"), "What was she?",
         "What was Tarvo Kallas's grandmother?"),
        (turn("When did the bells come?", None), "What did Per Olsen call them?",
         "What did Per Olsen call the bells?"),
        (turn("Who opened the Orchard Street library?", None), "When is it closed?",
         "When is the Orchard Street library closed?"),
        (turn("What happened to Bo Lind?", "was sent off"), "Why?", "Why was Bo Lind sent off?"),
        (turn("What happened to Bo Lind?", "a fall"), "Why?", "Why did that happen to Bo Lind?"),
        (DISEASE, "What did Ada Brook say about it?", "What did Ada Brook say about Hahn's disease?"),
        (DISEASE, "What causes it?", "What causes Hahn's disease?"),
        (DISEASE, "When was that?", "When was Bo Lind diagnosed with Hahn's disease?"),
        (DISEASE, "How old is he?", "How old is Bo Lind?"),
        (turn("Who trains Varden?", "Ole Hahn"), "What did Bo Lind call him?",
         "What did Bo Lind call Ole Hahn?"),
        (turn("How many divers were saved?", "five"), "What are their names?", "What are the divers' names?"),
        (turn("After whom is Blue Pell's new rocket named?", None), "When did it launch?",
         "When did Blue Pell's new rocket launch?"),
        (turn("After whom is Blue Pell's new rocket named?", "Ole Hahn"), "From where?",
         "From where is Blue Pell's new rocket named after Ole Hahn?"),
        (turn("Which young golfer completed the slam?", "Ole Hahn"), "Where?",
         "Where is it that Ole Hahn completed the slam?"),
        (turn("When did it reach four billion?", None), "And Pell Air?",
         "When did Pell Air reach four billion?"),
        (turn("Which bands did Ada Brook join?", None), "And her real name?",
         "What was Ada Brook's real name?"),
        (turn("How old is Ole Hahn?", "44"), "And the jockey?", "How old is the jockey?"),
        (turn("Who built Lind Cottage?", "Lind", title="Lind Cottage"), "When did he die?",
         "When did Lind die?"),
        (turn("Where did Hurricane Melissa land?", "Pell", "It landed in Pell."), "How strong was it?",
         "How strong was Hurricane Melissa?"),
        (turn("why was ole hahn held", "a fight", title="Ole Hahn held"), "How old is he?",
         "How old is Ole Hahn?"),
        (turn("Which airline flies to Pell?", "Blue Air"), "Who owns the airline?", "Who owns Blue Air?"),
    ],
)  # fmt: skip
def test_the_likeliest_reading(history: Turn, question: str, first: str) -> None:
    """Entities are carried, pronouns replaced, frames used again and dates exchanged."""
    assert readings_of(question, [history]).texts[1] == first


@pytest.mark.parametrize(
    ("asked", "piece", "understood"),
    [
        ("Where will Mayor Edith Sommer move?", "And the library?", ["The library?"]),
        ("How old is the coach?", "And the stadium?", ["The stadium?"]),
        ("What did Mayor Edith Sommer say about the dam?", "And the bridge?",
         ["What did Mayor Edith Sommer say about the bridge?"]),
        ("What did Mayor Edith Sommer say?", "And the hospital?", ["What did the hospital say?"]),
        ("When does the museum open?", "And the library?", ["When does the library open?"]),
    ],
)  # fmt: skip
def test_a_thing_takes_no_persons_place(asked: str, piece: str, understood: list[str]) -> None:
    """It takes another thing's place, else it is asked for alone; what speaks may be asked what it said."""
    found = readings_of(piece, [turn(asked, None)]).resolutions
    assert [one.question for one in found][: len(understood)] == understood
    assert not any("library move" in one.question for one in found)


def test_what_names_nothing_is_asked_of_what_the_talk_began_with() -> None:
    """And not first of somebody who was just answered, nor of what it names itself."""
    history = [
        turn("Who won the Pell Cup?", "Varden"),
        Turn("Who was the best player?", "Who was the best player, regarding Pell Cup?", "span", "Ole Hahn"),
    ]
    assert readings_of("Who sang before the game?", history).texts[1] == (
        "Who sang before the game, regarding Pell Cup?"
    )
    assert all(
        ", regarding Varden" not in text for text in readings_of("Where did Varden play?", history).texts
    )


def test_a_thing_is_asked_for_by_its_name() -> None:
    """Where its name was spoken of, the bare phrase holds it."""
    history = [
        turn("Who opened the Orchard Street library?", None),
        turn("Why did Mayor Edith Sommer go?", None),
    ]
    texts = [one.question for one in readings_of("And the library?", history).resolutions]
    assert texts and not any("Sommer" in text for text in texts)


def test_a_pronoun_takes_no_one_who_does_not_fit() -> None:
    """Nobody is called "she" who is a man, a country or an organisation: then there is no reading."""
    assert (
        readings_of("What did she say?", [turn("Who met NATO in Russia?", "Vladimir Putin")]).resolutions
        == ()
    )


def test_the_answer_of_a_who_question_comes_first() -> None:
    """After "Who said that Putin ...?" a "he" is the one who said it; Putin comes second."""
    history = turn("Who said that Vladimir Putin may go on?", "Anthony Blinken")
    assert readings_of("Who is he?", [history]).texts[1:] == [
        "Who is Anthony Blinken?",
        "Who is Vladimir Putin?",
    ]


def test_else_leaves_out_what_was_answered() -> None:
    """The words "who else" ask for others than the answer."""
    history = turn("Who wants to join NATO?", "Finland")
    assert readings_of("Who else?", [history]).texts[1] == "Who else wants to join NATO besides Finland?"


def test_short_and_long_names_are_one() -> None:
    """A surname and the full name are one referent, in the longer form."""
    found = referents([STUBB, turn("What did Stubb say?", "much")])
    assert [one.text for one in found if "stubb" in one.words] == ["Alexander Stubb"]


def test_unsettled_turns_are_not_leant_on() -> None:
    """A turn that was asked back settled nothing: the one before it counts."""
    unclear = Turn("Who is he?", "Who is he?", "none", None, (), ("Who is A?", "Who is B?"))
    assert readings_of("What does he want?", [STUBB, unclear]).texts[1] == "What does Alexander Stubb want?"


def test_a_question_asked_again_means_what_it_meant() -> None:
    """It leans on nothing now if it did not then; what cannot stand by itself may lean on something now."""
    lanterns = turn("Where does the festival of lanterns open?", "Oulu", title="Lanterns of Oulu")
    assert readings_of(lanterns.question, [lanterns]).texts == [lanterns.question]
    he = turn("Since when is he the director?", None)
    assert len(readings_of(he.question, [he, STUBB]).texts) > 1
    why = Turn("Why?", "Why did it open?", "span", "for the light", (Cited("Lanterns", "It opened."),))
    assert len(readings_of("Why?", [lanterns, why]).texts) > 1


def readings(question: str, *turns: Turn) -> list[str]:
    """The ways a question may be meant after some turns, most likely first."""
    return [one.question for one in readings_of(question, list(turns)).resolutions]


def test_who_is_asked_about_comes_before_who_is_answered_or_cited() -> None:
    """After "Who is Ruben Okoro?" a "he" is Okoro, whomever the answer and the title name beside him."""
    about = turn("Who is Ruben Okoro?", "brother of Peter Okoro", "Peter Okoro said so.", "Peter Okoro")
    assert readings("How old is he?", about)[0] == "How old is Ruben Okoro?"


def test_the_one_who_calls_comes_well_before_the_one_who_is_called() -> None:
    """The subject of a question is meant before its object, which the articles alone cannot turn round."""
    found = readings_of(
        "When did he say that?", [turn("What did Brenn call Vukic?", "a gambler")]
    ).resolutions
    assert [one.question for one in found[:2]] == ["When did Brenn say that?", "When did Vukic say that?"]
    assert found[0].prior > 1.5 * found[1].prior


CITED_ALONE = turn(
    "How many died in the Elmsby fire?", "99", "Hugh Penrose, a policeman, said 99.", "Hugh Penrose"
)


def test_nobody_whom_only_a_citation_names_is_put_into_a_question() -> None:
    """As "he" where nobody else was spoken of, but never as the topic, nor in place of who was named."""
    later = [CITED_ALONE, turn("When did Ada Lind die?", "in May", "She died in May.")]
    assert readings("What did she die of?", *later)[0] == "What did Ada Lind die of?"
    assert not any("Penrose" in text for text in readings("What did she die of?", *later))
    assert not any("Penrose" in text for text in readings("What happened then?", *later))
    assert not any("Penrose" in text for text in readings("How old is he?", *later))


@pytest.mark.parametrize(
    ("title", "topic"),
    [
        ("Treaty of 1646", "Treaty of 1646"),
        ("Mercury (planet)", "Mercury"),
        ("Hugh Penrose, police chief, led the search", None),
        ("Ada Lind, Tom Reyes: Siblings meet in the final", None),
    ],
)
def test_a_headline_is_no_topic(title: str, topic: str | None) -> None:
    """What an article is about is its title where the whole title is a name."""
    assert topic_of(title) == topic


@pytest.mark.parametrize(
    ("said", "cited"),
    [
        ("What about Harlow Reed?", "He had never worked at Harlow Reed."),
        ("What did Peter Lind tell the Evening Courier?", ""),
        ("When was the Lake Stadium built?", ""),
        ("What about Brannigan's?", ""),
    ],
)
def test_nobody_calls_a_firm_he(said: str, cited: str) -> None:
    """A bank, a newspaper, a stadium: a "he" is then the last person, if anybody."""
    before = turn("Who is Peter Lind?", "a councillor")
    assert readings("When was he expelled?", before, turn(said, None, cited)) == [
        "When was Peter Lind expelled?"
    ]


def test_who_is_no_person_in_the_articles_is_no_he_either() -> None:
    """Where the talk does not tell, the passages that are read do."""
    passage = Passage(1, "a", 0, 40, "He had worked at Harlow Reed for a year.")
    reading = readings_of("When was he expelled?", [turn("Did Harlow Reed pay?", None)])
    assert "When was Harlow Reed expelled?" in reading.texts
    chosen = choose(reading, KeywordReader(), [[Hit(passage, 1.0)] for _ in reading.texts], 10)
    assert chosen.question == "When was he expelled?"


def test_a_question_stays_as_it_was_asked_where_more_words_find_the_same() -> None:
    """What would stand behind it is left out, unless it finds something else."""
    said = "The poll of the cup did show Varden ahead."
    reading = readings_of("What did the poll show?", [turn("Who won the Pell Cup?", "Varden")])
    found = [Hit(Passage(1, "a", 0, len(said), said), 1.0)]
    assert choose(reading, KeywordReader(), [found for _ in reading.texts], 10).question == reading.question
    other = "Another poll did show Ole Hahn ahead."
    bare = [Hit(Passage(2, "b", 0, len(other), other), 1.0)]
    chosen = choose(reading, KeywordReader(), [bare, *(found for _ in reading.texts[1:])], 10)
    assert chosen.question == "What did the poll show, regarding Pell Cup?"


def test_they_are_the_couple() -> None:
    """Two people asked about together stay together, and so do one and the one who was the answer."""
    married = turn("Who did Ilo Brandt marry?", "the swimmer Hanne Brouwer")
    assert readings("Where did they meet?", married)[0] == "Where did Ilo Brandt and Hanne Brouwer meet?"
    when = turn("When did Ilo Brandt and Hanne Brouwer marry?", "in 2019", "They went to the Elmsby Rovers.")
    assert readings("Who are their parents?", when)[0] == "Who are Ilo Brandt and Hanne Brouwer's parents?"


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Who does Ilo Brandt play for?", "the Rovers"),
        ("Who does Ilo Brandt work for?", "Castor"),
        ("Who is the mayor of Elmsby?", "Peter Lind"),
    ],
)
def test_a_club_and_a_town_make_no_couple(question: str, answer: str) -> None:
    """Whom somebody plays for, and what somebody is mayor of, is no other half."""
    assert not any(" and " in one.text for one in referents([turn(question, answer)]))


def test_there_is_at_a_firm() -> None:
    """Somebody is the president "at Brannigan's" and the mayor "in Elmsby"."""
    assert readings("Who is the president there?", turn("What about Brannigan's?", None)) == [
        "Who is the president at Brannigan's?"
    ]


def test_what_is_taken_up_is_what_is_spoken_of() -> None:
    """After "What about the Larch Fire?" it is the fire, whatever else its question carries on."""
    about = Turn(
        "What about the Larch Fire?",
        "How old is the oldest of the oaks, regarding the Larch Fire?",
        "none",
        None,
    )
    assert readings("How many homes did it destroy?", about)[0] == "How many homes did Larch Fire destroy?"


def test_his_brother_is_no_other_name_for_him() -> None:
    """The words "And his brother?" ask the same of another person."""
    lives = turn("Where does Peter Lind live?", "in Oslo")
    found = readings("And his brother?", lives, turn("How old is Peter Lind?", "33"))
    assert found[0] == "How old is Peter Lind's brother?"
    assert not any("live" in text for text in found)
    assert not any("Peter Lind, his" in text for text in found)


def test_who_is_he_is_remembered() -> None:
    """Whoever was called "he" is no "she" many turns later."""
    called = Turn("How old is he?", "How old is Brenn?", "none", None)
    turns = [called, *[turn("When did Brenn come?", None)] * 8]
    assert readings("Where is she from?", *turns) == []


@given(st.text(max_size=80), st.text(min_size=1, max_size=40), st.text(max_size=40))
def test_any_text(question: str, answer: str, title: str) -> None:
    """Whatever the words, readings are few, distinct, and none is the question itself."""
    history = turn(f"What is {title}?", answer, sentence=question, title=title)
    reading = readings_of(question, [history])
    texts = [text.casefold() for text in reading.texts]
    assert len(reading.resolutions) <= MAX_CANDIDATES
    assert len(set(texts)) == len(texts)
