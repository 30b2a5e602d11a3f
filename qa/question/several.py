"""Whether a question may be answered by a whole list: "What should I bring?", "How do I register?".

It may as well have one answer; whether a list gives it is for the articles to show.
"""

from __future__ import annotations

import re

from qa.language import lexicon
from qa.question.form import PLURAL, asks_for_list

# Also behind a comma or a first sentence: "I am new here, what do I need?"
_START = r"(?:^\W*|[.,;:!?\u2013-]\s+)(?:(?:and|but|so|then|for|in|to|on|with|of|about|under)\s+)*"
_SEVERAL = re.compile(
    rf"{_START}(?:"
    r"how\s+(?:do|does|did|can|could|should|would|to|must|may)\b"
    r"|why\b"
    r"|when\s+(?:do|does|should|can|to|may)\b"
    r"|what(?:['’]s|\s+(?:is|was))\s+(?!(?:the|an?|your|our|my|his|her|their|its)\b)"
    r"|what\s+(?:is|was)\s+[^?]{1,80}\s(?:of|for|in|from|with|about)\s*(?:\?|$)"
    r"|what\s+(?:are|were|do|does|did|should|can|could|must|may|will|would|am|has|have|had|to)\b"
    r"|what\s+(?:makes|made|goes|happens|counts|else|all|kinds?|sorts?|information|info)\b"
    r"|who\s+(?:are|were|all)\b|who(?:['’]s|\s+(?:is|was))\s+(?:on|in|part)\b"
    rf"|(?:what|which)\s+(?:(?!{lexicon.either(lexicon.AUXILIARIES)}\b)[\w-]+\s+)?{PLURAL}"
    r"|(?:please\s+)?(?:list|name|give|tell)\b"
    r")",
    re.IGNORECASE,
)


def may_have_several(question: str) -> bool:
    """Whether several things may answer a question together, by its form."""
    return bool(_SEVERAL.search(question)) or asks_for_list(question)
