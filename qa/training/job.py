"""The jobs behind ``qa train``, from paths and names to files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from qa.errors import InputError, SettingsError
from qa.models.embedder import TextEmbedder, load_embedder
from qa.models.folder import file_digest, fingerprint, reader_folder
from qa.models.windows import Windows
from qa.questionsets.files import set_name
from qa.settings import load_settings
from qa.training.card.packed import write_packed
from qa.training.data import TrainingData, describe, load_training, refuse_overlap
from qa.training.examples import Cut
from qa.training.export import card, export
from qa.training.journal import Journal
from qa.training.negatives import Ranking, lexical_ranking, mine, read_negatives, write_negatives
from qa.training.packing import pack
from qa.training.ranking import HybridRanking
from qa.training.recipe import Drawing, Job, Recipe
from qa.training.run import Run, RunOutcome
from qa.training.sampling import Mix, Sampler
from qa.training.trainer import Optimisation
from qa.version import install

Say = Callable[[str], None]
_EMBEDDED = 128  # tokens of a paragraph that are embedded to pack it: most have no more


def train_reader(job: Job, say: Say) -> RunOutcome:
    """Train, or go on training, and write the reader and its card.

    Raises:
        InputError: data or negatives that cannot be used, or a work folder of another run.
        ModelMissing: a base that cannot be trained for this.
        SettingsError: a cool-down longer than the run.
    """
    if job.cooldown >= job.steps:
        raise SettingsError(f"a cool-down of {job.cooldown} steps does not fit into {job.steps} steps")
    data, dev = _read(job.data, say), _read(job.dev, say)
    refuse_overlap(data, dev)
    base = reader_folder(job.base)
    drawing, sampler = _draw(data, job.data, job.negatives, job.mix, job.cut, job.seed)
    recipe = Recipe(
        base=fingerprint(base),
        drawing=drawing,
        rate=job.rate,
        warmup=job.warmup,
        optimisation=Optimisation(freeze=job.freeze),
    )
    journal = Journal(job.work / "journal.jsonl", say)
    run = Run(job, recipe, base, sampler=sampler, dev=dev, journal=journal)
    outcome = run.finish()
    export(run.model, base, job.out, card(job, recipe, data.summary(), outcome))
    if not journal.plot(job.out / "training.png"):
        say(f"no plot: matplotlib is not installed ({install('train')})")
    say(f"the reader is in {job.out}")
    return outcome


def mine_negatives(data: Path, out: Path, *, keep: int, index: Path | None, say: Say) -> int:
    """Mine at most ``keep`` misleading paragraphs for every answerable question and store them in ``out``.

    ``index`` is a folder for vectors of all paragraphs, to rank by meaning as well as by words; those that
    are there already are used. None: by words alone, which is set up in seconds. Returns how many have some.
    """
    questions = _read(data, say)
    ranking: Ranking
    if index:
        ranking = HybridRanking(
            questions.paragraphs, questions.titles, load_embedder(load_settings()), index, say
        )
    else:
        ranking = lexical_ranking(questions.paragraphs)
    count = write_negatives(out, mine(questions, ranking, keep=keep))
    say(f"{count} questions have misleading paragraphs, in {out}")
    return count


def pack_sets(
    paths: Sequence[Path],
    dev: Sequence[Path],
    out: Path,
    *,
    alone: Sequence[Path] = (),
    reader: str,
    cache: Path,
    say: Say,
) -> int:
    """Pack question sets in the SQuAD layout, with mined paragraphs, into ``out``; returns its bytes.

    Nothing of the paragraphs of the ``dev`` sets gets in; nothing is mined for or from the sets ``alone``.
    ``reader`` has the vocabulary; ``cache`` keeps vectors and rankings, so that a stopped run goes on.
    """
    named, apart = (
        [(set_name(path), _read(path, say, numbered=True)) for path in some] for some in (paths, alone)
    )
    unseen = [text for path in dev for text in _read(path, say, numbered=True).paragraphs]
    windows = Windows.of(reader_folder(reader))
    embedder = load_embedder(load_settings())
    if isinstance(embedder, TextEmbedder):
        embedder = replace(embedder, max_tokens=_EMBEDDED)

    def ranking(data: TrainingData) -> Ranking:
        return HybridRanking(data.paragraphs, data.titles, embedder, cache, say)

    size = write_packed(out, pack(named, windows, ranking, unseen, apart))
    say(f"{size / 1e6:.1f} MB in {out}")
    return size


def _read(path: Path, say: Say, *, numbered: bool = False) -> TrainingData:
    data = load_training(path, numbered=numbered)
    for line in describe(data.problems):
        say(f"{path}: {line}")
    if not data.questions:
        raise InputError(f"{path} holds no question that can be used")
    say(f"{path}: " + ", ".join(f"{count} {what}" for what, count in data.summary().items()))
    return data


def _draw(
    data: TrainingData, path: Path, negatives: Path | None, mix: Mix, cut: Cut, seed: int
) -> tuple[Drawing, Sampler]:
    mined = read_negatives(negatives, data) if negatives else {}
    digest = file_digest(negatives) if negatives else ""
    drawing = Drawing(file_digest(path), digest, seed, mix, cut)
    return drawing, Sampler(data, negatives=mined, mix=mix, rule=cut, seed=seed)
