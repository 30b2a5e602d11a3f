"""Question sets as people have them: SQuAD 1.1/2.0, BEIR, NQ-open, MRQA, plain JSON lines and tables.

All of them optionally .gz or .xz. A folder is BEIR, ``.json`` is SQuAD, ``.csv`` and ``.tsv`` are tables;
JSON lines are told apart by the first one.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from qa.errors import InputError
from qa.questionsets.beir import read_beir
from qa.questionsets.files import unpacked_name
from qa.questionsets.json_lines import read_line_set
from qa.questionsets.question_set import QuestionSet
from qa.questionsets.squad import read_squad
from qa.questionsets.table import is_table, read_table


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
    elif is_table(path):
        questions = read_table(path)
    else:
        questions = (read_squad if unpacked_name(path).suffix.lower() == ".json" else read_line_set)(path)
    if not questions.questions:
        raise InputError(f"{path} holds no questions")
    name, times = Counter(question.id for question in questions.questions).most_common(1)[0]
    if times > 1:
        raise InputError(f"{path} asks two questions under the id {name!r}; ids must differ")
    return questions
