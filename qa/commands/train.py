"""``qa train``: make a reader of one's own."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qa.commands.options import taking

if TYPE_CHECKING:
    from qa.training.examples import Cut
    from qa.training.sampling import Mix

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Fine-tune the reader on questions of your own, here or on a borrowed graphics card.",
)

Data = Annotated[
    Path, typer.Option("--data", metavar="FILE", help="Questions in the SQuAD layout (.json, .xz, .gz).")
]
Dev = Annotated[Path, typer.Option("--dev", metavar="FILE", help="Questions to score on, same layout.")]
Base = Annotated[
    str, typer.Option("--base", metavar="MODEL", help="The model to start from: a folder or a hub name.")
]
Negatives = Annotated[
    Path | None,
    typer.Option("--negatives", metavar="FILE", help="Misleading paragraphs, from qa train negatives."),
]
Work = Annotated[
    Path | None, typer.Option(metavar="DIR", help="Checkpoints and journal [.work/NAME OF OUT].")
]
Seed = Annotated[int, typer.Option(metavar="N", help="Decides every random choice.")]


def _share(about: str) -> Any:
    return typer.Option(min=0, max=1, metavar="P", help=about)


def _sampled(
    questions: Annotated[int, typer.Option(min=1, metavar="N", help="Questions in a step.")] = 16,
    unanswerable: Annotated[float | None, _share("Share of unanswerable ones [as in the data].")] = None,
    mined: Annotated[
        int, typer.Option(min=0, metavar="N", help="Misleading paragraphs beside an answer.")
    ] = 1,
    careless: Annotated[float, _share("Share of questions typed as if in haste.")] = 0.15,
    whole: Annotated[float, _share("Share of windows that are a whole paragraph.")] = 0.15,
) -> tuple[Mix, Cut]:
    """What a run sees, which questions and windows."""
    from qa.training.examples import Cut
    from qa.training.sampling import Mix

    return Mix(questions, unanswerable, mined, careless), Cut(whole=whole)


def _course(
    steps: Annotated[int, typer.Option(min=1, metavar="N", help="Steps in all.")] = 2000,
    cooldown: Annotated[
        int | None, typer.Option(min=0, metavar="N", help="Steps to a learning rate of zero [a tenth].")
    ] = None,
    rate: Annotated[float, typer.Option(min=0, metavar="X", help="Peak learning rate.")] = 5e-5,
    warmup: Annotated[int, typer.Option(min=0, metavar="N", help="Steps up to the peak.")] = 50,
) -> Mapping[str, Any]:
    """How the learning rate runs, by the names of a job's fields."""
    cooldown = max(1, steps // 10) if cooldown is None else cooldown
    return {"steps": steps, "cooldown": cooldown, "rate": rate, "warmup": warmup}


@app.command("reader")
@taking("course", _course)
@taking("sampled", _sampled)
def reader(
    data: Data,
    dev: Dev,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where the trained reader goes.")],
    base: Base = "default",
    negatives: Negatives = None,
    work: Work = None,
    *,
    course: Mapping[str, Any],
    sampled: tuple[Mix, Cut],
    freeze: Annotated[int, typer.Option(min=0, metavar="N", help="Lowest layers to leave alone.")] = 0,
    seed: Seed = 0,
    dev_every: Annotated[int, typer.Option(min=0, metavar="N", help="Steps between dev scores.")] = 200,
    dev_questions: Annotated[int, typer.Option(min=1, metavar="N", help="Dev questions to score.")] = 500,
    licence: Annotated[str, typer.Option(help="Licence of the data, for the model card.")] = "not stated",
) -> int:
    """Fine-tune a reader.

    A run that was stopped, in whatever way, goes on with the same command. A finished one is made longer by
    giving more --steps.
    """
    from qa.training.job import train_reader
    from qa.training.recipe import Job

    job = Job(
        data=data,
        dev=dev,
        base=base,
        out=out,
        work=work or Path(".work") / out.name,
        negatives=negatives,
        mix=sampled[0],
        cut=sampled[1],
        **course,
        freeze=freeze,
        seed=seed,
        dev_every=dev_every,
        dev_questions=dev_questions,
        licence=licence,
    )
    train_reader(job, _say)
    return 0


@app.command("negatives")
def negatives(
    data: Data,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="Where they go, as JSON lines.")],
    keep: Annotated[int, typer.Option(min=1, metavar="N", help="Paragraphs to keep for a question.")] = 5,
    index: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="Rank by meaning as well, through an index of all paragraphs kept here.",
        ),
    ] = None,
) -> int:
    """Find paragraphs that look as if they answered a question and do not."""
    from qa.training.job import mine_negatives

    mine_negatives(data, out, keep=keep, index=index, say=_say)
    return 0


@app.command("skills")
def skills(
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="Where they go, in the SQuAD layout.")],
    articles: Annotated[
        int, typer.Option(min=1, metavar="N", help="Articles of one to four stories.")
    ] = 6000,
    seed: Seed = 0,
) -> int:
    """Make up questions on small stories, for what question sets hardly teach.

    Who "she" is of two people, which of two is older, who came first, what is not so, who did it to whom.
    """
    from qa.training.skills import write_skills

    _say(f"{write_skills(out, articles, seed)} questions in {out}")
    return 0


@app.command("pack")
def pack(
    data: Annotated[
        list[Path],
        typer.Option("--data", metavar="FILE", help="Questions in the SQuAD layout; again for more."),
    ],
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="Where they go, as one file.")],
    dev: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="Questions to be measured on: their paragraphs are left out."),
    ] = None,
    alone: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FILE",
            help="More questions, which their own paragraph alone is read for, as from qa train skills.",
        ),
    ] = None,
    reader: Annotated[
        str, typer.Option(metavar="MODEL", help="Whose vocabulary is used: BERT's of 30,522 pieces.")
    ] = "default",
    cache: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Keeps vectors and rankings [beside OUT].")
    ] = None,
) -> int:
    """Pack questions, paragraphs and misleading paragraphs for training on a borrowed graphics card.

    A run that was stopped goes on with the same command.
    """
    from qa.training.job import pack_sets

    pack_sets(
        data,
        dev or (),
        out,
        alone=alone or (),
        reader=reader,
        cache=cache or out.parent / "ranked",
        say=_say,
    )
    return 0


@app.command("pieces")
def pieces(
    pack: Annotated[Path, typer.Option("--pack", metavar="FILE", help="From qa train pack.")],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where the pieces go.")],
    student: Annotated[
        str, typer.Option(metavar="MODEL", help="The reader to train: a folder or a hub name.")
    ] = "default",
    teacher: Annotated[
        list[str] | None,
        typer.Option(metavar="MODEL", help="A larger model to train first; again for more."),
    ] = None,
) -> int:
    """Cut program, packed questions and models into pieces for a machine with a graphics card.

    Prints the commands to give there; docs/reader.md has more.
    """
    from qa.models.folder import reader_folder
    from qa.training.pieces import commands, make_pieces

    names = [f"teacher{number if number > 1 else ''}" for number in range(1, 1 + len(teacher or ()))]
    models = {"student": student, **dict(zip(names, teacher or (), strict=True))}
    made = make_pieces(pack, {name: reader_folder(model) for name, model in models.items()}, out)
    _say(f"{len(made)} pieces in {out}; send one with each of these commands, in their order:")
    typer.echo("\n".join(commands(made, list(models))))
    return 0


@app.command("join")
def join(
    parts: Annotated[Path, typer.Argument(metavar="DIR", help="What came back: the files of --parts.")],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where the reader goes.")],
    base: Base = "default",
) -> int:
    """Put a reader together that was trained on a graphics card and came back in parts."""
    from qa.models.folder import reader_folder
    from qa.training.pieces import join_reader

    join_reader(parts, reader_folder(base), out)
    _say(f"the reader is in {out}")
    return 0


def _say(line: str) -> None:
    typer.echo(line, err=True)
