"""Question sets as people have them: SQuAD 1.1/2.0, BEIR, NQ-open, MRQA and plain JSON lines.

All of them optionally .gz or .xz. A folder is BEIR, ``.json`` is SQuAD; JSON lines are told apart by the
first one.
"""

from __future__ import annotations

from collections import Counter
from itertools import chain
from pathlib import Path

from qa.errors import InputError
from qa.questionsets.beir import read_beir
from qa.questionsets.files import read_json_lines, set_name, unpacked_name
from qa.questionsets.mrqa import mrqa
from qa.questionsets.natural_questions import natural_questions
from qa.questionsets.plain import plain_questions
from qa.questionsets.question_set import QuestionSet
from qa.questionsets.squad import read_squad


def load_questions(path: Path) -> QuestionSet:
    """The question set at a path.

    Raises:
        InputError: nothing there, no known format, a record that does not fit it (named by its line), or two
            questions of one id.
    """
    if path.is_dir():
        questions = read_beir(path)
    elif not path.exists():
        raise InputError(f"no question set at {path}")
    elif unpacked_name(path).suffix.lower() == ".json":
        questions = read_squad(path)
    else:
        questions = _json_lines(path)
    if not questions.questions:
        raise InputError(f"{path} holds no questions")
    name, times = Counter(question.id for question in questions.questions).most_common(1)[0]
    if times > 1:
        raise InputError(f"{path} asks two questions under the id {name!r}; ids must differ")
    return questions


def _json_lines(path: Path) -> QuestionSet:
    name, lines = set_name(path), read_json_lines(path)
    first = next(lines, None)
    if first is None:
        return QuestionSet(name, ())
    lines, keys = chain([first], lines), first.value.keys()
    if "header" in keys or "context" in keys:
        return mrqa(name, lines)
    if "answer" in keys and "answers" not in keys:
        return QuestionSet(name, tuple(natural_questions(lines)))
    return QuestionSet(name, tuple(plain_questions(lines)))
