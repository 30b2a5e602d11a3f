"""Do an index in Milvus and one in a folder give the same answers?

Asks a sample of SQuAD 1.1 dev over all of its own paragraphs, of both indexes, with the same embedder,
splitter and reader; both search exactly. Every question whose answer differs, or whose best candidate does
where both withhold it, is written down with what the two rankings did.

    QA_DATA=../shared/data python -m eval.milvus_agreement --limit 300
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from qa.answering.answerer import Answerer
from qa.assistant import Assistant
from qa.index.location import FolderLocation, LiteLocation, Location
from qa.index.opening import create_index
from qa.indexing import splitter_of
from qa.answering.calibration import load_calibration, threshold_of
from qa.models.embedder import load_embedder
from qa.models.reader import load_reader
from qa.questionsets.loading import load_questions
from qa.questionsets.question_set import sample
from qa.retrieval import retriever_of
from qa.settings import Settings
from qa.types import Answer, Article, Embedder, Hit, Index

DATA = Path(os.environ.get("QA_DATA", "../shared/data"))
WORK = Path(os.environ.get("QA_WORK", ".work")) / "milvus-agreement"
RANKINGS = ("dense", "lexical")
DEPTH = 100
RESULT = Path(__file__).parent / "results" / "milvus-agreement.json"


def main() -> None:
    """Ask, compare, and write the result."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--limit", type=int, default=300)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, default=RESULT)
    chosen = parser.parse_args()
    whole = load_questions(DATA / "squad-1.1-dev.json.xz")
    questions = [question.text for question in sample(whole, chosen.limit, chosen.seed).questions]
    settings = Settings()
    embedder, reader = load_embedder(settings), load_reader(settings)
    calibration = load_calibration(settings.reader, reader.fingerprint)
    WORK.mkdir(parents=True, exist_ok=True)
    places: dict[str, Location] = {
        "folder": FolderLocation(WORK / "folder"),
        "milvus": LiteLocation(WORK / "milvus.db"),
    }
    answers: dict[str, list[Answer]] = {}
    hits: dict[str, list[list[Hit]]] = {}
    ranked: dict[str, dict[str, list[list[Hit]]]] = {}
    facts: dict[str, Any] = {}
    for name, place in places.items():
        with create_index(place, embedder, splitter_of(settings), settings) as index:
            facts[name] = {"indexing_seconds": added(index, whole.articles), "passages": len(index)}
            retriever = retriever_of(index, settings)
            answerer = Answerer(index, calibration, threshold_of(calibration, settings))
            assistant = Assistant(index, retriever, reader, answerer, top=settings.top)
            hits[name] = retriever.search(questions, settings.top)
            ranked[name] = {kind: getattr(index, kind).search(questions, DEPTH) for kind in RANKINGS}
            began = time.perf_counter()
            answers[name] = assistant.ask_batch(questions)
            facts[name]["seconds_a_question"] = round((time.perf_counter() - began) / len(questions), 4)
            facts[name] |= retrieval_seconds(index, questions[:100], embedder)
    result = compared(questions, answers, hits)
    record = {
        "command": f"python -m eval.milvus_agreement --limit {chosen.limit} --seed {chosen.seed}",
        "questions": len(questions),
        "articles": len(whole.articles),
        **result,
        "rankings": {kind: held_together(*(ranked[name][kind] for name in places)) for kind in RANKINGS},
        "engines": facts,
    }
    chosen.out.write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n", "utf-8")
    shown = {key: value for key, value in record.items() if key != "differences"}
    print(json.dumps(shown, indent=1))


def added(index: Index, articles: Sequence[Article]) -> float:
    """Seconds that indexing took; near zero where the index was there from an earlier run."""
    began = time.perf_counter()
    index.add(articles)
    return round(time.perf_counter() - began, 1)


def retrieval_seconds(index: Index, questions: Sequence[str], embedder: Embedder) -> dict[str, float]:
    """Seconds of each ranking for one question, 100 hits, embedding left out of both."""
    began = time.perf_counter()
    embedder.embed(questions)
    embedding = time.perf_counter() - began
    found = {}
    for name, ranking, less in (("dense", index.dense, embedding), ("lexical", index.lexical, 0.0)):
        began = time.perf_counter()
        for question in questions:
            index.passages([i for i, _ in ranking.scores([question], 100)[0]])
        found[f"{name}_seconds"] = round((time.perf_counter() - began - less) / len(questions), 4)
    return found


def compared(
    questions: Sequence[str], answers: dict[str, list[Answer]], hits: dict[str, list[list[Hit]]]
) -> dict[str, Any]:
    """How many answers agree, how many rankings do, and every difference."""
    same_kind_and_text = same_places = same_order = 0
    same_sets = same_best = answered = 0
    differences = []
    for at, question in enumerate(questions):
        ours, theirs = answers["folder"][at], answers["milvus"][at]
        our_hits, their_hits = places_of(hits["folder"][at]), places_of(hits["milvus"][at])
        agree = (ours.kind, ours.text) == (theirs.kind, theirs.text)
        same_kind_and_text += agree
        same_best += best(ours) == best(theirs)
        answered += ours.kind == "span"
        same_places += agree and cited(ours) == cited(theirs)
        same_order += our_hits == their_hits
        same_sets += set(our_hits) == set(their_hits)
        if not agree or best(ours) != best(theirs):
            differences.append(
                {
                    "question": question,
                    "folder": [ours.kind, ours.text, round(ours.confidence, 4)],
                    "milvus": [theirs.kind, theirs.text, round(theirs.confidence, 4)],
                    "best_candidate": [best(ours), best(theirs)],
                    "passages_only_in_folder": len(set(our_hits) - set(their_hits)),
                    "same_order": our_hits == their_hits,
                }
            )
    total = len(questions)
    return {
        "same_answer_percent": round(100 * same_kind_and_text / total, 2),
        "answered_from_the_folder": answered,
        "same_best_candidate_percent": round(100 * same_best / total, 2),
        "same_answer_and_place_percent": round(100 * same_places / total, 2),
        "same_ten_passages_percent": round(100 * same_sets / total, 2),
        "same_ten_passages_in_order_percent": round(100 * same_order / total, 2),
        "differences": differences,
    }


def held_together(ours: list[list[Hit]], theirs: list[list[Hit]]) -> dict[str, float]:
    """How like two rankings are: the passages they share, and by how much the scores of those differ."""
    shared, apart = [], []
    for some, others in zip(ours, theirs, strict=True):
        scores = dict(zip(places_of(others), (hit.score for hit in others), strict=True))
        common = [
            (hit.score, scores[at]) for hit, at in zip(some, places_of(some), strict=True) if at in scores
        ]
        shared.append(len(common) / max(len(some), 1))
        apart += [abs(one - other) / max(abs(one), 1e-9) for one, other in common]
    return {
        f"shared_of_{DEPTH}_percent": round(100 * float(np.mean(shared)), 2),
        "score_difference_median_percent": round(100 * float(np.median(apart)), 3),
        "score_difference_p95_percent": round(100 * float(np.quantile(apart, 0.95)), 3),
    }


def places_of(hits: Sequence[Hit]) -> list[tuple[str, int]]:
    """Where the passages stand, which both engines call alike; their ids need not be the same."""
    return [(hit.passage.article_id, hit.passage.start) for hit in hits]


def cited(answer: Answer) -> tuple[str, int, int] | None:
    """Where the answer stands."""
    first = answer.citations[0] if answer.citations else None
    return (first.article_id, first.start, first.end) if first else None


def best(answer: Answer) -> str | None:
    """The answer, or what it would have been had it not been withheld."""
    return answer.text or (answer.alternatives[0].text if answer.alternatives else None)


if __name__ == "__main__":
    main()
