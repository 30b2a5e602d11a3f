"""Text in Milvus, which takes valid UTF-8 of at most 65,535 bytes a field, while articles hold anything.

The text of an article is compressed and cut into records. Ids and names are kept as JSON strings, in which a
lone surrogate of a file name is an escape. The words of a passage are analysed here, exactly as the local
lexical index does, and handed to Milvus's BM25 function as words that its plainest analyser only has to
part: so every version of Milvus, and Milvus Lite, which has no stemmer, ranks by the same words.
"""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from collections.abc import Sequence

from qa.errors import IndexCorrupt, InputError
from qa.index import spoken
from qa.index.milvus.schema import TEXT_BYTES
from qa.index.stored import article_from, fields_of
from qa.index.words import MOST_WORDS, telling_words, words_of
from qa.types import Article, Speech

# Before a word of the title. The analyser writes "ß" as "ss", so no word of a text holds it; to every
# tokenizer it is a small letter like others.
_IN_TITLE = "ß"
MOST_BYTES = 256 << 20  # bytes that a stored article may have, inflated: an index is untrusted
SHOWN = 1000  # characters of a title that are kept for listing


def key_of(article_id: str) -> str:
    """The primary key of an article: half of the SHA-256 of its id."""
    return hashlib.sha256(article_id.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def escaped(text: str) -> str:
    """ASCII that ``unescaped`` turns back into the text."""
    return json.dumps(text)


def unescaped(text: str) -> str:
    """The reverse of ``escaped``; an index is untrusted, so what is no string is refused."""
    found = json.loads(text)
    if not isinstance(found, str):
        raise ValueError("not a string")
    return found


def packed(article: Article) -> list[str]:
    """An article as the values of records.

    Raises:
        InputError: it is far larger than any article.
    """
    plain = json.dumps(fields_of(article)).encode("ascii")
    if len(plain) > MOST_BYTES:
        raise InputError(f"{article.source} is larger than an index on Milvus takes ({MOST_BYTES >> 20} MB)")
    data = base64.b64encode(zlib.compress(plain, 1)).decode("ascii")
    return [data[at : at + TEXT_BYTES] for at in range(0, len(data), TEXT_BYTES)]


def unpacked(values: Sequence[str], digest: str, place: str) -> Article:
    """The article of some records.

    Raises:
        IndexCorrupt: the text is not what was stored.
    """
    try:
        inflater = zlib.decompressobj()
        data = inflater.decompress(base64.b64decode("".join(values), validate=True), MOST_BYTES)
        if not inflater.eof:
            raise ValueError("it is larger than an article may be, or cut short")
        article = article_from(json.loads(data))
        if article.digest != digest:
            raise ValueError("the text does not have its digest")
    except (zlib.error, ValueError, TypeError, KeyError, AttributeError) as error:
        raise IndexCorrupt(f"the index {place} has a damaged article") from error
    return article


def packed_speech(speeches: Sequence[Speech]) -> str:
    """What is reported in an article as the value of a record; nothing where a record cannot hold it."""
    value = base64.b64encode(spoken.packed(speeches)).decode()
    return value if len(value) <= TEXT_BYTES else ""


def unpacked_speech(value: str, place: str) -> tuple[Speech, ...]:
    """The reverse. Raises IndexCorrupt where the record is none of ours."""
    try:
        return spoken.unpacked(base64.b64decode(value, validate=True))
    except (zlib.error, ValueError, TypeError, LookupError) as error:
        raise IndexCorrupt(f"the index {place} has damaged reported speech") from error


def storable(text: str) -> str:
    """The text of a passage where Milvus can hold it; else nothing, and it is cut from its article again."""
    try:
        return text if len(text.encode("utf-8")) <= TEXT_BYTES else ""
    except UnicodeEncodeError:  # a lone surrogate
        return ""


def terms(text: str, title: str) -> str:
    """What the BM25 function of Milvus is given of a passage: its words, and its title's, marked."""
    joined = " ".join([*(_IN_TITLE + word for word in words_of(title)), *words_of(text)])
    data = joined.encode("utf-8")
    if len(data) <= TEXT_BYTES:
        return joined
    return data[:TEXT_BYTES].decode("utf-8", "ignore").rpartition(" ")[0]


def question_terms(question: str) -> str:
    """What it is given of a question. A word counts in a passage twice what it counts in a title."""
    telling = telling_words(question)
    if len(telling) > MOST_WORDS:  # long words are rare words, and Milvus does not tell how rare
        telling = sorted(telling, key=len, reverse=True)[:MOST_WORDS]
    return " ".join(f"{word} {word} {_IN_TITLE}{word}" for word in telling)
