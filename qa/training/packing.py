"""Question sets to one file of token ids, for training on a machine that has nothing else."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import compress

import numpy as np

from qa.answering.comparing import normalised
from qa.errors import InputError
from qa.models.read_text import title_before
from qa.models.tokens import Tokens, tokenize
from qa.models.windows import Windows
from qa.questionsets.question_set import Question
from qa.training.card.packed import NOWHERE, Array, Ids, Packed, Ragged
from qa.training.data import TrainingData
from qa.training.examples import covering
from qa.training.negatives import Ranking, mine
from qa.training.slips import carelessly
from qa.training.swaps import swapped

HELD_OUT = 0.05  # share of the paragraphs of each set
_MISLEADING = 7  # paragraphs stored for a question
_DEPTH = 30  # of the ranking that they are taken from
_RUN = 12  # words in a row that two texts do not share by chance
_MOST_PARAGRAPHS = 200  # a title that more share is no article's: it names a collection


def joined(sets: Sequence[TrainingData]) -> tuple[TrainingData, list[int]]:
    """Several sets as one, and which of them each paragraph is of; what several have is of the first.

    Raises:
        InputError: two sets use one id, or there are more paragraphs than two bytes can number.
    """
    texts: dict[str, int] = {}
    titles: list[str] = []
    owner: list[int] = []
    place: dict[str, int] = {}
    for number, data in enumerate(sets):
        sharing = Counter(data.titles)
        rows = {}
        for before, (text, title) in enumerate(zip(data.paragraphs, data.titles, strict=True)):
            rows[before] = texts.setdefault(text, len(texts))
            if rows[before] == len(titles):
                titles.append(title if sharing[title] <= _MOST_PARAGRAPHS else "")
                owner.append(number)
        place |= {name: rows[before] for name, before in data.place.items()}
    questions = tuple(question for data in sets for question in data.questions)
    if len(place) < len(questions):
        raise InputError("a set is there twice, or two use the same question ids; pack each once")
    if len(texts) >= NOWHERE:
        raise InputError(f"{len(texts)} paragraphs; at most {NOWHERE - 1} can be packed")
    return TrainingData(tuple(texts), tuple(titles), questions, place), owner


def pack(
    named: Sequence[tuple[str, TrainingData]],
    windows: Windows,
    ranking: Callable[[TrainingData], Ranking],
    unseen: Sequence[str] = (),
    alone: Sequence[tuple[str, TrainingData]] = (),
    seed: int = 0,
) -> Packed:
    """The sets, with the paragraphs that a ranking puts high for each question and that do not answer it.

    Args:
        named: the sets and what they are called.
        windows: of a reader with BERT's uncased vocabulary, by which everything is cut into tokens.
        ranking: makes the ranking of all paragraphs.
        unseen: paragraphs that will be measured on; what shares a dozen words in a row with one is not used.
        alone: more sets, whose questions make sense beside their own paragraph alone, as "Who is older?"
            does: they get no misleading paragraphs, and their paragraphs mislead nobody.
        seed: of the slips in questions as if typed in haste, and of what is swapped in them.

    Raises:
        InputError: as :func:`joined`.
    """
    data, owner = joined([one for _, one in (*named, *alone)])
    ranked = sum(number < len(named) for number in owner)
    asked = list(dict.fromkeys(question.text for question in data.questions))
    text_of = {text: row for row, text in enumerate(asked)}
    about = {question.text: data.titles[data.place[question.id]] for question in data.questions}
    titles = list(dict.fromkeys(["", *data.titles]))
    title_of = {title: row for row, title in enumerate(titles)}
    tokens = tokenize(windows.tokenizer, data.paragraphs)
    answers = {
        question.id: _answers(question, tokens[data.place[question.id]]) for question in data.questions
    }
    known = {run for text in unseen for run in _runs(text)}
    barred = [not known.isdisjoint(_runs(text)) for text in data.paragraphs]
    hidden = np.array(barred, np.bool_) | [held_out(text) for text in data.paragraphs]
    data = replace(
        data, questions=tuple(one for one in data.questions if answers[one.id] or not one.answerable)
    )
    # Of all questions, so that rankings are kept whatever is left out of the pack.
    misleading = _misleading(data, _first(data, ranked), ranking, hidden)
    used = np.array([not barred[data.place[one.id]] for one in data.questions], np.bool_)
    data = replace(data, questions=tuple(compress(data.questions, used)))
    return Packed(
        sets=tuple(name for name, _ in (*named, *alone)),
        titles=_texts(windows, [title_before(title) for title in titles]),
        paragraphs=Ragged.of([one.ids for one in tokens]),
        begins=np.concatenate(
            [_begins(text, one) for text, one in zip(data.paragraphs, tokens, strict=True)]
        ),
        title_of=np.array([title_of[title] for title in data.titles], np.uint16),
        set_of=np.array(owner, np.uint16),
        held_out=hidden,
        **_put(windows, asked, [title_of[about[text]] for text in asked], seed),
        text_of=np.array([text_of[question.text] for question in data.questions], np.int32),
        paragraph_of=np.array([data.place[question.id] for question in data.questions], np.uint16),
        answers=Ragged.of([answers[question.id] for question in data.questions], (2,)),
        misleading=misleading[used],
    )


def _put(windows: Windows, asked: Sequence[str], articles: Sequence[int], seed: int) -> dict[str, Ragged]:
    """Questions as they were asked, as if typed in haste, and about another name of their article."""
    rng = np.random.default_rng(seed)
    forms = {
        "asked": asked,
        "hasty": [carelessly(text, rng) for text in asked],
        "swapped": swapped(asked, articles, rng),
    }
    return {name: _texts(windows, texts) for name, texts in forms.items()}


def _texts(windows: Windows, texts: Sequence[str]) -> Ragged:
    return Ragged.of([windows.shortened(one.ids) for one in tokenize(windows.tokenizer, texts)])


def _begins(text: str, tokens: Tokens) -> Array:
    """Whether each token is the first of a word, as white space parts them: what windows are cut by."""
    return np.array([start == 0 or text[start - 1].isspace() for start in tokens.starts.tolist()], np.bool_)


def _answers(question: Question, tokens: Tokens) -> list[tuple[int, int]]:
    """First and last token of each answer, which is widened to whole tokens."""
    return [span for answer in question.offsets if (span := covering(tokens, answer))]


def _runs(text: str) -> set[int]:
    """Every dozen words in a row."""
    words = normalised(text).split()
    return {hash(tuple(words[first : first + _RUN])) for first in range(len(words) - _RUN + 1)}


def _first(data: TrainingData, count: int) -> TrainingData:
    """The first paragraphs, and the questions about them."""
    return replace(
        data,
        paragraphs=data.paragraphs[:count],
        titles=data.titles[:count],
        questions=tuple(question for question in data.questions if data.place[question.id] < count),
    )


def _misleading(
    data: TrainingData, ranked: TrainingData, ranking: Callable[[TrainingData], Ranking], hidden: Array
) -> Ids:
    """uint16[questions, paragraphs]; a question that is trained on gets none that is held out."""
    found = np.full((len(data.questions), _MISLEADING), NOWHERE, np.uint16)
    mined = mine(ranked, ranking(ranked), keep=_DEPTH, depth=_DEPTH, unanswerable=True)
    rows = {question.id: row for row, question in enumerate(data.questions)}
    for name, places in mined:
        measuring = hidden[data.place[name]]
        kept = [place for place in places if measuring or not hidden[place]][:_MISLEADING]
        found[rows[name], : len(kept)] = kept
    return found


def held_out(paragraph: str) -> bool:
    """Whether a paragraph is kept for measuring: the same one always is, in whatever set it stands."""
    folded = " ".join(paragraph.casefold().split())
    return int.from_bytes(hashlib.sha256(folded.encode()).digest()[:8]) / 2**64 < HELD_OUT
