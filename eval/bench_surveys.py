"""How long time lines and lists take over a large collection, before reading and in all.

    python -m eval.bench_index build 1000000
    python -m eval.bench_surveys 1000000 [--out FILE]

The collection is that of ``eval.bench_index``, its questions are words of random passages, whose vectors are
known: embedding a question is not counted. Before reading: both rankings, the passages fetched, their
stories, those told again left out, and the choice of what is read. A tenth of the questions warms up.
"""

from __future__ import annotations

import time

from eval.bench_index import opened, questions
from eval.harness import parser, percentiles, record
from eval.synthetic_vectors import ClusteredEmbedder
from qa.answering.answerer import Answerer
from qa.answering.calibration import load_calibration
from qa.answering.judging import Judge
from qa.lists import item_list
from qa.models.reader import load_reader
from qa.pipeline import Pipeline
from qa.question.query import Query
from qa.retrieval import retriever_of
from qa.settings import load_settings
from qa.surveying import by_rank, spread, survey
from qa.timelines import timeline

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
        before: dict[str, list[float]] = {"timeline": [], "list": []}
        for query in queries:
            for name, choose in (("timeline", spread), ("list", by_rank)):
                began = time.perf_counter()
                survey(pipeline, query, choose)
                before[name].append(time.perf_counter() - began)
        asked = [f"What is {text}?" for text in texts[:_WHOLE]]
        embedder.known |= {new: embedder.known[old] for new, old in zip(asked, texts, strict=False)}
        lines = [timeline(pipeline, text) for text in asked]
        lists = [item_list(pipeline, text) for text in asked]
    warm = len(texts) // 10
    figures: dict[str, object] = {
        "passages": arguments.passages,
        "before_reading_seconds": {name: percentiles(taken[warm:]) for name, taken in before.items()},
    }
    for name, found in (("timeline", lines), ("list", lists)):
        stages = {stage: percentiles([one.timings[stage] for one in found[3:]]) for stage in found[0].timings}
        whole = percentiles([sum(one.timings.values()) for one in found[3:]])
        read = max(one.read for one in found)
        figures[name] = {"read": read, "stages_seconds": stages, "seconds": whole}
    record(arguments, figures, settings)


if __name__ == "__main__":
    main()
