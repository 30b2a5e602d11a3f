"""Reading articles and their passages from Milvus."""

from __future__ import annotations

import contextlib
import time
from collections import OrderedDict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from qa.errors import IndexCorrupt
from qa.index.listening import Heard, counted, speaking
from qa.index.milvus import texts
from qa.index.milvus.client import Connection, Row
from qa.index.milvus.records import Records, speech_key, text_keys
from qa.index.milvus.schema import UNDATED, Names
from qa.index.where import Bounds, SourceCheck, published_on
from qa.quotations.finding import heard
from qa.types import EVERYTHING, Article, Filter, Passage, SpeakerCount, Speech

_SEEN = ("id", "title", "source", "n", "first", "count", "parts", "digest", "family", "first_day", "last_day")
_READ_ALONG = 15  # articles read together with one
_HEARD_AT_ONCE = 200
_SECONDS = 5.0  # that a row is believed
_CHARACTERS = 8_000_000  # of the texts that are held


class Recent:
    """What was read of articles in the last seconds: rows by key, articles by their version's number.

    A question finds passages, looks at the dates of their articles, cites some of them and compares their
    stories: all of it about the same few articles. Rows are believed for as long as a server may lag behind
    anyway; the text of a version of an article never changes, and is dropped only to make room.
    """

    def __init__(self) -> None:
        self._rows: OrderedDict[str, tuple[float, Row]] = OrderedDict()
        self._articles: OrderedDict[int, Article] = OrderedDict()
        self._characters = 0

    def rows(self) -> dict[str, Row]:
        """The rows that are still believed, those read first at the front."""
        now = time.monotonic()
        while self._rows and now - next(iter(self._rows.values()))[0] > _SECONDS:
            self._rows.popitem(last=False)
        return {key: row for key, (_, row) in self._rows.items()}

    def saw(self, rows: dict[str, Row]) -> None:
        """Believe rows for some seconds."""
        for key, row in rows.items():
            self._rows.pop(key, None)
            self._rows[key] = (time.monotonic(), row)

    def article(self, n: int) -> Article | None:
        """A version of an article, where it is still held."""
        return self._articles.get(n)

    def hold(self, n: int, article: Article) -> None:
        """Hold a version of an article, while there is room."""
        if n not in self._articles:
            self._articles[n] = article
            self._characters += len(article.text)
        while self._characters > _CHARACTERS:
            self._characters -= len(self._articles.popitem(last=False)[1].text)

    def forget_rows(self) -> None:
        """Believe none: something was written."""
        self._rows.clear()


class Articles:
    """Reads one generation of an index."""

    def __init__(self, connection: Connection, records: Records, names: Names) -> None:
        self._connection = connection
        self._records = records
        self._names = names
        self._recent = Recent()

    def rows(self, keys: Iterable[str], fields: Sequence[str], *, strong: bool = False) -> dict[str, Row]:
        """The rows of articles by key."""
        distinct = list(dict.fromkeys(keys))
        found = self._connection.get(self._names.articles, distinct, ["key", *fields], strong=strong)
        return {row["key"]: row for row in found}

    def seen(self, keys: Iterable[str]) -> dict[str, Row]:
        """The rows of articles by key, as they are now; believed for some seconds by what follows."""
        found = self.rows(keys, _SEEN)
        self._recent.saw(found)
        return found

    def believed(self, keys: Collection[str]) -> Mapping[str, Row]:
        """The rows of articles by key, as they are now or were some seconds ago; perhaps others as well."""
        rows = self._recent.rows()
        return rows if rows.keys() >= set(keys) else self.seen(keys)

    def article(self, article_id: str) -> Article:
        """The stored article. Raises KeyError where there is none."""
        key = texts.key_of(article_id)
        believed = self._recent.rows()
        row = believed.pop(key, None) or self.seen([key]).get(key)
        if row is None:
            raise KeyError(article_id)
        try:
            return self._loaded(row, believed)
        except IndexCorrupt:
            # It may have been replaced since the row was read: look again, at what is there now.
            fresh = self.rows([key], _SEEN, strong=True)
            if key not in fresh:
                raise KeyError(article_id) from None
            if fresh[key]["n"] == row["n"]:
                raise
            self._recent.saw(fresh)
            return self._loaded(fresh[key], {})

    def _loaded(self, row: Row, others: Mapping[str, Row]) -> Article:
        """The article of a row; small ones that were seen with it are read along, for they come next."""
        held = self._recent.article(row["n"])
        if held is not None:
            return held
        along = [
            other for other in others.values() if other["parts"] == 1 and not self._recent.article(other["n"])
        ]
        wanted = [row, *along[:_READ_ALONG]]
        values = self._records.values([key for one in wanted for key in text_keys(one["n"], one["parts"])])
        for other in wanted[1:]:
            with contextlib.suppress(IndexCorrupt):  # it says so when it is asked for itself
                self._recent.hold(other["n"], self._unpacked(other, values))
        article = self._unpacked(row, values)
        self._recent.hold(row["n"], article)
        return article

    def unpacked(self, row: Row) -> Article:
        """The article of a row with ``n``, ``parts`` and ``digest``."""
        return self._unpacked(row, self._records.values(text_keys(row["n"], row["parts"])))

    def _unpacked(self, row: Row, values: Mapping[str, str]) -> Article:
        parts = [values.get(key, "") for key in text_keys(row["n"], row["parts"])]
        return texts.unpacked(parts, row["digest"], str(self._connection.location))

    def all(self, fields: Sequence[str]) -> Iterator[Row]:
        """The rows of all articles, in no order."""
        return self._connection.select(self._names.articles, "", ["key", *fields])

    def article_ids(self) -> Iterator[str]:
        """The ids of all articles, in the order of storing."""
        for _, article_id in sorted((row["n"], row["id"]) for row in self.all(["n", "id"])):
            yield texts.unescaped(article_id)

    def titles(self, limit: int) -> list[str]:
        """At most ``limit`` titles, those of the articles stored last."""
        rows = sorted(((row["n"], row["title"]) for row in self.all(["n", "title"])), reverse=True)
        return [texts.unescaped(title) for _, title in rows[:limit]]

    def listed(self, where: Filter, limit: int, *, oldest: bool = False) -> tuple[int, list[str]]:
        """How many articles a filter lets through, and at most ``limit`` of their ids, ordered by date."""
        bounds = Bounds.of(where)
        if bounds.hopeless:
            return 0, []
        check = SourceCheck(bounds)
        rows = self.all(["id", "n", "source", "first_day", "last_day"])
        passing = [row for row in rows if _passes(row, bounds, check)]
        undated = [row for row in passing if (row["first_day"], row["last_day"]) == UNDATED]
        dated = [row for row in passing if (row["first_day"], row["last_day"]) != UNDATED]
        dated.sort(key=lambda row: (row["first_day"] if oldest else -row["last_day"], row["n"]))
        undated.sort(key=lambda row: row["n"])
        return len(passing), [texts.unescaped(row["id"]) for row in (*dated, *undated)[:limit]]

    def states(self) -> Iterator[tuple[str, bytes, bytes]]:
        """Id, digest and digest of the details of every article, in no order."""
        for row in self.all(["id", "digest", "details"]):
            yield texts.unescaped(row["id"]), bytes.fromhex(row["digest"]), bytes.fromhex(row["details"])

    def families(self, article_ids: Sequence[str]) -> list[str]:
        """A name for the story of each article; an unknown article is a story of its own."""
        keys = [texts.key_of(article_id) for article_id in article_ids]
        rows = self.believed(keys)
        return [
            str(rows[key]["family"]) if key in rows else f"?{article_id}"
            for key, article_id in zip(keys, article_ids, strict=True)
        ]

    def speeches(self, article_ids: Sequence[str]) -> list[tuple[Speech, ...]]:
        """The reported speech of each article: what is stored, else what is found in its text now."""
        keys = [texts.key_of(article_id) for article_id in article_ids]
        rows = self.believed(keys) if keys else {}
        numbers = {key: rows[key]["n"] for key in keys if key in rows}
        values = self._records.values([speech_key(n) for n in numbers.values()])
        found = []
        for key, article_id in zip(keys, article_ids, strict=True):
            value = values.get(speech_key(numbers[key])) if key in numbers else None
            if value is not None:
                found.append(texts.unpacked_speech(value, str(self._connection.location)))
            else:
                found.append(tuple(heard(self.article(article_id))) if key in numbers else ())
        return found

    def speakers(self, surname: str | None = None, where: Filter = EVERYTHING) -> list[SpeakerCount]:
        """Who is reported to speak, each spelling by itself: every article is asked."""
        return counted(self._all_heard(where), surname)

    def _all_heard(self, where: Filter) -> Iterator[Heard]:
        bounds = Bounds.of(where)
        if bounds.hopeless:
            return
        check = SourceCheck(bounds)
        rows = [
            row for row in self.all(["id", "source", "first_day", "last_day"]) if _passes(row, bounds, check)
        ]
        for at in range(0, len(rows), _HEARD_AT_ONCE):
            some = rows[at : at + _HEARD_AT_ONCE]
            said = self.speeches([texts.unescaped(row["id"]) for row in some])
            for row, speeches in zip(some, said, strict=True):
                days = row["first_day"], row["last_day"]
                yield Heard(None if days == UNDATED else days, speeches)

    def spoken(self, names: Sequence[str], where: Filter, most: int) -> list[str]:
        """At most ``most`` articles in which one of these speaks, or anybody, newest first."""
        _, ids = self.listed(where, self._connection.count(self._names.articles))
        return speaking(ids, set(names), most, self.speeches)

    def passages(self, ids: Sequence[int]) -> Mapping[int, Passage]:
        """The passages with these ids that their articles cover."""
        rows = self._connection.get(self._names.passages, ids, ["id", "article", "start", "stop", "text"])
        articles = self.believed({row["article"] for row in rows})
        return {
            row["id"]: self._passage(row, articles[row["article"]])
            for row in rows
            if row["article"] in articles and row["id"] in covered(articles[row["article"]])
        }

    def _passage(self, row: Row, article: Row) -> Passage:
        """The passage of a row of an article's; a text that Milvus cannot hold is cut from its article."""
        article_id, title = texts.unescaped(article["id"]), texts.unescaped(article["title"])
        days = article["first_day"], article["last_day"]
        published = None if days == UNDATED else published_on(*days)
        start, stop = row["start"], row["stop"]
        text = row["text"] or self.article(article_id).text[start:stop]
        if len(text) != stop - start:
            raise IndexCorrupt(f"the passage {row['id']} has not the length it should have")
        return Passage(row["id"], article_id, start, stop, text, title, published)


def covered(row: Row) -> range:
    """The ids of the passages of an article's row."""
    return range(row["first"], row["first"] + row["count"])


def _passes(row: Row, bounds: Bounds, check: SourceCheck) -> bool:
    """Whether an article's row passes a filter."""
    since = bounds.since is None or row["last_day"] >= bounds.since
    until = bounds.until is None or row["first_day"] <= bounds.until
    return since and until and check.passes(texts.unescaped(row["source"]))
