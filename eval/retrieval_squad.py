"""Retrieval over the paragraphs of SQuAD 1.1 dev as one collection: which ranking finds the right one.

    python -m eval.retrieval_squad [--questions 2000] [--seed 0]

Each of the 2,067 paragraphs is an article of its own, titled like its Wikipedia page, split and embedded as
any article is. Two counts at each k: the right *paragraph* is among the first k distinct ones, and one of the
first k *passages* is of the right paragraph and holds a gold answer. Dense is measured with passages embedded
with and without their title, lexical with several weights of the title, fusion by reciprocal rank and by
weighted min-max scores. Writes eval/results/retrieval-squad.json and .md.
"""

from __future__ import annotations

import argparse
import json
import lzma
import os
import random
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from qa.index import lexical
from qa.index.lexical import LexicalIndex
from qa.index.stored import PassageRow
from qa.index.where import Bounds
from qa.index.writing import embed
from qa.models.embedder import load_embedder
from qa.passages import Splitter
from qa.retrieval import fused
from qa.settings import Settings
from qa.types import EVERYTHING, Article, Embedder, Passage, Vectors

DATA = Path(os.environ.get("QA_DATA", "../shared/data"))
WORK = Path(os.environ.get("QA_WORK", ".work"))
RESULTS = Path(__file__).parent / "results"
CUTOFFS = (1, 5, 10, 20)
DEPTH = 100
Ranking = list[int]  # passage ids, best first
Scored = list[tuple[int, float]]  # with their scores


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its right paragraph and where its gold answers stand in it."""

    text: str
    article_id: str
    answers: tuple[tuple[int, int], ...]


def collection() -> tuple[list[Article], list[Question]]:
    """The paragraphs and all questions on them."""
    data = json.loads(lzma.decompress((DATA / "squad-1.1-dev.json.xz").read_bytes()))["data"]
    articles, questions = [], []
    for page in data:
        for number, paragraph in enumerate(page["paragraphs"]):
            name, text = f"{page['title']}#{number}", paragraph["context"]
            articles.append(Article(name, page["title"].replace("_", " "), text, name))
            for qa in paragraph["qas"]:
                places = {(a["answer_start"], a["answer_start"] + len(a["text"])) for a in qa["answers"]}
                questions.append(Question(qa["question"], name, tuple(sorted(places))))
    return articles, questions


def cached(name: str, texts: Sequence[str], embedder: Embedder) -> Vectors:
    """Embeddings, kept between runs."""
    path = WORK / f"retrieval-squad-{name}-{len(texts)}-{embedder.fingerprint[:12]}.npy"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        np.save(path, embed(texts, embedder))
    stored: Vectors = np.load(path)
    return stored


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


def reciprocal(dense: Scored, words: Scored) -> Ranking:
    """Reciprocal rank fusion with the usual constant of 60 (Cormack, Clarke and Buettcher 2009)."""
    scores: dict[int, float] = {}
    for ranking in (dense, words):
        for rank, (i, _) in enumerate(ranking, 1):
            scores[i] = scores.get(i, 0.0) + 1 / (60 + rank)
    return sorted(scores, key=lambda i: (-scores[i], i))


def min_max(weight: float) -> Callable[[Scored, Scored], Ranking]:
    """As ``qa.retrieval`` fuses, the dense ranking counting ``weight``."""

    def both(dense: Scored, words: Scored) -> Ranking:
        return [i for i, _ in fused(dense, words, weight)]

    return both


def measure(
    rankings: Sequence[Ranking], passages: Sequence[Passage], questions: Sequence[Question]
) -> dict[str, float]:
    """Both counts at every cutoff, in percent."""
    counts = {f"{kind}@{k}": 0 for kind in ("paragraph", "passage") for k in CUTOFFS}
    for ranking, question in zip(rankings, questions, strict=True):
        ranked = [passages[i] for i in ranking]
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


def rows(articles: Sequence[Article], passages: Sequence[Passage]) -> Iterator[PassageRow]:
    """The passages as the lexical index takes them, numbered in order."""
    titles = {article.id: article.title for article in articles}
    for i, passage in enumerate(passages):
        yield PassageRow(i, passage.text, titles[passage.article_id], passage.article_id, None)


def main() -> None:
    """Measure everything and write it down."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    articles, everything = collection()
    questions = random.Random(options.seed).sample(everything, options.questions)
    splitter, embedder = Splitter(), load_embedder(Settings())
    passages = [passage for article in articles for passage in splitter.split(article)]
    titles = {article.id: article.title for article in articles}
    asked = cached(f"questions-{options.seed}", [question.text for question in questions], embedder)
    vectors = {
        "text": cached("text", [p.text for p in passages], embedder),
        "title and text": cached("titled", [f"{titles[p.article_id]}. {p.text}" for p in passages], embedder),
    }
    dense = {name: dense_rankings(made, asked) for name, made in vectors.items()}
    with tempfile.TemporaryDirectory() as folder:
        lexical.write(Path(folder) / "lexical", None, np.empty(0, np.int64), rows(articles, passages))
        index = LexicalIndex(Path(folder) / "lexical")
        texts = [question.text for question in questions]
        words = {weight: lexical_rankings(index, texts, weight) for weight in (0.0, 0.25, 0.5, 1.0)}

    found: dict[str, dict[str, float]] = {}
    for name, ranking in dense.items():
        found[f"dense, {name}"] = measure([[i for i, _ in one] for one in ranking], passages, questions)
    for weight, ranking in words.items():
        found[f"lexical, title x {weight}"] = measure(
            [[i for i, _ in one] for one in ranking], passages, questions
        )
    fusions = {
        "reciprocal rank": reciprocal,
        **{f"min-max {w}": min_max(w) for w in (0.3, 0.4, 0.5, 0.6, 0.7)},
    }
    for name, ranking in dense.items():
        for weight in (0.0, 0.5, 1.0):
            for how, fuser in fusions.items():
                fused = [fuser(one, other) for one, other in zip(ranking, words[weight], strict=True)]
                found[f"fused, {how}, dense {name}, title x {weight}"] = measure(fused, passages, questions)
    write(found, len(passages), options, embedder.name)


def write(
    found: dict[str, dict[str, float]], passages: int, options: argparse.Namespace, embedder: str
) -> None:
    """The results as JSON and as a table."""
    command = f"python -m eval.retrieval_squad --questions {options.questions} --seed {options.seed}"
    about = {"command": command, "embedder": embedder, "passages": passages, "questions": options.questions}
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "retrieval-squad.json").write_text(
        json.dumps({**about, "recall": found}, indent=1) + "\n", "utf-8"
    )
    columns = list(next(iter(found.values())))
    lines = [
        "# Retrieval on SQuAD 1.1 dev, 2,067 paragraphs as one collection",
        "",
        f"`{command}`: {passages} passages, {options.questions} questions, embedder {embedder}.",
        "Recall in percent: the right paragraph among the first k distinct ones; a passage of it that holds",
        "a gold answer among the first k passages.",
        "",
        "| ranking | " + " | ".join(columns) + " |",
        "|---" * (len(columns) + 1) + "|",
    ]
    lines += [
        f"| {name} | " + " | ".join(f"{v:.1f}" for v in values.values()) + " |"
        for name, values in found.items()
    ]
    (RESULTS / "retrieval-squad.md").write_text("\n".join(lines) + "\n", "utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
