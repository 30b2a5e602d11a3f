"""Reported speech in an article."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.quotations import measured
from qa.quotations.finding import heard, speeches
from qa.types import Article


def told(text: str) -> list[tuple[str, bool, str | None, str | None]]:
    """What is said, whether directly, by whom, and the verb."""
    return [
        (" ".join(text[start:end] for start, end in one.parts), one.direct, one.speaker, one.verb)
        for one in speeches(text)
    ]


def test_labelled_quotations() -> None:
    """The figures of eval/results/quotations.json hold: a rule that loses some of them shows here."""
    least = {"a": (0.97, 0.93), "b": (0.97, 0.93), "c": (0.97, 0.9), "d": (0.95, 0.87), "e": (0.97, 0.86)}
    for half, (precision, recall) in {**least, "seeds": (1.0, 1.0)}.items():
        for kind, tally in measured([half]).items():
            figures = tally.figures()
            assert figures["precision"] >= precision, (half, kind, tally.told)
            assert figures["recall"] >= recall, (half, kind, tally.told)
            assert figures["speaker_wrong"] <= 0.04, (half, kind, tally.told)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "“We are late,” said Maria Ortega. “We are never this late.”",
            [("We are late We are never this late.", True, "Maria Ortega", "said")],
        ),
        (
            "“Nobody,” Ortega said, “will come.”",
            [("Nobody will come.", True, "Ortega", "said")],
        ),
        (
            "Anna Berg read it out.\n“It is over.\n“Go home,” Berg said.",
            [("It is over. Go home", True, "Anna Berg", "said")],
        ),
        ("The so-called “peace dividend” never came.", []),
        ("Her novel, “The Long Night”, sold well.", []),
        ("The mayor did not say how many had been hurt.", []),
        ("The critic called it “a small disaster”.", [("a small disaster", True, "The critic", "called")]),
        (
            "The ministry said on Monday that the road was open.",
            [("the road was open", False, "The ministry", "said")],
        ),
        (
            "The road was open, according to the ministry.",
            [("The road was open", False, "the ministry", "according to")],
        ),
        (
            "Her mother, she says, ran the place for years.",
            [("Her mother ran the place for years", False, None, "says")],
        ),
        ("Paul Renner promised to publish it.", [("to publish it", False, "Paul Renner", "promised")]),
        ("Anna Lind told the panel the alarm was old.", [("the alarm was old", False, "Anna Lind", "told")]),
    ],
)  # fmt: skip
def test_what_is_said(text: str, expected: list[tuple[str, bool, str | None, str | None]]) -> None:
    """Split and interrupted speech is one quotation; words in marks that nobody says are none."""
    assert told(text) == expected


@pytest.mark.parametrize(
    ("text", "said", "speaker"),
    [
        ("Gulf state media later reported the raid on the port.", None, None),
        ("Rep. Linda Moss, R-Pine Falls, said the bill was bad.", "the bill was bad", "Linda Moss"),
        ("Jay Quinn, of Upton, Nevada, told the paper he had seen it.", "he had seen it", "Jay Quinn"),
        ("Oregon secretary of state Mia Fenn resigned over the deal.", None, None),
        ('The magazine called "Blue Hour" a "triumph of patience."', None, None),
        ("The mayor brought what he called an “anti-noise” rule to the council.", None, None),
        ("Paula Reed told the Dallas Evening Post the plan was dead.", "the plan was dead", "Paula Reed"),
        ("Mark Lee, who has vowed to go to court, plans to retire.", "to go to court", "Mark Lee"),
        ("The tag was worn out, according to the criteria for a Gold Star.", "The tag was worn out", None),
        (
            "It was recalled in May, according to the Food and Drug Administration.",
            "It was recalled in May",
            "Food and Drug Administration",
        ),
        ("The chain recalled an amount of goods made with beef and shipped to stores.", None, None),
        ("Paul Renner boasted that nobody could stop him.", "nobody could stop him", "Paul Renner"),
        ("“Our boats are tied up,” Daly told journalists.", "Our boats are tied up", "Daly"),
        ("People claiming a free ticket will have to show a card.", None, None),
        ("The number of people who say they have no friends has grown.", None, None),
        ("Asked about the delay, Anna Lind said nothing.", None, None),
        ("PORT HALE (Agency) - The pier will close, Anna Lind said.", "The pier will close", "Anna Lind"),
        (
            "Raj Mehta of the University of Upton, who was not involved, said the sample was small.",
            "the sample was small",
            "Raj Mehta",
        ),
        ("He who says yes must pay.", None, None),
        ("The paper's human resources chief, Ada Moss, stressed it to staff on Monday.", None, None),
        ("The board approved it at noon, a move the governor announced.", None, None),
        ("Had she told them the truth, they would have left.", None, None),
    ],
)
def test_what_news_is_full_of(text: str, said: str | None, speaker: str | None) -> None:
    """Verbs that are nouns, districts behind names, names of works, and what only looks like a clause."""
    assert [(one[0], one[2]) for one in told(text)] == ([(said, speaker)] if said else [])


@pytest.mark.parametrize(
    ("text", "said", "speaker"),
    [
        (
            "The ferry is full, pier master Ola Berg told reporters on Monday.",
            "The ferry is full",
            "Ola Berg",
        ),
        ("The hall is old, park keeper Ana Ruiz told the Daily Star.", "The hall is old", "Ana Ruiz"),
        ("The price will double, sheep farmer Joan Peck said.", "The price will double", "Joan Peck"),
        ("“No ship will pass,” pier master Ola Berg said.", "No ship will pass", "Ola Berg"),
        ("The roof will last, treasurer Ingrid Falk told the council.", "The roof will last", "Ingrid Falk"),
        (
            "No jobs would be lost, finance director Leo Strand assured staff.",
            "No jobs would be lost",
            "Leo Strand",
        ),
        ("The dam might not hold, chief engineer Priya Nair warned.", "The dam might not hold", "Priya Nair"),
        (
            "Who would pay for it, councillor Maria Mulder asked the committee.",
            "Who would pay for it",
            "Maria Mulder",
        ),
        ("The lights went out, farmer Mary Hill asked the driver for help.", None, None),
        ("Two days later, park keeper Ana Ruiz told the paper.", None, None),
        ("But months before the vote, treasurer Ingrid Falk warned the council.", None, None),
        ("Raised in Upton, park keeper Ana Ruiz said he was happy.", "he was happy", "Ana Ruiz"),
    ],
)
def test_a_role_before_the_name_behind_what_is_said(text: str, said: str | None, speaker: str | None) -> None:
    """Of one word or several, with whom it is told; when something was told is not what was told."""
    assert [(one[0], one[2]) for one in told(text)] == ([(said, speaker)] if said else [])


def test_who_says_it() -> None:
    """A surname and a pronoun are resolved in the article; whom "she" may mean twice stays unknown."""
    text = (
        "Environment Minister Helena Costa spoke first. Costa said it was late. “It is too late,” she said.\n"
        "The minister added that nobody had come."
    )
    assert [speaker for _, _, speaker, _ in told(text)] == ["Helena Costa"] * 3
    two = "Anna Wolf says yes to it all. Greta Stein says it is a mistake.\nShe said the row would go on."
    assert speeches(two)[-1].speaker is None
    assert speeches(two)[-1].named == "She"


def test_two_people_of_one_surname_stay_apart() -> None:
    """Where an article names two, a surname alone is nobody's in particular."""
    text = "Bill Clinton met Hillary Clinton. Clinton said the talks were over."
    assert speeches(text)[-1].speaker == "Clinton"


def test_transcripts() -> None:
    """Names before colons are speakers where lines alternate, and headings are not."""
    text = "MODERATOR: Shall we begin?\nPRICE: We shall.\nMODERATOR: Then do.\n"
    assert told(text)[1] == ("We shall.", True, "PRICE", None)
    assert told("Place: the hall.\nTime: noon.\nCost: nothing.\n") == []


def test_front_matter_is_not_heard() -> None:
    """Offsets count in the article's text, and what stands before its body says nothing."""
    text = "---\nby: “Me,” said I.\n---\nAnna Lind said it was fine.\n"
    article = Article("a", "a", text, "a", body_start=text.index("Anna"))
    [found] = heard(article)
    assert text[found.start : found.end] == "it was fine"


PIECES = [
    *"“”‘’'\"„«»,.:;?! \n",
    "said ",
    "She ",
    "Anna Lind ",
    "told ",
    "that ",
    "the ",
    " according to ",
    "who ",
]


@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
def test_any_text_is_taken(text: str) -> None:
    """No text stops it; what is found stands in the text, in order, and is never empty."""
    for one in speeches(text):
        edges = [edge for part in one.parts for edge in part]
        assert edges == sorted(edges)
        assert 0 <= one.start < one.end <= len(text)


def test_long_texts_take_time_in_proportion() -> None:
    """A text of one line and one of many marks are gone through in pieces."""
    for piece in ("Anna Lind said it was fine. ", "“" * 50, "said “a” that, ", "according to the "):
        assert isinstance(speeches(piece * (60_000 // len(piece))), list)


@pytest.mark.parametrize(
    "text",
    [
        "Running back Ola Reed scored twice and winger Dan Moss added another in what was a fine half.",
        "Sue Ames, then head of the agency, told the paper, explaining the process used to hide it.",
        "Voters who said the same had barely changed since the spring.",
        "A source asked not to be named in the article.",
        "Mr Pelling asked her whether anyone had read page 41.",
        "The towns and states were required to wait.",
        "The trust has called for a meeting.",
        "Here are the winners.\nWINNER: “Lagos, 1985”\nOthers came second.",
        "After a long time of “evolving,” said in May he would stay.",
        "A “killing stone,” said to hold a spirit, has split in two.",
        "The team calls the planet “Marble”.",
    ],
)
def test_what_only_looks_like_speech_is_left_out(text: str) -> None:
    """Nouns behind verbs of speech, questions, titles, names: nobody says them."""
    assert told(text) == []


@pytest.mark.parametrize(
    ("text", "said", "speaker"),
    [
        ("Ames told reporters after the verdict the ruling was wrong.", "the ruling was wrong", "Ames"),
        ("Tara Moss said she will not run, a move that surprised few.", "she will not run", "Tara Moss"),
        (
            "“We spoke about the bus,” their captain, Lukas Brenner, said.",
            "We spoke about the bus",
            "Lukas Brenner",
        ),
        ('“We are scrappy," Kim Dahl said of it. “We try.”', "We are scrappy", "Kim Dahl"),
        ("Fares will rise, the operator, Austrarail, said.", "Fares will rise", "Austrarail"),
        ("An amateur astronomer in Chile, Pablo Rojas, claims he saw it.", "he saw it", "Pablo Rojas"),
        ("“It can be replaced,” said the EU's envoy, Marta Keller.", "It can be replaced", "Marta Keller"),
        (
            "Rain fell all day, according to Russia's weather office.",
            "Rain fell all day",
            "Russia's weather office",
        ),
        ("According to Reed the town has 18,000 people.", "the town has 18,000 people", "Reed"),
        ("According to Reed, 1,200,000 euros were lost.", "1,200,000 euros were lost", "Reed"),
        ("Mayor Ann Lee said Tuesday the pool will stay open.", "the pool will stay open", "Ann Lee"),
        ("The Office for Product Safety said it was aware.", "it was aware", "Office for Product Safety"),
        ("Dr. Ann Lee, of Leeds, and NASA met. NASA said it was ready.", "it was ready", "NASA"),
    ],
)
def test_borders_and_names(text: str, said: str, speaker: str) -> None:
    """What is said begins behind whom it is told to, and is said by who stands between the commas."""
    found = [(words.rstrip(","), who) for words, _, who, _ in told(text)]
    assert any(words.startswith(said) and who == speaker for words, who in found), found


@pytest.mark.parametrize(
    "text",
    [
        "Nora Lind runs the shelter. One woman said she had no power. “I was cold,” she said.",
        "Nora Lind runs the bakery. Xanthe Pavel walked in. “I was cold,” she said.",
    ],
)
def test_a_pronoun_that_may_mean_a_stranger_names_nobody(text: str) -> None:
    """Whoever was named before is not meant where somebody unknown has spoken or acted since."""
    assert told(text)[-1][2] != "Nora Lind"


@pytest.mark.parametrize(
    ("text", "said", "speaker"),
    [
        (
            "Lind answers Berg in Upton\n\n"
            "Omar Reyes, Chile's tireless trade envoy, faulted the bank for leaving in 2018 and accused "
            "Upton of hiding the bill.",
            "of hiding the bill",
            "Omar Reyes",
        ),
        ("Weather: Lind\nUpton: Rosa Diaz left the hall, saying it was late.", "it was late", "Rosa Diaz"),
        (
            "In Port Hale, Mayor Ola Berg spoke to shop owners, saying the fair would stay.",
            "the fair would stay",
            "Ola Berg",
        ),
        (
            "Commenting on the dam, Lucas Brenner went after Paris and accused engineers of greed.",
            "of greed",
            "Lucas Brenner",
        ),
        ("Utah regulators fined the mill, saying it was late.", "it was late", "Utah regulators"),
        (
            "NASA director Ana Ruiz closed the site, saying it was too old.",
            "it was too old",
            "Ana Ruiz",
        ),
        (
            "Norwegian football fan Ola Berg left early, saying the game was over.",
            "the game was over",
            "Ola Berg",
        ),
        ("Ana Ruiz's aunt, Marta Keller, told the paper it was new.", "it was new", "Marta Keller"),
        ("The ship was late, Ola Berg on Friday night said.", "The ship was late", "Ola Berg"),
        (
            "Ada Moss, a farmer whose fields had been sold by mills, accused Lind at a fair of hiding it.",
            "of hiding it",
            "Ada Moss",
        ),
        ("Utah Gov. Rosa Diaz closed the mill, saying it was late.", "it was late", "Rosa Diaz"),
        ("But Rosa Diaz closed the mill, saying it was late.", "it was late", "Rosa Diaz"),
        ("But officials say the bridge is safe.", "the bridge is safe", "officials"),
        ("While residents say they were told, the town denies it.", "they were told", "residents"),
    ],
)  # fmt: skip
def test_who_speaks_where_the_subject_stands_far_off(text: str, said: str, speaker: str) -> None:
    """The name that opens the main clause speaks: no heading, place or office, and no object of its verb."""
    assert (said, speaker) in [(words, who) for words, _, who, _ in told(text)]


@pytest.mark.parametrize(
    "text",
    [
        "“It is over.” Later, told Lind of it.",
        "A former guard in Upton accused with his wife of stealing coats will stand trial.",
        "Tenants who left the tower have been told the lift is safe.",
        "Facing neighbours who had accused Berg of noise, Lind moved out.",
        "News of the flood comes as mayors in several states are meeting.",
        "Staff in Utah are sorting the post and asking readers to wait.",
        "Xi Wen rose when a scandal broke and threatened to end the talks.",
        "Ola Berg's various plans in town and state documents fell through.",
    ],
)
def test_who_is_told_accused_or_asked_does_not_speak(text: str) -> None:
    """Behind a verb that takes an object stands no subject; participles and nouns report nothing."""
    assert {who for _, _, who, _ in told(text)} <= {None}


@pytest.mark.parametrize(
    ("source", "speaker"),
    [
        ("internal Acme documents seen by the paper", "internal Acme documents"),
        ("former Upton FC captain Lucas Brenner", "Lucas Brenner"),
        ("Hale County Police spokeswoman Ana Ruiz", "Ana Ruiz"),
        ("two senior Chilean officials briefed on it", "two senior Chilean officials"),
        ("the Institute for the Study of Tides", "Institute for the Study of Tides"),
        ("NASA data", "NASA"),
        ("Sen. Marta Keller", "Marta Keller"),
        ("the St. Anne Herald", "St. Anne Herald"),
        ("Reuters affiliate Nordwind", "Nordwind"),
        ("a memo sent round last March", None),
    ],
)
def test_who_is_behind_according_to(source: str, speaker: str | None) -> None:
    """The person whose office stands before the name; papers of a firm are not the firm, its figures are."""
    [(_, _, who, verb)] = told(f"The pool loses water, according to {source}.")
    assert (who, verb) == (speaker, "according to")


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        (
            "Asked about the toll, Lucas Brenner argued with Rosa Diaz. He accused Diaz of waste.",
            "Lucas Brenner",
        ),
        ("Mayor Ola Berg won. When asked whether Lucas Brenner would go, he said it was late.", "Ola Berg"),
        ("Paul Renner backed Lucas Brenner. He urged Brenner to stay.", "Paul Renner"),
        (
            "Paul Renner spoke first. He met with Senator Lucas Brenner on Monday. He said it went well.",
            "Paul Renner",
        ),
        ("What did Paul Renner say?\n\nLucas Brenner:\n\nHe told us it was late.", "Paul Renner"),
        ("Paul Renner sold the mill.\n\n- Lucas Brenner\n\nHe said it was too old.", "Paul Renner"),
        ("Kamal saw his first World Cup. He said it was loud.", None),
        ("Xanthe Wolf won. Many came. Wolf had been late. She said it was fun.", "Xanthe Wolf"),
    ],
)
def test_whom_he_means(text: str, speaker: str | None) -> None:
    """Nobody who is named in what is said or asked, who signs the lines, or who is an event."""
    assert told(text)[-1][2] == speaker


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Entrepreneur Xanthe Pavel said the bill was late.", "Xanthe Pavel"),
        ("Hitting Reyes, Moss left. Omar Reyes was calm. Reyes said it was fine.", "Omar Reyes"),
        ("Courtesy Xanthe Pavel\nPavel said the bill was late.", "Xanthe Pavel"),
        ("JUST WATCHED Nordwind Replay. Nordwind said the bill was late.", "Nordwind"),
    ],
)
def test_a_full_name_is_no_more_than_a_name(text: str, speaker: str) -> None:
    """What somebody does, who took a picture, and a participle before a name are no part of it."""
    assert told(text)[-1][2] == speaker


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("“It is late,'' Ana Ruiz said. “Go home.”", ["It is late", "Go home."]),
        ("“It is late,’ Ana Ruiz said. “Go home.”", ["It is late", "Go home."]),
        ('"It is late and cold, she said.\n', ["It is late and cold"]),
    ],
)
def test_the_article_goes_on_behind_a_mark_mistyped_or_forgotten(text: str, parts: list[str]) -> None:
    """What the article says of the speaker is not in the speaker's mouth."""
    [one] = [one for one in speeches(text) if one.direct]
    assert [text[start:end].rstrip(",") for start, end in one.parts] == parts


@pytest.mark.parametrize(
    ("text", "said", "speaker"),
    [
        (
            "“Get it on record,” said former Moss campaign manager Tove Lindqvist.",
            "Get it on record",
            "Tove Lindqvist",
        ),
        (
            "“It was warm,” said Polar Watch vice president for data Tove Lindqvist. It rained.",
            "It was warm",
            "Tove Lindqvist",
        ),
        ("“It is late,” said Rep. Tove Lindqvist, D-Calif., who sat down.", "It is late", "Tove Lindqvist"),
        ("“It is late,” said former North Dakota Gov. Tove Lindqvist.", "It is late", "Tove Lindqvist"),
        ("“Stay in,” warned Tove Lindqvist, a ranger.", "Stay in", "Tove Lindqvist"),
        (
            "Tove Lindqvist works there.\nFor Ada Moss, a nurse, it is a key issue. Lindqvist’s visit, she"
            " told the paper: “It shows a stance.”",
            "It shows a stance.",
            "Ada Moss",
        ),
        (
            "Ada Moss, the daughter of Eva Moss, a former singer, said the hall was cold.",
            "the hall was cold",
            "Ada Moss",
        ),
        ("Ada Moss, CEO of The Upton Group, said the hall was cold.", "the hall was cold", "Ada Moss"),
    ],
)
def test_who_only_modifies_or_owns_does_not_speak(text: str, said: str, speaker: str) -> None:
    """Whose manager, visit or daughter it is says nothing: who bears the office does."""
    assert [(one[0], one[2]) for one in told(text)] == [(said, speaker)]


@pytest.mark.parametrize(
    "text",
    [
        "Six states have had such votes since then.",
        "All of the northern states will see the moon.",
        "Dozens of older claims could move forward as well.",
        "Super Tuesday promises to answer many questions.",
        "No team, publicly or privately, said it was for sale.",
        "Members of the panel hope that the rules in other states will deter them.",
        "Flood watch:Mayor Ada Moss warns that the dam may break",
        "Read more: Ada Moss says that the dam may break",
        "Outside of Upton, the club did not name teams, saying they would follow.",
    ],
)
def test_a_noun_a_negation_and_a_link_report_nothing(text: str) -> None:
    """A verb for one needs one who speaks; "no team" is nobody; a link tells of another article."""
    assert told(text) == []


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        (
            "Acme fights the bill. Angry Acme users called.\n“It is a ban,” Acme said.",
            ["Acme"],
        ),
        (
            "President Ada Moss came. Hailing Moss, fans sang. Moss said it was late. The Moss Council met.",
            ["Ada Moss"],
        ),
        (
            "Tove Lindqvist sang. Lindqvist said it was late.\nFollow Tove Lindqvist on the air.",
            ["Tove Lindqvist"],
        ),
    ],
)
def test_a_surname_is_that_of_the_person_of_its_article(text: str, speakers: list[str]) -> None:
    """The first word of a sentence, and a body called so, are no other bearers of it."""
    assert [one[2] for one in told(text)] == speakers


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "Sen. Ada Moss said she would look at it, and Finance Committee Chairman Rep. Tove Lindqvist told"
            " the paper that he would not.",
            ["she would look at it", "he would not"],
        ),
        (
            "The road will stay shut, officials said Sunday, putting drivers in a bind.",
            ["The road will stay shut"],
        ),
        ("The hall will close in May, Ada Moss announced Thursday.", ["The hall will close in May"]),
        (
            "As the town counts its dead, Gov. Ada Moss said Tuesday that the wards were full.",
            ["the wards were full"],
        ),
        (
            "She asked Ola Berg whether he would back a path to peace.",
            ["whether he would back a path to peace"],
        ),
        (
            "The herd may stay, but the chief would not yield, saying, according to Acme News: “We will.”",
            ["The herd may stay, but the chief would not yield"],
        ),
        ("Bob Moss, a member of the club, said last week, repeating old claims.", []),
    ],
)
def test_speech_ends_where_another_speaks_and_begins_behind_who_is_asked(text: str, said: list[str]) -> None:
    """Another report, a day and a verb that leads on are no part of what is said."""
    assert [one[0] for one in told(text) if not one[1]] == said


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("“It is late,” Lund campaign spokesman Tove Lindqvist said in a note.", "Tove Lindqvist"),
        ("“It is late,” House Leader Tove Lindqvist, R-Upton, said in a note.", "Tove Lindqvist"),
        ("“It is late,” Tove Lindqvist, a town commissioner told the paper.", "Tove Lindqvist"),
        ("“It is late,” the town’s health director, Tove Lindqvist, said in a note.", "Tove Lindqvist"),
        ("Ada de Vries came. “It is late,” de Vries said in a note.", "Ada de Vries"),
        ("“It is late,” P&O said in a note.", "P&O"),
        ("“It is late,” her lawsuit said.", "her lawsuit"),
        ("“It is late,” though Ola Berg suggested to wait.", None),
    ],
)
def test_whoever_stands_between_marks_and_a_verb_speaks(text: str, speaker: str | None) -> None:
    """A name behind its office, before what it is, or alone; else the words that stand there."""
    assert [one[2] for one in told(text) if one[1]] == [speaker][: speaker is not None]


@pytest.mark.parametrize(
    ("text", "said", "speaker"),
    [
        (
            "Ana Ruiz told the court that when the dam broke, nobody was warned.",
            "when the dam broke, nobody was warned",
            "Ana Ruiz",
        ),
        (
            "Ana Ruiz told the court when she washed her hair she would get cold.",
            "when she washed her hair she would get cold",
            "Ana Ruiz",
        ),
        (
            'Ana Ruiz said the firm will invest, "meaning we put money into growth, while selling the rest."',
            'the firm will invest, "meaning we put money into growth, while selling the rest."',
            "Ana Ruiz",
        ),
        (
            'Ana Ruiz said the state is "a good place," but gave no reasons.',
            'the state is "a good place,"',
            "Ana Ruiz",
        ),
        (
            "Ana Ruiz said the dam is safe, but that the wall needs work.",
            "the dam is safe, but that the wall needs work",
            "Ana Ruiz",
        ),
        (
            "Ana Ruiz said the dam is safe, but that message never arrived.",
            "the dam is safe",
            "Ana Ruiz",
        ),
        (
            "On the day, Ana Ruiz had a feeling of fear, said Special Envoy for River Affairs Per Holm Lund.",
            None,
            None,
        ),
        ("With reporting from Mariam Dirar Ruiz in Doha\n\nIran protests\n\nAnd that is all.", None, None),
    ],
)
def test_where_what_is_said_begins_and_ends(text: str, said: str | None, speaker: str | None) -> None:
    """From the "when" of its first clause to the mark that closes it, and no further than what is said."""
    assert [(one[0], one[2]) for one in told(text)] == ([(said, speaker)] if said else [])


def test_who_is_answered_is_not_who_answers() -> None:
    """In ", to which Lund replied," somebody else speaks."""
    text = '"I am sorry for it," she said, to which Lund replied, "You are small. You are not that small."'
    assert [(one[0], one[2]) for one in told(text)][-1] == ("You are small. You are not that small.", "Lund")
