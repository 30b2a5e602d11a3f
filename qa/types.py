"""The nouns of the system and the Protocols at its seams.

Every offset is half-open and counts characters of ``Article.text``; offsets travel with the text they
mark, so nothing is ever searched for again by its words.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from typing import Literal, Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

from qa.dates import days
from qa.errors import InputError
from qa.records import Record
from qa.rendering.fragments import answer_html, citation_html

Vectors = npt.NDArray[np.float32]
"""Embeddings, one row a text, unit length: float32[n, dim]."""

Marks = npt.NDArray[np.uint64]
"""One number a stored article, sorted: a hash of everything that decides whether it is stored anew."""

Scored = tuple[int, float]
"""The id of a passage and its score in one ranking: higher is better; comparable within that ranking only."""

AnswerKind = Literal["span", "evidence", "none"]

Act = Literal[
    "question", "follow-up", "correction", "several", "reaction", "doubt", "source", "greeting", "goodbye",
    "assistant", "command", "collection", "other",
]  # fmt: skip
"""What a turn of a conversation is: see :mod:`qa.conversation.acts`."""
Places = tuple[tuple[int, int | str], ...]
"""Where people find a text in its file, ascending: an offset, and from there on a line of the file or a name
("slide 3", "sheet Costs, row 4"; empty for nothing worth naming)."""

_SHOWN = 60  # characters of a text in a ``repr``


def digest_of(text: str) -> str:
    """SHA-256 of the text's UTF-8 bytes, in hexadecimal: what binds a citation to its article.

    Lone surrogates (a file name's or a JSON escape's) are encoded as they are rather than refused.
    """
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Origin:
    """The file that an article was read from, as it was then."""

    size: int  # bytes
    modified: int  # nanoseconds since 1970
    digest: str  # SHA-256 of its bytes, in hexadecimal; empty where only that it is gone would matter
    day: str  # ISO date of the reading


@dataclass(frozen=True, slots=True)
class Article:
    """One article, as read from a file or from a record inside one.

    ``id`` is where it was read from: the absolute path, with ``#record`` behind it for one record of many.
    ``source`` is what people see and ``--source`` matches: the path, unless the metadata names another.
    """

    id: str
    title: str
    text: str
    source: str
    published: str | None = None  # a partial ISO date: 2022, 2022-02 or 2022-02-25
    metadata: Mapping[str, str] = field(default_factory=dict)  # url, author, ... as far as known
    page_starts: tuple[int, ...] = ()  # offset of each page's first character; empty where there are no pages
    body_start: int = 0  # passages begin here; front matter before it stays in text for the offsets' sake
    places: Places = ()  # empty where the text is the file itself, and its lines are the file's
    origin: Origin | None = None  # None where no file is behind it, or an older version stored it

    @property
    def digest(self) -> str:
        """SHA-256 of ``text``."""
        return digest_of(self.text)


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of an article: ``article.text[start:end] == text``."""

    id: int  # stable int64, given by the index and never reused; -1 before that
    article_id: str
    start: int
    end: int
    text: str
    title: str = ""  # of its article, which is read with it
    published: str | None = None  # of its article
    heading: str = ""  # the line above that names the columns of the table in which it begins: read with it


@dataclass(frozen=True, slots=True)
class Speech:
    """Reported speech in an article, direct or indirect."""

    parts: tuple[tuple[int, int], ...]  # what is said, ascending: more than one where something interrupts it
    direct: bool  # all of it stands in quotation marks, which are left out
    speaker: str | None  # as far as the article names who says it: "Maria Zakharova"
    named: str | None  # who says it, as it is put there: "she"
    verb: str | None

    @property
    def start(self) -> int:
        """Of its first word, in the article's text."""
        return self.parts[0][0]

    @property
    def end(self) -> int:
        """Behind its last word."""
        return self.parts[-1][1]


@dataclass(frozen=True, slots=True)
class SpeakerCount(Record):
    """How often somebody is reported to speak, under one spelling of the name."""

    name: str  # verbatim from the articles
    quotations: int
    articles: int
    first: str | None  # when the oldest and the newest of these articles were published: partial ISO dates
    last: str | None


@dataclass(frozen=True, slots=True)
class Prepared:
    """An article whose passages were split and embedded elsewhere, by the index's own splitter and model."""

    article: Article
    passages: Sequence[Passage]  # with ids of -1
    vectors: Vectors  # one a passage, float32[len(passages), dim]
    speeches: Sequence[Speech] | None = None  # what is reported in it; None: looked for when it is stored


@dataclass(frozen=True, slots=True)
class Filter:
    """Which articles may answer. Both dates are partial ISO dates and inclusive.

    Raises:
        TypeError: what should be text is none.
        InputError: a date that is none, or no article can be of both dates.
    """

    since: str | None = None
    until: str | None = None
    source: str | None = None  # a glob over the article's source, or over its last path component

    def __post_init__(self) -> None:
        for value in (self.since, self.until, self.source):
            if value is not None and not isinstance(value, str):
                raise TypeError(f"a Filter holds text, such as '2022-02', not {value!r}")
        try:
            since, until = (date if date is None else days(date) for date in (self.since, self.until))
        except ValueError as error:
            raise InputError(f"the date filter cannot be used: {error}") from error
        if since and until and since[0] > until[1]:
            raise InputError(f"no article can be of {self.since} or later and of {self.until} or earlier")

    def narrowed(self, since: str | None, until: str | None) -> Filter:
        """This filter with other dates; where no article can be of both, one that lets nothing through."""
        if since and until and days(since)[0] > days(until)[1]:
            return Filter(source="[z-a]")
        return replace(self, since=since, until=until)


EVERYTHING = Filter()


@dataclass(frozen=True, slots=True)
class Hit:
    """A retrieved passage. Ranks count from 1; a rank is None where that ranking did not return it."""

    passage: Passage
    score: float  # of the ranking that returned it; higher is better; comparable within one ranking only
    dense_rank: int | None = None
    lexical_rank: int | None = None
    dense_score: float | None = None  # cosine similarity, -1 to 1
    lexical_score: float | None = None  # BM25, above 0


@dataclass(frozen=True, slots=True)
class Span:
    """A possible answer, in the passage (article coordinates, inside it) or in the title read with it."""

    passage: Passage
    start: int
    end: int
    score: float  # start logit + end logit - null_score; higher is better; comparable across passages
    null_score: float  # start + end logit of "not in this passage"
    read_as: str | None = None  # the question as it was read, where slips in it were corrected
    in_title: bool = False  # start and end count in the title of the article

    @property
    def text(self) -> str:
        """The span's own words, verbatim."""
        if self.in_title:
            return self.passage.title[self.start : self.end]
        return self.passage.text[self.start - self.passage.start : self.end - self.passage.start]

    def overlaps(self, other: Span) -> bool:
        """Whether both stand on one stretch of one article."""
        same = self.passage.article_id == other.passage.article_id and self.in_title == other.in_title
        return same and self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Citation(Record):
    """Where an answer stands: ``article.text[start:end] == quote``, or ``title[start:end] == quote``."""

    number: int  # counts from 1 within an answer
    article_id: str
    title: str
    published: str | None
    source: str
    line: int | None  # of the file, from 1; None where people do not see lines in it
    page: int | None  # counts from 1; None where the article has no pages
    start: int
    end: int
    quote: str
    sentence: str  # the sentence (or sentences) around the quote, verbatim
    sentence_start: int  # offset of the sentence in article.text
    digest: str  # of the article's text when it was cited
    speaker: str | None = None  # who says it, verbatim from the article, where it is reported speech
    verb: str | None = None  # how the article puts that: "said", "claimed"; None exactly when speaker is
    in_title: bool = False  # start, end and sentence_start count in the title
    place: str = ""  # where in the file, in words, where neither a line nor a page number says it
    note: str = ""  # what is to be known of the file: that it has changed or is gone
    section: str = ""  # the heading that the quote stands below, in text that marks its headings
    means: str | None = None  # of a time without a year, "Thursday": its partial ISO date, by ``published``

    @property
    def standing(self) -> str:
        """Where it stands, in words: "line 12", "p. 3", "title"; empty where nothing says so."""
        if self.in_title:
            return "title"
        if self.place:
            return self.place
        if self.page:
            return f"p. {self.page}"
        return f"line {self.line}" if self.line else ""

    def __repr__(self) -> str:
        dated = f", {self.published}" if self.published else ""
        return f"<Citation [{self.number}] {_short(self.quote)} in {_short(self.title)}{dated}>"

    def _repr_html_(self) -> str:
        return citation_html(self.to_dict())

    def fault(self) -> str:
        """See :class:`qa.records.Record`."""
        start, end = self.start - self.sentence_start, self.end - self.sentence_start
        if not 0 <= start <= end or self.sentence[start:end] != self.quote:
            return f"the quote of citation {self.number} is not where it should be in its sentence"
        return ""


@dataclass(frozen=True, slots=True)
class Quotation(Record):
    """What somebody is reported to have said. Its citation names the speaker as far as the article does."""

    citation: Citation  # of all of it, with whatever interrupts it: ``quote``, ``speaker``, ``verb``
    direct: bool  # all of it stands in quotation marks
    named: str | None  # who says it, as it is put there: "she"
    parts: tuple[tuple[int, int], ...]  # what is said, in the article's text: more than one where interrupted
    articles: int = 1  # of those looked at, how many print it


@dataclass(frozen=True, slots=True)
class Item(Record):
    """One of several things that answer a question together."""

    text: str  # the citation's quote
    citation: Citation


@dataclass(frozen=True, slots=True)
class Candidate(Record):
    """One distinct answer found, with everything that speaks for it."""

    text: str
    confidence: float  # calibrated probability of being right, 0 to 1
    score: float  # the best of its spans' scores
    support: int  # distinct stories that say so; near-duplicate articles count once
    citations: tuple[Citation, ...]  # best first
    articles: int = 1  # distinct articles that say so, reprints counted
    items: tuple[Item, ...] = ()  # what its text joins, in its order; empty where that is one thing

    def fault(self) -> str:
        """See :class:`qa.records.Record`."""
        return "" if 0 <= self.confidence <= 1 else "the confidence of a candidate is not between 0 and 1"


@dataclass(frozen=True, slots=True)
class Earlier(Record):
    """What was said before an answer, and is so no more."""

    text: str
    how: Literal["corrected", "replaced"]  # a correction takes it back, or newer articles say something else
    published: str | None  # when it was last told as right: a partial ISO date
    until: str | None  # when it was corrected, or what replaces it was first told
    citations: tuple[Citation, ...]  # where it is told, best first


@dataclass(frozen=True, slots=True)
class Age(Record):
    """How long before the time asked about an answer was last told, of a question about the present."""

    told: str  # a partial ISO date
    years: int  # whole ones, at least 1
    before: str  # the day that they are counted to: ISO
    asked: bool  # that is the day asked about; else, where none was named, that of the newest article read


@dataclass(frozen=True, slots=True)
class Listing(Record):
    """What the catalog says of the collection, or of those of its articles that a question is about."""

    asked: Literal["all", "newest", "oldest", "period"]
    counts: bool  # how many was asked
    topic: str  # what they mention, as it was asked; empty for all
    dated: str  # when they were published, as it was asked; empty for any time
    total: int  # how many there are
    exact: bool  # False: there are at least so many
    first: str | None  # when the oldest and the newest of them were published: partial ISO dates
    last: str | None
    articles: tuple[Citation, ...]  # some of them, newest first, each cited as a whole


@dataclass(frozen=True, slots=True)
class Answer(Record):
    """What the assistant says to one question. ``text`` is None exactly when ``kind`` is ``none``.

    Answers that say the same are equal, however long they took.
    """

    question: str
    resolved_question: str  # as it was searched; differs for a follow-up, and where a slip was corrected
    kind: AnswerKind
    text: str | None
    confidence: float  # of the answer, or of the best candidate when it was withheld
    citations: tuple[Citation, ...]  # of the answer; empty when withheld
    alternatives: tuple[Candidate, ...] = ()  # the other candidates, best first
    closest: tuple[Citation, ...] = ()  # when withheld: the passages that came nearest
    timings: Mapping[str, float] = field(default_factory=dict, compare=False)  # seconds by stage
    conflict: tuple[Candidate, ...] = ()  # disagreeing answers, this one among them, newest first; else empty
    earlier: tuple[Earlier, ...] = ()  # what was said before: corrected, or replaced; the newest first
    age: Age | None = None  # of a question about the present, where nothing newer than a year says so
    support: int = 0  # distinct stories that say so; near-duplicate articles count once
    articles: int = 0  # distinct articles that say so, reprints counted
    unsure: bool = False  # given, and less likely right than what can be relied on
    items: tuple[Item, ...] = ()  # where several things answer: those in the text, then others; else empty
    readings: tuple[str, ...] = ()  # when a follow-up stayed unclear: the questions it may have meant
    act: Act = "question"  # what the turn of a conversation was; only some are searched
    about: Answer | None = None  # of a doubt, or a question for the source: the answer that it is about
    claimed: str | None = (
        None  # of a doubt: the value that was stated instead; ``closest`` is where it stands
    )
    listing: Listing | None = None  # of a question about the collection
    then: tuple[Answer, ...] = ()  # of several questions at once: the answers to those after this one
    quotations: tuple[Quotation, ...] = ()  # where somebody's words are asked for: several, newest first
    filtered_out: bool = False  # no article passes the filter of dates and source: nothing was searched
    unsaid: tuple[str, ...] = ()  # who is quoted, but not about what: then nothing is answered

    def __repr__(self) -> str:
        said = "none" if self.text is None else f"{_short(self.text)} ({self.confidence:.0%})"
        return f"<Answer {said} to {_short(self.question)}, citations: {len(self.citations)}>"

    def _repr_html_(self) -> str:
        return answer_html(self.to_dict())

    def fault(self) -> str:
        """See :class:`qa.records.Record`."""
        if not 0 <= self.confidence <= 1:
            return "the confidence is not between 0 and 1"
        if (self.text is None) != (self.kind == "none"):
            return "an answer has a text exactly where its kind is not none"
        return ""


def _short(text: str) -> str:
    """A text for a ``repr``: quoted, escaped and not too long."""
    return repr(text if len(text) <= _SHOWN else text[:_SHOWN] + "…")


class Embedder(Protocol):
    """Turns texts into vectors whose inner product is their similarity."""

    @property
    def name(self) -> str:
        """What the user called the model."""

    @property
    def fingerprint(self) -> str:
        """Identifies the weights: vectors of different fingerprints never meet in one index."""

    @property
    def dim(self) -> int:
        """Length of a vector."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Unit-length float32[len(texts), dim], in the order of the texts."""

    def embed_questions(self, questions: Sequence[str]) -> Vectors:
        """As ``embed``; of an endless question only the beginning counts, so that its time has a bound."""


class Retriever(Protocol):
    """Ranks the passages of an index for questions."""

    def search(self, questions: Sequence[str], k: int, where: Filter = EVERYTHING) -> list[list[Hit]]:
        """At most ``k`` distinct hits a question, best first; the top k are a prefix of the top k + 1."""


class Reader(Protocol):
    """Finds the spans of a passage that answer a question."""

    @property
    def name(self) -> str:
        """What the user called the model."""

    @property
    def fingerprint(self) -> str:
        """Identifies the weights."""

    def read(self, pairs: Sequence[tuple[str, Passage]]) -> list[list[Span]]:
        """The best spans of each (question, passage) pair, best first; one list a pair, empty if none."""


@dataclass(frozen=True, slots=True)
class IndexReport:
    """What one run of indexing did, in articles (and passages where named so)."""

    added: int = 0
    replaced: int = 0
    unchanged: int = 0
    removed: int = 0
    passages: int = 0  # passages embedded and stored by this run
    gone: int = 0  # no longer among the files read, and kept: what a run that prunes would have removed


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run of indexing has come."""

    done: int  # articles looked at
    total: int | None  # articles there are, where that is known
    passages: int  # embedded and stored by this run
    rate: float  # passages a second, since the run began
    nodes: tuple[tuple[str, float], ...] = ()  # passages a second of each node of a cluster, by its name


class Ranking(Protocol):
    """One order of an index's passages: by meaning, or by words."""

    def scores(self, questions: Sequence[str], k: int, where: Filter = EVERYTHING) -> list[list[Scored]]:
        """At most ``k`` distinct passages a question, best first; ties by id."""


class Articles(Protocol):
    """What answering needs of an index: the articles, and which of them tell one story."""

    def article(self, article_id: str) -> Article:
        """The stored article. Raises KeyError where there is none."""

    def families(self, article_ids: Sequence[str]) -> list[str]:
        """The story each article belongs to: equal strings for near-duplicates of one story."""


class Ranked(Protocol):
    """What retrieving needs of an index: its passages, and two rankings of them."""

    @property
    def dense(self) -> Ranking:
        """Ranking by embedding similarity; a score is a cosine."""

    @property
    def lexical(self) -> Ranking:
        """Ranking by BM25."""

    def passages(self, ids: Sequence[int]) -> Mapping[int, Passage]:
        """The passages with these ids that are still there."""


@runtime_checkable
class Index(Articles, Ranked, AbstractContextManager["Index"], Protocol):
    """Articles and their passages, stored and ranked. Close it, or use it in a ``with`` statement."""

    @property
    def generation(self) -> int | None:
        """Grows with each stored change, whichever process made it; None where changes are not counted."""

    def add(
        self,
        articles: Iterable[Article | Prepared],
        *,
        on_progress: Callable[[Progress], None] = lambda progress: None,
        total: int | None = None,
    ) -> IndexReport:
        """Store articles: skipped where unchanged, replaced where anything about them differs.

        ``on_progress`` is called after each stored batch. A crash loses at most the batch under way.

        Raises:
            IndexBusy: the index was opened for reading only, or it cannot be written.
        """

    def remove(self, article_ids: Iterable[str]) -> int:
        """Forget articles; returns how many were there. Raises IndexBusy as ``add`` does."""

    def compact(self) -> None:
        """Give back the room of removed articles. Raises IndexBusy as ``add`` does."""

    def article_ids(self) -> list[str]:
        """The ids of all articles, in the order of storing."""

    def titles(self, limit: int) -> list[str]:
        """At most ``limit`` titles, those of the articles stored last."""

    def listed(self, where: Filter, limit: int, *, oldest: bool = False) -> tuple[int, list[str]]:
        """How many articles a filter lets through, and at most ``limit`` of their ids.

        By the last day of their dates, newest first or oldest first; those without one at the end.
        """

    def marks(self) -> Marks:
        """What the stored articles are recognised by: see :mod:`qa.index.writing`."""

    def speeches(self, article_ids: Sequence[str]) -> list[tuple[Speech, ...]]:
        """The reported speech of each article, in its order; nothing for an unknown one."""

    def speakers(self, surname: str | None = None, where: Filter = EVERYTHING) -> list[SpeakerCount]:
        """Who is reported to speak, each spelling by itself; only those of a folded last word, if given."""

    def spoken(self, names: Sequence[str], where: Filter, most: int) -> list[str]:
        """At most ``most`` articles in which one of these speaks, as ``speakers`` spells them, newest first.

        Without names: in which anybody speaks. Those without a date come last.
        """

    def __len__(self) -> int:
        """Number of passages."""

    def close(self) -> None:
        """Release files, locks and connections."""
