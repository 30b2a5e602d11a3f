"""``qa eval``: ask a question set and measure the answers; ``qa eval compare``: hold two runs together."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from qa.commands import options
from qa.index.location import Location, located

if TYPE_CHECKING:
    from qa.evaluation.compare import Comparison, Flip
    from qa.evaluation.evaluate import Mode
    from qa.evaluation.runner import Asking, Progress
    from qa.evaluation.summary import Summary
    from qa.questionsets.question_set import QuestionSet
    from qa.settings import Settings

FAILED_GATE = 1
_FLIPS_SHOWN = 20


class _RunByDefault(TyperGroup):
    """``qa eval QUESTIONS`` is ``qa eval run QUESTIONS``: who names no command of the group runs a set."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put the default command before arguments that begin with none."""
        if args and args[0] not in self.commands and args[0] not in ("--help", "-h"):
            args = ["run", *args]
        return super().parse_args(ctx, args)


_HELP = """Ask a question set and measure the answers.

\b
qa eval QUESTIONS --out DIR        ask a set, write figures and a report
qa eval compare RUN_A RUN_B        what run B does better and worse than run A

"qa eval run --help" shows every option of the first.
"""

app = typer.Typer(
    cls=_RunByDefault, help=_HELP, rich_markup_mode=None, no_args_is_help=True, add_completion=False
)

Questions = Annotated[
    Path,
    typer.Argument(
        metavar="QUESTIONS",
        help="CSV or JSON lines with question and answer, SQuAD JSON, a BEIR folder, NQ-open or MRQA;"
        " .gz and .xz too (docs/questions.md).",
    ),
]
Out = Annotated[
    Path, typer.Option("--out", metavar="DIR", help="Folder for the run; an interrupted run goes on.")
]
Closed = Annotated[
    bool, typer.Option("--closed", help="Ask each question of its own paragraph: the reader alone.")
]
Open = Annotated[
    bool, typer.Option("--open", help="Ask all of the set's own paragraphs [what happens by default].")
]
AskedIndex = Annotated[Location | None, options.index_option("Ask this index instead.")]
Seed = Annotated[int, typer.Option(metavar="S", help="Draws the sample and the bootstrap.")]
Batch = Annotated[int, typer.Option(min=1, max=256, metavar="N", help="Questions asked together.")]
FailBelow = Annotated[
    list[str] | None,
    typer.Option(metavar="NAME=X", help="Exit with 1 where a figure is below, as f1=80; may be repeated."),
]
FailAbove = Annotated[
    list[str] | None, typer.Option(metavar="NAME=X", help="Exit with 1 where a figure is above, as ece=0.05.")
]


@app.command("run")
@options.with_settings(*options.ANSWERING)
def run(
    questions: Questions,
    out: Out,
    index: AskedIndex = None,
    closed: Closed = False,
    open_: Open = False,
    limit: options.Limit = None,
    seed: Seed = 0,
    batch: Batch = 1,
    ray: options.Ray = None,
    fail_below: FailBelow = None,
    fail_above: FailAbove = None,
    *,
    settings: Settings,
) -> int:
    """Ask a question set and measure the answers.

    Writes summary.json, report.html, questions.jsonl, predictions.json, candidates.json, na_prob.json and
    run.trec to the folder of the run. Exit code 1: a gate does not hold.
    """
    from qa.errors import SettingsError
    from qa.evaluation.evaluate import evaluate, mode_of
    from qa.evaluation.gates import failures, parse_gates
    from qa.evaluation.ranking import require_measures
    from qa.questionsets.loading import load_questions
    from qa.questionsets.question_set import sample

    if sum((closed, open_, index is not None)) > 1:
        raise SettingsError("--closed, --open and --index exclude each other")
    gates = parse_gates(fail_below or [], fail_above or [])
    whole = load_questions(questions)
    mode = mode_of(whole, closed=closed, open_=open_, index=index is not None)
    if mode != "closed" and any(question.relevant for question in whole.questions):
        require_measures()
    with (
        _asking(whole, mode, index, settings, batch, ray) as (ask, identity),
        progress_bar("asking") as progress,
    ):
        identity = {**identity, "seed": seed}
        summary = evaluate(ask, sample(whole, limit, seed), out, identity, seed=seed, progress=progress)
    print(figures_table(summary))
    print(f"the report is {out / 'report.html'}", file=sys.stderr)
    broken = failures(gates, summary)
    for line in broken:
        print(f"qa: {line}", file=sys.stderr)
    return FAILED_GATE if broken else 0


@app.command("compare")
def compare(
    first: Annotated[Path, typer.Argument(metavar="RUN_A", help="Folder of a run.")],
    second: Annotated[Path, typer.Argument(metavar="RUN_B", help="Folder of another run over the same set.")],
    seed: Annotated[int, typer.Option(metavar="S", help="Draws the bootstrap.")] = 0,
    all_: Annotated[bool, typer.Option("--all", help="Show every question that flipped.")] = False,
) -> int:
    """Compare two runs over the same questions.

    Differences with 95 % intervals of a paired bootstrap, McNemar's exact test, and what flipped.
    """
    from qa.evaluation.compare import compare as compare_runs
    from qa.evaluation.compare import load_run

    found = compare_runs(load_run(first), load_run(second), seed)
    print(comparison_text(found, None if all_ else _FLIPS_SHOWN))
    return 0


@contextmanager
def _asking(
    questions: QuestionSet,
    mode: Mode,
    index: Location | None,
    settings: Settings,
    batch: int,
    ray: str | None,
) -> Iterator[tuple[Asking, dict[str, Any]]]:
    """What asks the questions in a mode, and the identity of the run, wherever they are asked."""
    from qa.evaluation.evaluate import identity_of
    from qa.evaluation.runner import asking
    from qa.evaluation.subjects import assistant_over, reader_alone

    place: Location | None = None
    if mode == "closed":
        opened, extra = reader_alone(settings), {}
    else:
        place = located(index if index is not None else own_index_folder(questions, settings))
        opened = assistant_over(place, settings)
        holds = f"{opened.passages} passages in {index}" if index else questions.articles_digest
        extra = {"articles": holds}
    paragraphs = {article.id: article for article in questions.articles}
    with ExitStack() as resources:
        resources.callback(opened.close)
        ask = asking(opened.subject(paragraphs), batch)
        if ray is not None:
            from qa.distributed.evaluating import asking_on

            on_ray = asking_on(ray, place, settings, opened, paragraphs=paragraphs, batch=batch)
            ask = resources.enter_context(on_ray)
        yield ask, identity_of(questions, mode, settings, **opened.parts, **extra)


def own_index_folder(questions: QuestionSet, settings: Settings) -> Path:
    """The index of the set's own paragraphs, kept in the user's cache folder."""
    import platformdirs

    from qa.evaluation.own_index import own_index
    from qa.indexing import splitter_of
    from qa.models.embedder import load_embedder

    cache = platformdirs.user_cache_path("qa") / "eval"
    with progress_bar("indexing") as progress:
        return own_index(questions, load_embedder(settings), splitter_of(settings), cache, progress)


@contextmanager
def progress_bar(what: str) -> Iterator[Progress]:
    """A progress bar on stderr, where that is a terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def figures_table(summary: Summary) -> str:
    """The figures as aligned lines: name, value, interval, what it is."""
    rows = []
    for figure in summary.figures:
        digits = 1 if figure.percent else 3
        interval = f"{figure.low:.{digits}f} to {figure.high:.{digits}f}"
        rows.append((figure.name, f"{figure.value:.{digits}f}", interval, figure.title))
    speed = summary.speed
    rows.append(("speed", f"{speed.questions_per_second:.2f}", "", "Questions a second"))
    return "\n".join(
        f"{name:<20}{value:>8}  {interval:<18}{title}".rstrip() for name, value, interval, title in rows
    )


def comparison_text(found: Comparison, most_flips: int | None) -> str:
    """A comparison in plain text."""
    lines = [f"{found.questions:,} questions asked in both runs"]
    if found.only_first or found.only_second:
        lines.append(f"left out: {found.only_first:,} asked in A only, {found.only_second:,} in B only")
    lines.append(f"{'':<12}{'A':>8}{'B':>8}{'B - A':>8}  {'95 % interval':<18}{'wins':>6}{'losses':>8}")
    for difference in found.differences:
        change = difference.change
        interval = f"{change.low:+.1f} to {change.high:+.1f}"
        lines.append(
            f"{difference.name:<12}{difference.first:>8.1f}{difference.second:>8.1f}{change.value:>+8.1f}  "
            f"{interval:<18}{difference.wins:>6}{difference.losses:>8}"
            + ("" if difference.is_clear else "  could be chance")
        )
    if found.mcnemar is not None:
        lines.append(f"exact matches: McNemar's exact test, p = {found.mcnemar:.3g}")
    lines += _flip_lines("right in B only", found.gained, most_flips)
    lines += _flip_lines("right in A only", found.lost, most_flips)
    return "\n".join(lines)


def _flip_lines(title: str, flips: tuple[Flip, ...], most: int | None) -> list[str]:
    from qa.rendering.cleaning import one_line

    if not flips:
        return []
    lines = ["", f"{title}: {len(flips)}"]
    for flip in flips[:most]:
        gold = " / ".join(flip.gold[:2]) or "no answer"
        told = f"{flip.first or 'withheld'} -> {flip.second or 'withheld'}"
        lines.append(one_line(f"  {flip.id}  {flip.question}  [{told}]  gold: {gold}"))
    if most is not None and len(flips) > most:
        lines.append(f"  and {len(flips) - most} more (--all)")
    return lines
