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
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from eval.harness import parser, record, squad_pages
from qa.index import lexical
from qa.index.catalog import PassageRow
from qa.index.lexical import LexicalIndex
from qa.index.where import Bounds
from qa.index.writing import embed
from qa.models.embedder import load_embedder
from qa.passages import Splitter
from qa.retrieval import fuse
from qa.settings import Settings
from qa.types import EVERYTHING, Article, Hit, Passage, Vectors

CUTOFFS = (1, 5, 10, 20)
DEPTH = 100
Scored = list[tuple[int, float]]  # passage ids with their scores, best first
Figures = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its right paragraph and where its gold answers stand in it."""

    text: str
    article_id: str
    answers: tuple[tuple[int, int], ...]


def main() -> None:
    """Measure everything; print it, and write it where asked."""
    arguments = parser("retrieval_squad", __doc__, questions=2000).parse_args()
    articles, everything = collection()
    questions = random.Random(arguments.seed).sample(everything, arguments.limit)
    texts = [question.text for question in questions]
    titles = {article.id: article.title for article in articles}
    passages = [passage for article in articles for passage in Splitter().split(article)]
    embedder = load_embedder(Settings())
    asked = embed(texts, embedder)
    headed = {
        "text": [passage.text for passage in passages],
        "title and text": [f"{titles[passage.article_id]}. {passage.text}" for passage in passages],
    }
    dense = {name: dense_rankings(embed(its, embedder), asked) for name, its in headed.items()}
    with tempfile.TemporaryDirectory() as folder:
        rows = (
            PassageRow(i, p.text, titles[p.article_id], p.article_id, None) for i, p in enumerate(passages)
        )
        lexical.write(Path(folder) / "lexical", None, np.empty(0, np.int64), rows)
        index = LexicalIndex(Path(folder) / "lexical")
        words = {weight: lexical_rankings(index, texts, weight) for weight in (0.0, 0.25, 0.5, 1.0)}
    rankings = {f"dense, {name}": its for name, its in dense.items()}
    rankings |= {f"lexical, title x {weight}": its for weight, its in words.items()}
    fusions = {"reciprocal rank": reciprocal}
    fusions |= {f"min-max {weight}": partial(min_max, weight) for weight in (0.3, 0.4, 0.5, 0.6, 0.7)}
    for name, ranking in dense.items():
        for weight in (0.0, 0.5, 1.0):
            for how, fused in fusions.items():
                both = zip(ranking, words[weight], strict=True)
                rankings[f"fused, {how}, dense {name}, title x {weight}"] = [fused(*pair) for pair in both]
    found = {name: measure(its, passages, questions) for name, its in rankings.items()}
    record(
        arguments,
        {
            "embedder": embedder.name,
            "passages": len(passages),
            "questions": len(questions),
            "recall": found,
        },
    )
    print(table(found))
    if arguments.out:
        head = "# Retrieval on SQuAD 1.1 dev, 2,067 paragraphs as one collection\n\n"
        about = f"{len(passages)} passages, {len(questions)} questions; recall in percent.\n\n"
        arguments.out.with_suffix(".md").write_text(head + about + table(found), "utf-8")


def collection() -> tuple[list[Article], list[Question]]:
    """The paragraphs and all questions on them."""
    articles, questions = [], []
    for page in squad_pages("squad-1.1-dev"):
        for number, paragraph in enumerate(page["paragraphs"]):
            name = f"{page['title']}#{number}"
            articles.append(Article(name, page["title"].replace("_", " "), paragraph["context"], name))
            for qa in paragraph["qas"]:
                places = {(a["answer_start"], a["answer_start"] + len(a["text"])) for a in qa["answers"]}
                questions.append(Question(qa["question"], name, tuple(sorted(places))))
    return articles, questions


def dense_rankings(passages: Vectors, questions: Vectors) -> list[Scored]:
    """Exact search; ties by passage id."""
    rankings = []
    for row in questions @ passages.T:
        order = np.lexsort((np.arange(len(row)), -row))[:DEPTH]
        rankings.append([(int(i), float(row[i])) for i in order])
    return rankings


def lexical_rankings(index: LexicalIndex, questions: Sequence[str], weight: float) -> list[Scored]:
    """BM25 with words of the title counting ``weight``."""
    rankings = []
    for question in questions:
        ids, scores = index.search(question, DEPTH, Bounds.of(EVERYTHING), title_weight=weight)
        rankings.append(list(zip(ids.tolist(), scores.tolist(), strict=True)))
    return rankings


def reciprocal(dense: Scored, words: Scored) -> Scored:
    """Reciprocal rank fusion."""
    scores: dict[int, float] = {}
    for ranking in (dense, words):
        for rank, (i, _) in enumerate(ranking, 1):
            scores[i] = scores.get(i, 0.0) + 1 / (60 + rank)
    return sorted(scores.items(), key=lambda item: (-item[1], item[0]))


def min_max(weight: float, dense: Scored, words: Scored) -> Scored:
    """As ``qa.retrieval`` fuses, the dense ranking counting ``weight``."""
    near, spoken = (
        [Hit(Passage(i, "", 0, 0, ""), score) for i, score in ranking] for ranking in (dense, words)
    )
    return [(hit.passage.id, hit.score) for hit in fuse(near, spoken, weight)]


def measure(
    rankings: Sequence[Scored], passages: Sequence[Passage], questions: Sequence[Question]
) -> Figures:
    """Both counts at every cutoff, in percent."""
    counts = {f"{kind}@{k}": 0 for kind in ("paragraph", "passage") for k in CUTOFFS}
    for ranking, question in zip(rankings, questions, strict=True):
        ranked = [passages[i] for i, _ in ranking]
        articles = list(dict.fromkeys(passage.article_id for passage in ranked))
        right = [
            passage.article_id == question.article_id
            and any(passage.start <= start and end <= passage.end for start, end in question.answers)
            for passage in ranked
        ]
        for k in CUTOFFS:
            counts[f"paragraph@{k}"] += question.article_id in articles[:k]
            counts[f"passage@{k}"] += any(right[:k])
    return {name: round(100 * count / len(questions), 2) for name, count in counts.items()}


def table(found: Mapping[str, Figures]) -> str:
    """Every ranking as a row in Markdown."""
    columns = list(next(iter(found.values())))
    rows = [["ranking", *columns], ["---"] * (len(columns) + 1)]
    rows += [[name, *(f"{value:.1f}" for value in values.values())] for name, values in found.items()]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


if __name__ == "__main__":
    main()
