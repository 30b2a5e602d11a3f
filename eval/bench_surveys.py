"""How long time lines and lists take over a large collection, before reading and in all.

    python -m eval.bench_index build 1000000
    python -m eval.bench_surveys 1000000 [--out FILE]

The collection is that of ``eval.bench_index``, its questions are words of random passages, whose vectors are
known: embedding a question is not counted. Before reading: both rankings, the passages fetched, their
stories, those told again left out, and the choice of what is read. A tenth of the questions warms up.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from eval.bench_index import opened, questions
from eval.harness import Stopwatch, parser, percentiles, record
from eval.synthetic_vectors import ClusteredEmbedder
from qa.answering.answerer import Answerer
from qa.answering.calibration import load_calibration
from qa.answering.judging import Judge
from qa.lists import ItemList, item_list
from qa.models.reader import load_reader
from qa.pipeline import Pipeline
from qa.question.query import Query
from qa.retrieval import retriever_of
from qa.settings import load_settings
from qa.surveying import by_rank, spread, survey
from qa.timelines import TimeLine, timeline

_WHOLE = 30  # questions that are read too


def main() -> None:
    """Print the times of all stages."""
    options = parser("bench_surveys", __doc__)
    options.add_argument("passages", type=int, nargs="?", default=1_000_000)
    arguments = options.parse_args()
    settings = load_settings()
    embedder = ClusteredEmbedder()
    with opened(arguments.passages, embedder) as index:
        texts = questions(index, embedder)
        reader = load_reader(settings)
        judge = Judge(load_calibration(settings.reader, reader.fingerprint))
        pipeline = Pipeline(index, retriever_of(index, settings), reader, Answerer(index, judge))
        queries = [Query(text, pipeline.depth) for text in texts]
        before: dict[str, list[Stopwatch]] = {"timeline": [], "list": []}
        for query in queries:
            for name, choose in (("timeline", spread), ("list", by_rank)):
                with Stopwatch() as watch:
                    survey(pipeline, query, choose)
                before[name].append(watch)
        asked = [f"What is {text}?" for text in texts[:_WHOLE]]
        embedder.known |= {new: embedder.known[old] for new, old in zip(asked, texts, strict=False)}
        whole = {
            name: [_timed(ask, pipeline, text) for text in asked]
            for name, ask in (("timeline", timeline), ("list", item_list))
        }
    warm = len(texts) // 10
    figures: dict[str, object] = {
        "passages": arguments.passages,
        "before_reading": {name: _taken(watches[warm:]) for name, watches in before.items()},
    }
    for name, timed in whole.items():
        figures[name] = {
            "most_read": max(found.read for found, _ in timed),
            "stages": {
                stage: percentiles([found.timings[stage] for found, _ in timed[3:]])
                for stage in timed[0][0].timings
            },
            **_taken([watch for _, watch in timed[3:]]),
        }
    record(arguments, figures, settings)


def _timed(
    ask: Callable[[Pipeline, str], TimeLine | ItemList], pipeline: Pipeline, text: str
) -> tuple[TimeLine | ItemList, Stopwatch]:
    with Stopwatch() as watch:
        found = ask(pipeline, text)
    return found, watch


def _taken(watches: Sequence[Stopwatch]) -> dict[str, object]:
    """By the clock, and of the processor, to which a busy machine adds less."""
    return {
        "seconds": percentiles([watch.seconds for watch in watches]),
        "processor_seconds": percentiles([watch.processor for watch in watches]),
    }


if __name__ == "__main__":
    main()
