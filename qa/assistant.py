"""The facade: open an index or make one from articles, ask questions, get cited answers.

from qa import Assistant

with Assistant.from_articles("news/") as assistant:
    answer = assistant.ask("Who is Finland's new Prime Minister?")
    print(answer.text, answer.confidence, answer.citations[0].sentence)
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import shutil
import tempfile
import warnings
import weakref
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack
from functools import partial
from pathlib import Path
from typing import Self

import platformdirs

from qa.answering.answerer import Answerer
from qa.answering.cache import AnswerCache
from qa.answering.calibration import load_calibration, threshold_of
from qa.answering.judging import Judge
from qa.archive import quotes, speakers, trends
from qa.archive.quotes import Found, Wanted
from qa.archive.speakers import Speaker
from qa.archive.spellings import Spellings
from qa.archive.trends import Trend
from qa.browsing import articles, passages, quotations
from qa.browsing.articles import ArticleList, FullArticle
from qa.browsing.passages import FoundPassage
from qa.browsing.quotations import Quoted
from qa.collections.registry import place_of
from qa.conversation import Conversation
from qa.errors import IndexBusy, InputError
from qa.guard import Guard
from qa.index.location import Location, located
from qa.index.opening import open_index
from qa.index.schema import LAYOUT
from qa.indexing import add_articles, splitter_of
from qa.lists import ItemList, item_list
from qa.models.embedder import load_embedder
from qa.models.reader import load_reader
from qa.pipeline import Pipeline
from qa.question.checking import checked_depth, checked_text
from qa.question.query import Query
from qa.resources import shipped
from qa.retrieval import retriever_of
from qa.settings import Settings, load_settings
from qa.surveying import MOST_READ
from qa.timelines import TimeLine, timeline
from qa.types import EVERYTHING, Answer, Embedder, Filter, Index, Progress, Quotation, Reader


class Assistant(AbstractContextManager["Assistant"]):
    """Answers questions from one index. Close it, or use it in a ``with`` statement.

    ``open``, ``from_articles`` and ``samples`` make one from settings; the constructor takes the parts.

    Any number of threads may ask and hold conversations, and others may index meanwhile, in this process or
    in another: the next question is answered from what was stored. Questions are answered one at a time,
    since each one, and a batch of them, uses every core. Closing waits for the question under way.
    """

    def __init__(self, pipeline: Pipeline, cache: AnswerCache | None = None, name: str = "an index") -> None:
        self.pipeline = pipeline
        self._cache = cache or AnswerCache(0)
        self._name = name
        self._guard = Guard(f"the assistant of {name}")
        self._asking: ThreadPoolExecutor | None = None
        self._release: Callable[[], object] = lambda: None
        self._made_with: tuple[Settings, Embedder] | None = None  # None of one that was made of parts

    def __repr__(self) -> str:
        return f"<Assistant of {self._name!r}{', closed' if self._guard.closed else ''}>"

    @property
    def index(self) -> Index:
        """The articles and their passages."""
        return self.pipeline.index

    @classmethod
    def open(cls, place: Location | Path | str, settings: Settings | None = None) -> Self:
        """The assistant of an existing index: of a collection by its name, a folder, or a location on Milvus.

        Raises:
            IndexError_: there is no index, it does not fit the settings, or it is damaged.
            ModelMissing: a model that the settings name is not there.
        """
        settings = settings or load_settings()
        found = place_of(place) if isinstance(place, str) else located(place)
        return cls._of(found, settings, load_embedder(settings))

    @classmethod
    def from_articles(
        cls,
        paths: Iterable[os.PathLike[str] | str] | os.PathLike[str] | str,
        settings: Settings | None = None,
        *,
        folder: Location | Path | str | None = None,
        on_problem: Callable[[str], None] | None = None,
        on_progress: Callable[[Progress], None] = lambda progress: None,
    ) -> Self:
        """The assistant of articles indexed now.

        Args:
            paths: files and folders, or one of them.
            settings: None for those in force.
            folder: where the index is kept (any location); None: in a folder that is removed on closing.
            on_problem: is told, in one line, of what could not be read while the rest is indexed; None to
                warn.
            on_progress: is called after each stored batch.

        Raises:
            TypeError: a path that is none.
            InputError: a path that is not there, or nothing readable in any of them.
            IndexError_, ModelMissing: as for ``open``.
        """
        read = _paths(paths)
        settings = settings or load_settings()
        embedder = load_embedder(settings)
        with ExitStack() as undo:
            if folder is None:
                folder = tempfile.mkdtemp(prefix="qa-")
                undo.callback(shutil.rmtree, folder, ignore_errors=True)
            place = located(folder)
            add_articles(
                read,
                place,
                settings,
                on_problem=on_problem or _warn,
                on_progress=on_progress,
                embedder=embedder,
            )
            assistant = cls._of(place, settings, embedder)
            # Also when the assistant is only forgotten, or the process ends.
            assistant._release = weakref.finalize(assistant, undo.pop_all().close)
            return assistant

    @classmethod
    def samples(cls, settings: Settings | None = None) -> Self:
        """The assistant of the shipped sample articles, indexed once in the user's cache folder.

        Raises:
            IndexError_: the cache folder cannot be written.
            ModelMissing: as for ``open``.
        """
        settings = settings or load_settings()
        embedder = load_embedder(settings)
        return cls._of(samples_place(settings, embedder), settings, embedder)

    def another(self, place: Location | Path | str | None) -> Self:
        """The assistant of another index, None for the samples, with the same settings and models in memory.

        Raises:
            IndexError_: as for ``open``.
            ValueError: this one was made of its parts, not from settings.
        """
        if self._made_with is None:
            raise ValueError("an assistant that was made of its parts has no settings to share")
        settings, embedder = self._made_with
        found = samples_place(settings, embedder) if place is None else located(place)
        return self._of(found, settings, embedder, self.pipeline.reader)

    @classmethod
    def _of(
        cls, place: Location, settings: Settings, embedder: Embedder, reader: Reader | None = None
    ) -> Self:
        index = open_index(place, embedder, splitter_of(settings), settings)
        with ExitStack() as undo:
            undo.callback(index.close)
            reader = reader or load_reader(settings)
            calibration = load_calibration(settings.reader, reader.fingerprint)
            judge = Judge(calibration, threshold_of(calibration, settings))
            undo.pop_all()
        retriever, cache = retriever_of(index, settings), AnswerCache(settings.cached_answers)
        spellings = Spellings.with_own(settings.spellings)
        pipeline = Pipeline(index, retriever, reader, Answerer(index, judge), settings.top, spellings)
        assistant = cls(pipeline, cache, str(place))
        assistant._made_with = settings, embedder
        return assistant

    def ask(
        self,
        question: str,
        *,
        top: int | None = None,
        where: Filter = EVERYTHING,
        as_of: str | None = None,
    ) -> Answer:
        """The answer to one question: see ``ask_batch``, of which this is a batch of one.

        Raises:
            TypeError: it is no text, or several.
            InputError, IndexClosed: as for ``ask_batch``.
        """
        return self._answers([question], top, where, as_of)[0]

    async def ask_async(
        self,
        question: str,
        *,
        top: int | None = None,
        where: Filter = EVERYTHING,
        as_of: str | None = None,
    ) -> Answer:
        """As ``ask``, without keeping the event loop from its other work.

        Questions wait for each other in a thread of the assistant's own. One that is cancelled while it waits
        is never asked; one that is being answered is answered to its end, and its answer dropped.
        """
        with self._guard:
            if self._asking is None:
                self._asking = ThreadPoolExecutor(1, thread_name_prefix="qa-ask")
            asking = self._asking
        ask = partial(self.ask, question, top=top, where=where, as_of=as_of)
        return await asyncio.get_running_loop().run_in_executor(asking, ask)

    def conversation(self, saved: str | None = None) -> Conversation:
        """A conversation with these articles; ``saved`` is what ``Conversation.to_json`` gave of another.

        Raises:
            InputError: ``saved`` is no conversation, or one of another version.
            IndexClosed: the assistant was closed.
        """
        with self._guard:
            conversation = Conversation(self.pipeline, self._guard)
        if saved is not None:
            conversation.restore(saved)
        return conversation

    def ask_batch(
        self,
        questions: Iterable[str] | str,
        *,
        top: int | None = None,
        where: Filter = EVERYTHING,
        as_of: str | None = None,
    ) -> list[Answer]:
        """The answers to questions, in their order. No answer is a value: ``Answer.kind`` is ``none``.

        Args:
            questions: each on its own, or one alone; nothing is remembered from one to the next.
            top: passages read for each, from 1 to 1,000; None for the setting.
            where: which articles may answer.
            as_of: partial ISO date that the questions are asked on; None for today. Dates that they name
                ("last November"), and words like "current", are a preference seen from that day. Later
                articles only rank lower: ``Filter(until=...)`` leaves them out.

        Raises:
            TypeError: a question that is no text, a number that is none, a filter that is no ``Filter``.
            InputError: a question that is empty or far too long, a ``top`` out of bounds, or a date that is
                none.
            IndexClosed: the assistant was closed.
        """
        return self._answers([questions] if isinstance(questions, str) else questions, top, where, as_of)

    def _answers(
        self, questions: Iterable[str], top: int | None, where: Filter, as_of: str | None
    ) -> list[Answer]:
        depth = checked_depth(top, self.pipeline.depth)
        queries = [Query(question, depth, where, as_of) for question in questions]

        def answered(asked: Sequence[Query]) -> list[Answer]:
            return [outcome.answer for outcome in self.pipeline.run(asked)]

        with self._guard:
            return self._cache.answers(self.index.generation, queries, answered)

    def search(self, words: str, *, top: int = 10, where: Filter = EVERYTHING) -> list[FoundPassage]:
        """The passages that words find, best first, unread: see :func:`qa.browsing.passages.search`."""
        with self._guard:
            depth = checked_depth(top, 10)
            return passages.search(self.index, self.pipeline.retriever, words, top=depth, where=where)

    def articles(
        self, words: str = "", where: Filter = EVERYTHING, *, limit: int = 100, skip: int = 0
    ) -> ArticleList:
        """The articles, or those that mention words: see :func:`qa.browsing.articles.articles`."""
        with self._guard:
            words = checked_text(words, "what articles are to mention")
            return articles.articles(self.index, words, where, limit=limit, skip=skip)

    def article(self, name: str) -> FullArticle:
        """An article with its text, by its id, path or title: see :func:`qa.browsing.articles.article`."""
        with self._guard:
            return articles.article(self.index, checked_text(name, "the name of an article"))

    def quoted(self, sentence: str, where: Filter = EVERYTHING) -> Quoted:
        """Where a sentence stands word for word: see :func:`qa.browsing.quotations.quoted`."""
        with self._guard:
            return quotations.quoted(self.index, checked_text(sentence, "a sentence"), where)

    def quotes(
        self,
        words: str = "",
        where: Filter = EVERYTHING,
        *,
        speaker: str | None = None,
        about: str = "",
        limit: int = 20,
    ) -> list[Quotation]:
        """Who said what, newest first, reprints once: see :func:`qa.archive.quotes.quotations`.

        Args:
            words: that are said.
            where: which articles are looked through.
            speaker: a name; all spellings of it are meant.
            about: a topic: its words stand in what is said, in its sentence, or in the one that it refers to.
            limit: the most quotations.

        Raises:
            TypeError: what should be text is none.
            InputError: not even one quotation is asked for.
        """
        if speaker is not None:
            checked_text(speaker, "the name of a speaker")
        wanted = Wanted(checked_text(words, "a text"), speaker, checked_text(about, "a text"), where, limit)
        return list(self.quotes_found(wanted).quotations)

    def quotes_found(self, wanted: Wanted) -> Found:
        """As ``quotes``, with whether these are all, and whether somebody is quoted, but not about that."""
        with self._guard:
            return quotes.quotations(self.index, wanted, self.pipeline.spellings)

    def speakers(self, name: str | None = None, where: Filter = EVERYTHING) -> list[Speaker]:
        """Who speaks how often, first and last: see :func:`qa.archive.speakers.speakers`."""
        if name is not None:
            checked_text(name, "the name of a speaker")
        with self._guard:
            return speakers.speakers(self.index, name, self.pipeline.spellings, where)

    def trends(
        self, *names: str, where: Filter = EVERYTHING, pause: trends.Pause = lambda: None
    ) -> list[Trend]:
        """How often names are written, by month: see :func:`qa.archive.trends.trend`, also for ``pause``.

        Args:
            names: each an argument of its own: ``trends("Trump", "Biden")``.
            where: which articles count.
            pause: called between two of many short steps.

        Raises:
            TypeError: a name that is no text, as a list of several.
            InputError: a name without a word.
        """
        for name in names:
            if isinstance(name, Sequence) and not isinstance(name, str):
                raise TypeError("several names are several arguments: trends(*names)")
        with self._guard:
            return [
                trends.trend(self.index, checked_text(name, "a name"), where, self.pipeline.spellings, pause)
                for name in names
            ]

    def timeline(self, question: str, *, where: Filter = EVERYTHING, as_of: str | None = None) -> TimeLine:
        """What the articles say to a question as it changes, or on a topic by date.

        Raises:
            InputError: the text is empty or far too long, or the date is none.
        """
        with self._guard:
            return timeline(self.pipeline, question, where, as_of)

    def list(
        self, question: str, *, top: int = MOST_READ, where: Filter = EVERYTHING, as_of: str | None = None
    ) -> ItemList:
        """Everything that the articles name in answer to a question, told by most stories first.

        Args:
            question: "Which banks failed?", "Who has won the prize?", "List the members".
            top: passages read.
            where: which articles may answer.
            as_of: partial ISO date that it is asked on; None for today.

        Raises:
            InputError: the question is empty or far too long, ``top`` out of bounds, or the date is none.
        """
        with self._guard:
            return item_list(self.pipeline, question, where, as_of, checked_depth(top, MOST_READ))

    def close(self) -> None:
        """Release the index, and remove it where it was made for this assistant only.

        Whoever asks afterwards gets ``IndexClosed``; closing again does nothing.
        """
        if self._guard.close(self.index.close):
            self._release()
            if self._asking is not None:
                self._asking.shutdown(wait=False)  # what waits there learns that the assistant was closed

    def __exit__(self, *error: object) -> None:
        self.close()


def _paths(given: Iterable[os.PathLike[str] | str] | os.PathLike[str] | str) -> list[Path]:
    """The paths given, or the one.

    Raises:
        TypeError: something that is no path.
        InputError: none at all, or an empty one, which would be the working folder.
    """
    paths = [given] if isinstance(given, str | os.PathLike) else list(given)
    for path in paths:
        if not isinstance(path, str | os.PathLike) or not isinstance(os.fspath(path), str):
            raise TypeError(f"a path is a str or a Path, not {type(path).__name__}")
        if not os.fspath(path):
            raise InputError("a path is empty; name a file or a folder")
    if not paths:
        raise InputError("no path was given; name files or folders of articles")
    return list(map(Path, paths))


def samples_place(settings: Settings, embedder: Embedder) -> Location:
    """Where the index of the shipped sample articles is, made where it is not yet.

    Raises:
        IndexBusy: the cache folder cannot be written.
    """
    folder = _samples_folder(settings, embedder)
    if not folder.is_dir():
        _build_samples(folder, settings, embedder)
    return located(folder)


def _samples_folder(settings: Settings, embedder: Embedder) -> Path:
    """A folder for each embedder, splitter and layout, so that changing one never refuses the samples."""
    identity = f"{embedder.fingerprint} {splitter_of(settings).signature} {LAYOUT} {shipped('seeds')}"
    return (
        platformdirs.user_cache_path("qa") / f"samples-{hashlib.sha256(identity.encode()).hexdigest()[:16]}"
    )


def _build_samples(folder: Path, settings: Settings, embedder: Embedder) -> None:
    """Build beside the folder and rename into place: it is whole or not there, whoever else builds it."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="building-", dir=folder.parent) as building:
            built = Path(building) / "index"
            add_articles([shipped("seeds")], built, settings, on_problem=_warn, embedder=embedder)
            if not folder.is_dir():
                built.rename(folder)
    except OSError as error:
        if not folder.is_dir():  # otherwise another process was faster, and its index is as good
            raise IndexBusy(
                f"cannot keep the index of the sample articles in {folder}: {error.strerror};"
                " set XDG_CACHE_HOME to a folder that can be written"
            ) from error


def _warn(problem: str) -> None:
    warnings.warn(problem, stacklevel=3)
