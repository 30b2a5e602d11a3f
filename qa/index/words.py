"""What the lexical ranking takes for a word, in passages, titles and questions alike.

Tantivy's analyser is used by itself here, so that an engine with other analysers (Milvus) can be given the
very same words.
"""

from __future__ import annotations

import functools
import unicodedata

import tantivy

# Words that carry no topic. Left out of a question only, so that a title made of them can still be found.
_STOP_WORDS = """a an and are as at be been but by did do does for from had has have how if in into is it its
many much of on or that the their them then there these they this to was were what when where which who whom
whose why will with would"""

MOST_WORDS = 64  # of a question; more change nothing but the time it takes
LONGEST = 64  # bytes of a word; what is longer is no word


def analyser() -> tantivy.TextAnalyzer:
    """Runs of letters and digits, lower case, without accents, English endings taken off."""
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    for step in (
        tantivy.Filter.remove_long(LONGEST),
        tantivy.Filter.lowercase(),
        tantivy.Filter.ascii_fold(),
        tantivy.Filter.stemmer("english"),
    ):
        builder = builder.filter(step)
    return builder.build()


def words_of(text: str) -> list[str]:
    """The words of a text, in order."""
    return list(_shared().analyze(plain(text)))


def telling_words(question: str) -> list[str]:
    """The distinct words of a question that carry its topic; all of them, where none does."""
    words = list(dict.fromkeys(words_of(question)))
    return [word for word in words if word not in _stop_words()] or words


def plain(text: str) -> str:
    """The text in composed letters, with lone surrogates, which no engine takes, replaced."""
    return unicodedata.normalize("NFC", text).encode("utf-8", "replace").decode("utf-8")


@functools.cache
def _shared() -> tantivy.TextAnalyzer:
    return analyser()


@functools.cache
def _stop_words() -> frozenset[str]:
    return frozenset(words_of(_STOP_WORDS))  # as the analyser stems them
