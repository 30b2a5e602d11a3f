"""Reading: one batch for all questions, spans ranked over all passages of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from qa.reading import corrected, read
from qa.types import Hit, Passage, Span
from tests.fakes import KeywordReader


def hit(number: int, text: str) -> Hit:
    """A hit on a passage of its own article."""
    return Hit(Passage(number, f"article {number}", 0, len(text), text), score=1.0)


HITS = [
    hit(1, "Orpo leads Finland."),
    hit(2, "The weather is fine."),
    hit(3, "Sweden has a Prime Minister, Kristersson."),
]


def test_all_pairs_of_all_questions_are_read_at_once_and_come_back_apart() -> None:
    """Each question gets the spans of its own passages only."""
    reader = KeywordReader()
    questions = ["Who leads Finland?", "Who is Prime Minister of Sweden?"]
    first, second = read(reader, questions, [HITS[:2], HITS[1:]])
    assert len(reader.pairs) == 4
    assert first[0].text == "Orpo"
    assert {span.passage.id for span in first} == {1}
    assert second[0].text == "Kristersson"


def test_a_question_may_be_put_to_each_passage_in_its_own_way() -> None:
    """The year that a passage is of, which it does not name, is not asked of it."""
    reader = KeywordReader()
    asked = ["Who leads Finland in 2018?"]
    read(
        reader,
        asked,
        [HITS[:2]],
        puts=[lambda passage: "Who leads Finland?" if passage.id == 1 else asked[0]],
    )
    assert [(question, passage.id) for question, passage in reader.pairs] == [
        ("Who leads Finland?", 1),
        (asked[0], 2),
    ]


def test_spans_of_different_passages_are_one_ranking() -> None:
    """The best span comes first wherever it stands."""
    [spans] = read(KeywordReader(), ["Who is Prime Minister of Sweden?"], [HITS])
    assert [span.score for span in spans] == sorted((span.score for span in spans), reverse=True)


def test_a_tie_goes_to_the_passage_ranked_better() -> None:
    """Equal scores keep the retriever's order."""
    twins = [hit(9, "Orpo leads Finland."), hit(4, "Orpo leads Finland.")]
    [spans] = read(KeywordReader(), ["Who leads Finland?"], [twins])
    assert [span.passage.id for span in spans] == [9, 4]


def ranked(*scores: float) -> list[Hit]:
    """Hits on passages that answer worse the later they come, with these retrieval scores."""
    texts = ["Orpo leads Finland."] + ["Finland has lakes."] * (len(scores) - 1)
    return [
        replace(hit(number, text), score=score)
        for number, (text, score) in enumerate(zip(texts, scores, strict=True), 1)
    ]


def test_a_sure_answer_leaves_distant_passages_unread() -> None:
    """Beyond the first three, only passages near the best by fused score or by cosine are read."""
    reader = KeywordReader()
    question = "Who leads Finland?"
    best = read(reader, [question], [ranked(1.0)])[0][0]
    reader.pairs.clear()
    hits = ranked(1.0, 0.5, 0.5, 0.7, 0.5, 0.65, 0.1)
    hits = [replace(one, dense_score=0.5) if one.passage.id == 7 else one for one in hits]
    hits[0] = replace(hits[0], dense_score=0.6)
    [spans] = read(reader, [question], [hits], sure_scores=[best.score])
    assert [passage.id for _, passage in reader.pairs] == [1, 2, 3, 4, 6, 7]
    assert spans[0] == best


def test_an_unsure_answer_is_looked_for_everywhere() -> None:
    """Without a span of that score all passages are read, each of them once."""
    reader, question, hits = KeywordReader(), "Who leads Finland?", ranked(1.0, 0.9, 0.1, 0.1)
    spans = read(reader, [question], [hits], sure_scores=[1000.0])
    assert [passage.id for _, passage in reader.pairs] == [1, 2, 3, 4]
    assert spans == read(KeywordReader(), [question], [hits])


def test_each_question_of_a_batch_stops_by_itself() -> None:
    """One question being sure saves nothing of another's passages."""
    reader = KeywordReader()
    hits = ranked(1.0, 0.5, 0.4, 0.1)
    questions = ["Who leads Finland?", "When did it rain?", "What leads Finland?"]
    best = read(KeywordReader(), questions[:1], [hits])[0][0]
    read(reader, questions, [hits] * 3, sure_scores=[best.score, best.score, None])
    asked = [question.split()[0] for question, _ in reader.pairs]
    assert {word: asked.count(word) for word in asked} == {"Who": 3, "When": 4, "What": 4}


def test_a_question_without_passages_has_no_spans() -> None:
    """An empty index is not an error."""
    assert read(KeywordReader(), ["Who?", "Who leads Finland?"], [[], HITS[:1]])[0] == []


def test_questions_and_hits_must_match() -> None:
    """A list too few is a mistake of the caller, not a silent loss."""
    with pytest.raises(ValueError, match="argument"):
        read(KeywordReader(), ["Who?", "Where?"], [HITS])


def test_a_question_read_with_a_slip_corrected_is_to_be_asked_so() -> None:
    """Of several corrections that of the best span counts; without any the question stands."""
    passage = HITS[0].passage
    plain = Span(passage, 0, 4, score=9.0, null_score=0.0)
    better, worse = (
        replace(plain, score=score, read_as=f"Who leads {name}?")
        for score, name in ((5.0, "Finland"), (1.0, "Fin"))
    )
    assert corrected("Who leads Finlnad?", HITS, [plain, better, worse]) == "Who leads Finland?"
    assert corrected("Who leads Finlnad?", HITS, [plain]) is None
    assert corrected("Who leads Finlnad?", HITS, []) is None


def test_a_word_that_a_passage_has_is_no_slip() -> None:
    """Although another passage comes near it."""
    passage = HITS[0].passage
    span = Span(passage, 0, 4, score=9.0, null_score=0.0, read_as="Who leads Finland?")
    assert corrected("Who leads FINLND?", [*HITS, hit(4, "FinLnd is a company.")], [span]) is None


class Scored:
    """A reader that finds what it is told to in a passage, by the question."""

    name = fingerprint = "scored"

    def __init__(self, found: dict[str, list[tuple[str, float]]]) -> None:
        self._found = found

    def read(self, pairs: Sequence[tuple[str, Passage]]) -> list[list[Span]]:
        """The spans for the question, in every passage."""
        return [
            [
                Span(passage, start, start + len(text), score, -score)
                for text, score in self._found[question]
                for start in [passage.text.index(text)]
            ]
            for question, passage in pairs
        ]


def test_a_question_of_several_sentences_is_read_twice() -> None:
    """The mean of the scores counts; what one reading lacks is a little worse there than its worst."""
    question, last = "A ship sank off Pell. Who steered it?", "Who steered it?"
    found = {question: [("Brook", 4.0), ("Pell", 2.0)], last: [("Crane", 5.0), ("Brook", 3.0)]}
    [spans] = read(Scored(found), [question], [[hit(1, "Off Pell, Brook and Crane were on board.")]])
    assert [(span.text, span.score) for span in spans] == [("Brook", 3.5), ("Crane", 3.0), ("Pell", 2.0)]


@pytest.mark.parametrize("question", ["Who steered it?", "Who steered it? Tell me.", "Who met J. K. Brook?"])
def test_other_questions_are_read_once(question: str) -> None:
    """One sentence, or a last one that asks nothing by itself."""
    reader = Scored({question: [("Brook", 1.0)]})
    [spans] = read(reader, [question], [[hit(1, "Brook steered.")]])
    assert [span.score for span in spans] == [1.0]
