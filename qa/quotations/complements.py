"""What is said behind a verb of speech: whether a clause begins there, rather than a noun."""

from __future__ import annotations

import re
from itertools import pairwise

from qa.language import lexicon

BEGINS = re.compile(
    r"(?:the|a|an|his|her|its|their|this|these|those|he|she|it|they|we|I|there|no|every|some|many|most"
    r"|all|more|nobody|nothing|girls|boys|people)\b|[A-Z“‘\d]|[a-z\-]+s\s(?:are|were|have|had|will|would|did)\b"
    r"|(?:one|two|three|four|five|six|seven|eight|nine|ten|about|almost|nearly|up to|at least)\b"
)
FINITE = (
    r"(?:(?:is|are|was|were|am|be|will|would|can|could|shall|should|may|might|must|has|have|had|does|did|do"
    r"|went|came|took|gave|knew|saw|ran|fell|rose|won|lost|felt|began|broke|spoke|wrote|stood|grew|drew)\b(?!-)"
    r"|(?:isn['’]t|aren['’]t|wasn['’]t|weren['’]t|won['’]t|wouldn['’]t|can['’]t|couldn['’]t|hasn['’]t"
    r"|haven['’]t|hadn['’]t|doesn['’]t|didn['’]t|don['’]t)\b"
    r"|\w{2,}ed(?=[.,;]|\s(?:the|an?|his|her|its|their|to|in|on|at|from|by|for|with|that|it|them|him|up|out|off"
    r"|over|into|[A-Z“\d])))"
)
CLAUSE = re.compile(
    rf"(?:(?:he|she|they|we|I)\b|(?:it|there)\s(?:\w+ly\s)?(?:{FINITE}|\w+s\b)|(?:[A-Z][\w.'’]+\s){{1,3}}\w{{2,}}ed\b"
    r"|(?:(?:the|an?|his|her|its|their)\s\w+\s)?"
    r"(?:(?!that\b|which\b|who\b|to\b|[a-z]+ing\b|and \w+ed\b)[\w\-’'“‘]+\s){0,7}?"
    rf"{FINITE})"
)
_NEW_NOUN = lexicon.words("the a an as how he she it they we you")
_NO_NOUN = lexicon.words("what who whether if why when where after before since until")
_LEADS_TO_NOUN = lexicon.PREPOSITIONS | lexicon.words(
    "and or but all both half that whether because so such not"
)


def is_clause(text: str, start: int, stop: int) -> bool:
    """Whether a subject and a verb stand here: no two nouns, "the verdict the jury was"."""
    found = CLAUSE.match(text, start, stop)
    if found is None:
        return False
    words = found[0].casefold().split()
    return not any(
        two in _NO_NOUN or (two in _NEW_NOUN and one not in _LEADS_TO_NOUN)
        for one, two in pairwise(words[:-1])
    )
