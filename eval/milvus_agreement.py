"""Do an index in Milvus and one in a folder give the same answers?

    python -m eval.milvus_agreement --limit 300 [--out FILE]

Asks a sample of SQuAD 1.1 dev over all of its own paragraphs, of both indexes, with the same embedder,
splitter and reader; both search exactly. Every question whose answer differs, or whose best candidate does
where both withhold it, is written down with what the two rankings did.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from eval.harness import WORK, Stopwatch, best_candidate, parser, percent, questions_of, record
from qa.assistant import Assistant
from qa.index.location import FolderLocation, LiteLocation, Location
from qa.index.opening import create_index
from qa.indexing import splitter_of
from qa.models.embedder import load_embedder
from qa.settings import Settings
from qa.types import Answer, Article, Hit

FOLDER = WORK / "milvus-agreement"
DEPTH = 100
Place = tuple[str, int]  # article and offset, which both engines call alike; ids need not be the same


@dataclass(frozen=True, slots=True)
class Engine:
    """What one engine gave to each question."""

    answers: list[Answer]
    hits: list[list[Place]]  # of the passages read
    rankings: dict[str, list[list[Hit]]]
    facts: dict[str, float]


def main() -> None:
    """Measure and print; write the result where asked."""
    arguments = parser("milvus_agreement", __doc__, questions=300).parse_args()
    squad = questions_of("squad-1.1-dev", arguments.limit, arguments.seed)
    asked = [question.text for question in squad.questions]
    FOLDER.mkdir(parents=True, exist_ok=True)
    folder = engine(FolderLocation(FOLDER / "folder"), squad.articles, asked)
    milvus = engine(LiteLocation(FOLDER / "milvus.db"), squad.articles, asked)
    rankings = {kind: held_together(found, milvus.rankings[kind]) for kind, found in folder.rankings.items()}
    record(
        arguments,
        {
            "questions": len(asked),
            "articles": len(squad.articles),
            **compared(asked, folder, milvus),
            "rankings": rankings,
            "engines": {"folder": folder.facts, "milvus": milvus.facts},
        },
    )


def engine(place: Location, articles: Sequence[Article], asked: Sequence[str]) -> Engine:
    """Index the articles where they are not yet, and ask."""
    settings = Settings()
    with (
        Stopwatch() as indexing,
        create_index(place, load_embedder(settings), splitter_of(settings), settings) as index,
    ):
        index.add(articles)
        rankings = {"dense": index.dense.search(asked, DEPTH), "lexical": index.lexical.search(asked, DEPTH)}
    with Assistant.open(place, settings) as assistant:
        hits = assistant.retriever.search(asked, settings.top)
        with Stopwatch() as asking:
            answers = assistant.ask_batch(asked)
        facts = {
            "indexing_and_ranking_seconds": round(indexing.seconds, 1),
            "passages": len(assistant.index),
            "seconds_a_question": round(asking.seconds / len(asked), 4),
        }
    return Engine(answers, [places_of(row) for row in hits], rankings, facts)


def compared(asked: Sequence[str], folder: Engine, milvus: Engine) -> dict[str, Any]:
    """Shares of questions treated alike, and what became of the others."""
    alike: dict[str, list[bool]] = {
        "same_answer_percent": [],
        "same_best_candidate_percent": [],
        "same_answer_and_place_percent": [],
        "same_ten_passages_percent": [],
        "same_ten_passages_in_order_percent": [],
    }
    differences = []
    both = zip(asked, folder.answers, milvus.answers, folder.hits, milvus.hits, strict=True)
    for question, ours, theirs, our_hits, their_hits in both:
        same = (ours.kind, ours.text) == (theirs.kind, theirs.text)
        candidates = [best_candidate(ours), best_candidate(theirs)]
        row = (
            same,
            candidates[0] == candidates[1],
            same and cited(ours) == cited(theirs),
            set(our_hits) == set(their_hits),
            our_hits == their_hits,
        )
        for column, value in zip(alike.values(), row, strict=True):
            column.append(value)
        if not same or candidates[0] != candidates[1]:
            differences.append(
                {
                    "question": question,
                    "folder": [ours.kind, ours.text, round(ours.confidence, 4)],
                    "milvus": [theirs.kind, theirs.text, round(theirs.confidence, 4)],
                    "best_candidate": candidates,
                    "passages_only_in_folder": len(set(our_hits) - set(their_hits)),
                    "same_order": our_hits == their_hits,
                }
            )
    answered = sum(answer.kind == "span" for answer in folder.answers)
    shares = {name: percent(column) for name, column in alike.items()}
    return {**shares, "answered_from_the_folder": answered, "differences": differences}


def held_together(ours: Sequence[Sequence[Hit]], theirs: Sequence[Sequence[Hit]]) -> dict[str, float]:
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


def places_of(hits: Sequence[Hit]) -> list[Place]:
    """Where the passages stand."""
    return [(hit.passage.article_id, hit.passage.start) for hit in hits]


def cited(answer: Answer) -> tuple[str, int, int] | None:
    """Where the answer stands."""
    first = answer.citations[0] if answer.citations else None
    return (first.article_id, first.start, first.end) if first else None


if __name__ == "__main__":
    main()
