"""How fast quotations are found as an index grows, and what finding them costs while indexing.

    python -m eval.bench_quotes build 1000000
    python -m eval.bench_quotes measure 1000000 [--out FILE]
    python -m eval.bench_quotes cost [--passages 2000] [--rounds 3] [--out FILE]

The collection is synthetic, as in ``eval/bench_index.py``: articles of five passages of five sentences drawn
from all sentences of the paragraphs of SQuAD 2.0 train, each of its own day in 25 years. In each article two
sentences are said by somebody, one in quotation marks and one without, drawn from 20,000 people of whom a few
speak often (by 1 / rank); what is said, and by whom, is stored as the program would find it. Vectors play no
part in this: they have eight dimensions here, and each article is a story of its own.

``measure`` asks for quotations of the speaker of some random article, of the one that speaks most, for words
that were said, for words said by somebody, for the newest of a year, and who speaks; times are of single
requests after a tenth to warm up, in a process of its own. ``cost`` indexes paragraphs of SQuAD 2.0 train and
the articles of ``eval/quotations`` with and without looking for reported speech, in turn.
"""

from __future__ import annotations

import datetime
import random
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, count
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np

from eval.bench_index import PASSAGES, SENTENCES, ParagraphSplitter, searched
from eval.harness import Stopwatch, in_turn, parser, questions_of, record
from eval.quotations import FOLDER as LABELLED
from eval.synthetic_vectors import FOLDER
from qa.archive.quotes import Wanted, quotations
from qa.archive.speakers import speakers
from qa.index.local import LocalIndex
from qa.indexing import add_articles, splitter_of
from qa.language import lexicon
from qa.language.sentences import spans
from qa.models.embedder import load_embedder
from qa.settings import Settings
from qa.types import Article, Filter, Speech, Vectors

_PEOPLE = 20_000
_REQUESTS = 200
_BATCH = 2_000  # articles stored together
_FIRST_DAY = datetime.date(2000, 1, 1)


class EightDimensions:
    """An embedder of no meaning."""

    name, fingerprint, dim = "eight dimensions", "8", 8

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Unit-length float32[len(texts), 8] by the lengths of the texts."""
        angles = np.array([[len(text) * (k + 1) for k in range(self.dim)] for text in texts], np.float64)
        vectors = np.cos(angles).astype(np.float32)
        unit: Vectors = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-6)
        return unit


def people() -> list[str]:
    """Distinct names, the same ones every time."""
    first = sorted(lexicon.FIRST_NAMES_MALE | lexicon.FIRST_NAMES_FEMALE)
    generator = random.Random(1)
    syllables = ["ba", "ko", "ri", "len", "mar", "to", "sen", "vic", "du", "han", "pe", "lov", "ski", "ger"]
    last = ["".join(generator.choices(syllables, k=3)).capitalize() for _ in range(_PEOPLE)]
    return [f"{generator.choice(first).capitalize()} {name}" for name in last]


def articles(passages: int) -> Iterator[tuple[Article, list[Speech]]]:
    """The first of the endless collection, each with what is said in it."""
    texts = [article.text for article in questions_of("squad-2.0-train").articles]
    pool = [text[start:end] for text in texts for start, end in spans(text)]
    named = people()
    weights = list(accumulate(1 / rank for rank in range(1, len(named) + 1)))
    for number in range(passages // PASSAGES):
        generator = random.Random(number)
        drawn = [generator.choices(pool, k=SENTENCES) for _ in range(PASSAGES)]
        speeches, text = [], ""
        for place, sentences in enumerate(drawn):
            for at, sentence in enumerate(sentences):
                lead = "" if at == 0 and place == 0 else (" " if at else "\n\n")
                if at == 2 and place in (1, 3):
                    [who] = generator.choices(named, cum_weights=weights)
                    said = sentence.rstrip(". ")
                    before = "“" if place == 1 else f"{who} said that "
                    start = len(text) + len(lead) + len(before)
                    speeches.append(Speech(((start, start + len(said)),), place == 1, who, who, "said"))
                    sentence = f"“{said},” {who} said." if place == 1 else f"{before}{said}."
                text += lead + sentence
        day = (_FIRST_DAY + datetime.timedelta(days=number % 9_000)).isoformat()
        path = f"/bench/{number % 1000}/{number}.txt"
        yield Article(path, drawn[0][0][:60], text, path, day), speeches


def build(passages: int) -> dict[str, Any]:
    """Make the index, in the place of one that is there."""
    splitter, embedder = ParagraphSplitter(), EightDimensions()
    with Stopwatch() as watch, opened(passages, writable=True) as index:
        waiting = articles(passages)
        while True:
            some = [pair for pair, _ in zip(waiting, range(_BATCH), strict=False)]
            if not some:
                break
            with index.catalog.transaction():
                for article, speeches in some:
                    split = splitter.split(article)
                    vectors = embedder.embed([passage.text for passage in split])
                    index.catalog.store(article, split, vectors, speeches)
        index._maintenance.maintain()
    return {"seconds": round(watch.seconds, 1), "processor_seconds": round(watch.processor, 1)}


def opened(passages: int, *, writable: bool = False) -> LocalIndex:
    """The benchmark's index of a size."""
    how = LocalIndex.create if writable else LocalIndex.open
    FOLDER.mkdir(parents=True, exist_ok=True)
    return how(FOLDER / f"quotes-{passages}", EightDimensions(), ParagraphSplitter())


def measure(passages: int) -> dict[str, Any]:
    """The times of some kinds of requests."""
    index = opened(passages)
    generator = random.Random(2)
    known = articles(min(passages, 50_000))
    drawn = generator.sample([(a, s) for a, s in known if s], _REQUESTS)
    of = {str(at): one for at, one in enumerate(drawn)}
    most = people()[0]

    def speaker(at: str) -> str:
        return of[at][1][0].speaker or ""

    def words(at: str) -> str:
        article, speeches = of[at]
        said = article.text[speeches[0].start : speeches[0].end].split()
        return " ".join(sorted(said, key=len)[-2:])

    def year(at: str) -> Filter:
        return Filter(since=str(2000 + int(at) % 24), until=str(2000 + int(at) % 24))

    requests: dict[str, Callable[[str], object]] = {
        "of a speaker": lambda at: quotations(index, Wanted(speaker=speaker(at))),
        "of the one who speaks most": lambda at: quotations(
            index, Wanted(speaker=most, limit=20 + int(at) % 5)
        ),
        "with two words": lambda at: quotations(index, Wanted(words(at))),
        "of a speaker about a word": lambda at: quotations(
            index, Wanted(speaker=speaker(at), about=words(at).split()[0])
        ),
        "of the one who speaks most, about a word": lambda at: quotations(
            index, Wanted(speaker=most, about=words(at).split()[0])
        ),
        "the newest of a year": lambda at: quotations(index, Wanted(where=year(at))),
        "a speaker's counts": lambda at: speakers(index, speaker(at)),
    }
    texts = list(of)
    result: dict[str, Any] = {name: searched(request, texts) for name, request in requests.items()}
    with Stopwatch() as watch:
        count_of_all = len(speakers(index))
    result["all speakers"] = {"speakers": count_of_all, "seconds": round(watch.seconds, 2)}
    index.close()
    return result


def cost(passages: int, rounds: int) -> dict[str, Any]:
    """Indexing with and without looking for reported speech."""
    settings = Settings()
    embedder, splitter = load_embedder(settings), splitter_of(settings)
    stored = 0
    with tempfile.TemporaryDirectory() as name:
        folder, numbers = Path(name) / "articles", count()
        folder.mkdir()
        labelled = sorted((LABELLED / "articles").iterdir())
        for number, article in enumerate(questions_of("squad-2.0-train").articles):
            if stored >= passages:
                break
            said = labelled[number % len(labelled)].read_text("utf-8")
            text = f"{article.text}\n\n{said}"
            (folder / f"{number}.txt").write_text(text, "utf-8")
            stored += len(splitter.split(Article("a", "a", text, "a")))

        def index() -> None:
            target = Path(name) / f"index-{next(numbers)}"
            add_articles([folder], target, settings, on_problem=sys.exit, embedder=embedder)

        def without() -> None:
            with mock.patch("qa.index.writing.heard", return_value=[]):
                index()

        without()  # imports are done now
        taken = in_turn({"with": index, "without": without}, rounds)
    seconds = {way: statistics.median(watch.seconds for watch in its) for way, its in taken.items()}
    processor = {way: statistics.median(watch.processor for watch in its) for way, its in taken.items()}
    return {
        "passages": stored,
        "files": number,
        "seconds": {way: [round(one.seconds, 2) for one in its] for way, its in taken.items()},
        "processor_seconds": {way: [round(one.processor, 2) for one in its] for way, its in taken.items()},
        "more_by_seconds": round(seconds["with"] / seconds["without"] - 1, 3),
        "more_by_processor_seconds": round(processor["with"] / processor["without"] - 1, 3),
    }


def main() -> None:
    """Run one of the measurements."""
    options = parser("bench_quotes", __doc__)
    options.add_argument("what", choices=["build", "measure", "cost"])
    options.add_argument("size", type=int, nargs="?", default=10_000)
    options.add_argument("--passages", type=int, default=2_000)
    options.add_argument("--rounds", type=int, default=3)
    arguments = options.parse_args()
    if arguments.what == "build":
        record(arguments, build(arguments.size))
    elif arguments.what == "measure":
        record(arguments, measure(arguments.size))
    else:
        record(arguments, cost(arguments.passages, arguments.rounds))


if __name__ == "__main__":
    main()
