"""The three jobs behind ``qa train``, from paths and names to files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from qa.errors import InputError, SettingsError
from qa.models.cores import cores
from qa.models.embedder import TextEmbedder, load_embedder
from qa.models.folder import file_digest, fingerprint, reader_folder
from qa.models.torch_forward import load_span_forward
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
from qa.training.targets import TargetStore
from qa.training.teaching import teach
from qa.training.trainer import Optimisation

Say = Callable[[str], None]
_EMBEDDED = 128  # tokens of a paragraph that are embedded to pack it: most have no more
_DRAWING, _TEACHER = "drawing.txt", "teacher.txt"


def train_reader(job: Job, say: Say) -> RunOutcome:
    """Train, or go on training, and write the reader and its card.

    Raises:
        InputError: data, negatives or targets that cannot be used, or a work folder of another run.
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
        teachers=tuple(_teacher(folder, drawing) for folder in job.targets),
        drawing=drawing,
        rate=job.rate,
        warmup=job.warmup,
        optimisation=Optimisation(freeze=job.freeze),
    )
    journal = Journal(job.work / "journal.jsonl", say)
    stores = [TargetStore(folder) for folder in job.targets]
    run = Run(job, recipe, base, sampler=sampler, dev=dev, targets=stores, journal=journal)
    outcome = run.finish()
    export(run.model, base, job.out, card(job, recipe, data.summary(), outcome))
    if not journal.plot(job.out / "training.png"):
        say("no plot: matplotlib is not installed (pip install 'qa[train]')")
    say(f"the reader is in {job.out}")
    return outcome


def mine_negatives(data: Path, out: Path, *, keep: int, index: Path | None, say: Say) -> int:
    """Mine at most ``keep`` misleading paragraphs for every answerable question and store them in ``out``.

    ``index`` is a folder for vectors of all paragraphs, to rank by meaning as well as by words; those that
    are there already are used. None: by words alone, which is set up in seconds. Returns how many have some.
    """
    questions = _read(data, say)
    ranking: Ranking = lexical_ranking(questions.paragraphs)
    if index:
        ranking = HybridRanking(
            questions.paragraphs, questions.titles, load_embedder(load_settings()), index, say
        )
    count = write_negatives(out, mine(questions, ranking, keep=keep))
    say(f"{count} questions have misleading paragraphs, in {out}")
    return count


def pack_sets(paths: Sequence[Path], out: Path, *, reader: str, cache: Path, say: Say) -> int:
    """Pack question sets in the SQuAD layout, with mined paragraphs, into ``out``; returns its bytes.

    ``reader`` has the vocabulary, ``cache`` keeps vectors and rankings, so that a stopped run goes on.
    """
    named = [(set_name(path), _read(path, say)) for path in paths]
    windows = Windows.of(reader_folder(reader))
    embedder = load_embedder(load_settings())
    if isinstance(embedder, TextEmbedder):
        embedder = replace(embedder, max_tokens=_EMBEDDED)

    def ranking(data: TrainingData) -> Ranking:
        return HybridRanking(data.paragraphs, data.titles, embedder, cache, say)

    size = write_packed(out, pack(named, windows, ranking))
    say(f"{size / 1e6:.1f} MB in {out}")
    return size


def ask_teacher(
    data: Path,
    negatives: Path | None,
    mix: Mix,
    cut: Cut,
    seed: int,
    *,
    teacher: str,
    out: Path,
    steps: int,
    say: Say,
) -> int:
    """Store a teacher's soft targets for a run to come; returns how many windows it was asked about.

    Raises:
        InputError: ``out`` holds targets of another teacher or drawing.
    """
    drawing, sampler = _draw(_read(data, say), data, negatives, mix, cut, seed)
    folder = reader_folder(teacher)
    out.mkdir(parents=True, exist_ok=True)
    for name, value in ((_DRAWING, drawing.digest), (_TEACHER, fingerprint(folder))):
        if (out / name).is_file() and (out / name).read_text("utf-8") != value:
            raise InputError(f"{out} holds the targets of another teacher or another drawing; give another")
        (out / name).write_text(value, "utf-8")
    return teach(
        sampler,
        Windows.of(folder),
        load_span_forward(folder, threads=1),  # asked by several threads at once
        TargetStore(out),
        steps=steps,
        workers=cores(),
        say=say,
    )


def _read(path: Path, say: Say) -> TrainingData:
    data = load_training(path)
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


def _teacher(folder: Path, drawing: Drawing) -> str:
    """The fingerprint of the teacher whose targets a folder holds, if they are targets for this drawing."""
    try:
        made_for = (folder / _DRAWING).read_text("utf-8")
        teacher = (folder / _TEACHER).read_text("utf-8")
    except OSError as error:
        raise InputError(f"{folder} holds no soft targets; make them with qa train targets") from error
    if made_for != drawing.digest:
        raise InputError(f"the soft targets in {folder} are of other data, seed or questions a step")
    return teacher
