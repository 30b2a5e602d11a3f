"""When two answers say the same: the normal form of SQuAD's official script (Rajpurkar et al. 2016).

Typographic quotation marks are dropped with the plain ones, as other official scripts do (TriviaQA, MRQA):
news and quizzes are set with them, and "Jaws" in either kind is one answer.
"""

from __future__ import annotations

import re
import string

_PUNCTUATION = str.maketrans("", "", string.punctuation + "“”„‘’«»")
# At least half of the words right, and no more wrong ones: two people who mark the same answer agree to the
# letter in 87 of 100 cases only (Rajpurkar et al. 2018), because they differ about where it begins and ends.
RIGHT_OVERLAP = 0.5

_ARTICLES = re.compile(r"\b(a|an|the)\b")


def normalised(text: str) -> str:
    """Lower case, without punctuation, articles and superfluous blanks."""
    return " ".join(_ARTICLES.sub(" ", text.lower().translate(_PUNCTUATION)).split())


def is_right(overlap: float) -> bool:
    """Whether an answer of that F1, 0 to 1, counts as right: what a confidence is the probability of."""
    return overlap >= RIGHT_OVERLAP
