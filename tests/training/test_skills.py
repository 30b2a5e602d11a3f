"""Made-up stories with questions for single skills."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from qa.training.data import load_training
from qa.training.skills import Skills, write_skills

Asked = tuple[str, str, Sequence[str]]  # text, question and what is right


@pytest.fixture(scope="module")
def asked() -> list[Asked]:
    """The questions of 600 articles, in which every story is told several times."""
    found: list[Asked] = []
    for article in Skills(seed=5).articles(600):
        [paragraph] = article["paragraphs"]
        for question in paragraph["qas"]:
            right = [answer["text"] for answer in question["answers"]]
            found.append((paragraph["context"], question["question"], right))
    return found


def test_everything_that_is_made_can_be_trained_on(tmp_path: Path) -> None:
    """Each article and question of the file is used, most are answered, and some are not."""
    path = tmp_path / "made" / "skills.json"
    count = write_skills(path, articles=200)
    data = load_training(path)
    assert not data.problems
    assert len(data.questions) == count
    assert len(data.paragraphs) == 200
    assert 0.6 < sum(question.answerable for question in data.questions) / count < 0.95


def test_the_same_seed_makes_the_same_stories() -> None:
    """And another one others."""
    first, again, other = (list(Skills(seed).articles(20)) for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_answers_stand_where_they_are_said_to_stand() -> None:
    """Each offset is that of the answer's own words, not of a part of a longer word or number."""
    for article in Skills(seed=2).articles(200):
        [paragraph] = article["paragraphs"]
        text = paragraph["context"]
        for question in paragraph["qas"]:
            assert question["is_impossible"] == (not question["answers"])
            for answer in question["answers"]:
                begin = answer["answer_start"]
                end = begin + len(answer["text"])
                assert text[begin:end] == answer["text"]
                assert not (text[end : end + 1].isalnum() or text[begin - 1 : begin].isalnum())


def test_a_pronoun_stands_for_the_one_of_its_sex(asked: Sequence[Asked]) -> None:
    """Of a couple the woman teaches where "she teaches", and no answer is a pronoun."""
    taught = [
        (text, right) for text, question, right in asked if question.startswith("Who teaches") and right
    ]
    married = [(text, right) for text, right in taught if "has been married to" in text]
    assert len(married) > 3
    women = Skills()._found["words"]["women"].split()  # the list that names are drawn from
    assert all(right[0].split()[0] in women for _, right in married)
    assert not {"he", "she", "He", "She"} & {answer for _, _, right in asked for answer in right}


def test_of_several_answers_each_is_asked_for_by_itself(asked: Sequence[Asked]) -> None:
    """So that a reader learns to believe in all of them, and "and" joins those of one sentence."""
    hit = [
        (text, right)
        for text, question, right in asked
        if question.startswith("Which towns were hit by") and right
    ]
    assert len(hit) > 3
    assert all(len(right) == 1 for _, right in hit)
    for text, first in {text: right[0] for text, right in hit if " and " in right[0]}.items():
        others = {right[0] for other, right in hit if other == text} - {first}
        assert others
        assert not any(other in first for other in others)


def test_another_towns_mayor_is_no_answer(asked: Sequence[Asked]) -> None:
    """Who holds an office that no story tells of is asked, and nothing answers it."""
    elsewhere = [
        (text, question.removeprefix("Who is ").rstrip("?"))
        for text, question, right in asked
        if not right and question.startswith("Who is mayor of")
    ]
    assert elsewhere
    assert not [office for text, office in elsewhere if office in text]


def test_no_words_of_the_stories_lack_a_list() -> None:
    """Every slot is filled: nothing in braces is left in a text or a question."""
    made: list[Mapping[str, Any]] = list(Skills(seed=3).articles(300))
    assert "{" not in str(
        [(p["context"], [q["question"] for q in p["qas"]]) for a in made for p in a["paragraphs"]]
    )
