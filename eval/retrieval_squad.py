"""Retrieval over the paragraphs of SQuAD 1.1 dev as one collection: which ranking finds the right one.

    python -m eval.retrieval_squad [--limit 2000] [--seed 0] [--out FILE]

Each of the 2,067 paragraphs is an article of its own, titled like its Wikipedia page, split and embedded as
any article is. Two counts at each k: the right *paragraph* is among the first k distinct ones, and one of the
first k *passages* is of the right paragraph and holds a gold answer. Dense is measured with passages embedded
with and without their title, lexical with several weights of the title, fusion by reciprocal rank (with the
usual constant of 60, Cormack, Clarke and Buettcher 2009) and by weighted min-max scores. Prints a table, and
writes it beside ``--out``.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

import numpy as np

from eval.harness import parser, percent, questions_of, record
from qa.index import lexical
from qa.index.lexical import LexicalIndex
from qa.index.stored import PassageRow
from qa.index.where import Bounds
from qa.index.writing import embed
from qa.models.embedder import load_embedder
from qa.passages import Splitter
from qa.questionsets.question_set import Question
from qa.retrieval import fused
from qa.settings import Settings
from qa.types import EVERYTHING, Passage, Scored, Vectors

CUTOFFS = (1, 5, 10, 20)
DEPTH = 100
Rankings = Sequence[Sequence[Scored]]  # one a question, best first
Figures = Mapping[str, float | None]


def main() -> None:
    """Measure everything; print it, and write it where asked."""
    arguments = parser("retrieval_squad", __doc__, questions=2000).parse_args()
    squad = questions_of("squad-1.1-dev")
    questions = random.Random(arguments.seed).sample(squad.questions, arguments.limit)
    titles = {article.id: article.title for article in squad.articles}
    passages = [passage for article in squad.articles for passage in Splitter().split(article)]
    texts = [question.text for question in questions]
    dense, words = dense_rankings(passages, titles, texts), lexical_rankings(passages, titles, texts)
    rankings = {f"dense, {name}": its for name, its in dense.items()}
    rankings |= {f"lexical, title x {weight}": its for weight, its in words.items()}
    fusions = {"reciprocal rank": reciprocal}
    fusions |= {f"min-max {weight}": partial(fused, weight=weight) for weight in (0.3, 0.4, 0.5, 0.6, 0.7)}
    for name, ranking in dense.items():
        for weight in (0.0, 0.5, 1.0):
            for how, both in fusions.items():
                rankings[f"fused, {how}, dense {name}, title x {weight}"] = [
                    both(*pair) for pair in zip(ranking, words[weight], strict=True)
                ]
    found = {name: measure(its, passages, questions) for name, its in rankings.items()}
    record(arguments, {"passages": len(passages), "questions": len(questions), "recall": found})
    print(table(found))
    if arguments.out:
        head = "# Retrieval on SQuAD 1.1 dev, 2,067 paragraphs as one collection\n\n"
        about = f"{len(passages)} passages, {len(questions)} questions; recall in percent.\n\n"
        arguments.out.with_suffix(".md").write_text(head + about + table(found), "utf-8")


def dense_rankings(
    passages: Sequence[Passage], titles: Mapping[str, str], questions: Sequence[str]
) -> dict[str, Rankings]:
    """Exact search, with the passages embedded in two ways."""
    embedder = load_embedder(Settings())
    asked = embed(questions, embedder)
    headed = [f"{titles[passage.article_id]}. {passage.text}" for passage in passages]
    embedded = {
        "text": embed([passage.text for passage in passages], embedder),
        "title and text": embed(headed, embedder),
    }
    return {name: nearest(asked @ vectors.T) for name, vectors in embedded.items()}


def nearest(cosines: Vectors) -> Rankings:
    """The best of each row; ties by passage id."""
    orders = np.argsort(-cosines, axis=1, kind="stable")[:, :DEPTH]
    return [[(int(i), float(row[i])) for i in order] for row, order in zip(cosines, orders, strict=True)]


def lexical_rankings(
    passages: Sequence[Passage], titles: Mapping[str, str], questions: Sequence[str]
) -> dict[float, Rankings]:
    """BM25, by what words of the title count."""
    rows = (PassageRow(i, p.text, titles[p.article_id], p.article_id, None) for i, p in enumerate(passages))
    with tempfile.TemporaryDirectory() as folder:
        lexical.write(Path(folder) / "lexical", None, np.empty(0, np.int64), rows)
        index = LexicalIndex(Path(folder) / "lexical")

        def ranked(question: str, weight: float) -> list[Scored]:
            ids, scores = index.search(question, DEPTH, Bounds.of(EVERYTHING), title_weight=weight)
            return list(zip(ids.tolist(), scores.tolist(), strict=True))

        return {
            weight: [ranked(question, weight) for question in questions] for weight in (0.0, 0.25, 0.5, 1.0)
        }


def reciprocal(dense: Sequence[Scored], words: Sequence[Scored]) -> list[Scored]:
    """Reciprocal rank fusion."""
    scores: dict[int, float] = {}
    for ranking in (dense, words):
        for rank, (i, _) in enumerate(ranking, 1):
            scores[i] = scores.get(i, 0.0) + 1 / (60 + rank)
    return sorted(scores.items(), key=lambda item: (-item[1], item[0]))


def measure(rankings: Rankings, passages: Sequence[Passage], questions: Sequence[Question]) -> Figures:
    """Both counts at every cutoff, in percent."""
    hits: dict[str, list[float]] = {f"{kind}@{k}": [] for kind in ("paragraph", "passage") for k in CUTOFFS}
    for ranking, question in zip(rankings, questions, strict=True):
        ranked = [passages[i] for i, _ in ranking]
        articles = list(dict.fromkeys(passage.article_id for passage in ranked))
        right = [
            passage.article_id == question.paragraph
            and any(passage.start <= start and end <= passage.end for start, end in question.offsets)
            for passage in ranked
        ]
        for k in CUTOFFS:
            hits[f"paragraph@{k}"].append(question.paragraph in articles[:k])
            hits[f"passage@{k}"].append(any(right[:k]))
    return {name: percent(its) for name, its in hits.items()}


def table(found: Mapping[str, Figures]) -> str:
    """Every ranking as a row in Markdown."""
    columns = list(next(iter(found.values())))
    rows = [["ranking", *columns], ["---"] * (len(columns) + 1)]
    rows += [[name, *(f"{value:.1f}" for value in values.values())] for name, values in found.items()]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


if __name__ == "__main__":
    main()
