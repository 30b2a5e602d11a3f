"""What a question costs: from the shell to the answer, warm, and in batches; ONNX Runtime beside PyTorch.

    python -m eval.bench_ask [--cold 5] [--warm 20] [--out FILE]

The ways are measured in turn, round by round, so that whatever else the machine does falls on each of them;
figures are medians, ratios come from one run. Cold: whole processes of ``qa ask`` on the sample articles,
indexed beforehand, files in the page cache. Warm: ten passages a question, models loaded.
"""

from __future__ import annotations

import os
import statistics
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from itertools import cycle, islice
from pathlib import Path

from eval.harness import (
    SEEDS,
    Stopwatch,
    in_turn,
    median_seconds,
    parser,
    percentiles,
    questions_of,
    record,
    way_settings,
)
from qa.assistant import Assistant
from qa.settings import Settings

QUESTION = "Who is Finland's new Prime Minister?"
_COLD = "import sys; from qa.cli import main; sys.exit(main(['ask', sys.argv[1], '--json']))"


def main() -> None:
    """Measure and print; write the result where asked."""
    options = parser("bench_ask", __doc__)
    options.add_argument("--cold", type=int, default=5, help="processes of each way")
    options.add_argument("--warm", type=int, default=20, help="questions asked one by one of each way")
    options.add_argument("--batch", type=int, default=32, help="questions asked at once of each way")
    default = ["auto/auto", "torch/float32"]
    options.add_argument(
        "--ways", nargs="+", default=default, help="runtime/dtype; the last is the reference"
    )
    arguments = options.parse_args()
    ways = {way: way_settings(way) for way in arguments.ways}
    figures: dict[str, object] = {"cold": cold(ways, arguments.cold)}
    assistants = {way: Assistant.samples(each) for way, each in ways.items()}
    questions = [question.text for question in questions_of(SEEDS).questions]
    figures["warm"] = warm(assistants, list(islice(cycle(questions), arguments.warm + 1)))
    figures["batch"] = batch(assistants, list(islice(cycle(questions), arguments.batch)))
    record(arguments, figures)


def cold(ways: Mapping[str, Settings], rounds: int) -> dict[str, object]:
    """Whole processes, first ones left out: they make the index and the caches."""
    runs: dict[str, list[tuple[float, float, float]]] = {way: [] for way in ways}
    for _ in range(rounds + 1):
        for way, each in ways.items():
            runs[way].append(process({"QA_RUNTIME": each.runtime, "QA_DTYPE": each.dtype}))
    rows: dict[str, dict[str, float]] = {}
    for way, (_, *its) in runs.items():
        seconds, processor, memory = zip(*its, strict=True)
        rows[way] = {
            "seconds": round(statistics.median(seconds), 3),
            "processor_seconds": round(statistics.median(processor), 3),
            "peak_mb": round(max(memory), 1),
        }
    return {"ways": rows, **ratio([row["seconds"] for row in rows.values()])}


def process(environment: Mapping[str, str]) -> tuple[float, float, float]:
    """Seconds on the clock, seconds of the processor, and peak memory in MB of one ``qa ask``."""
    with Stopwatch() as watch:
        child = os.fork()
        if child == 0:
            with Path(os.devnull).open("wb") as nowhere:
                os.dup2(nowhere.fileno(), 1)
                os.dup2(nowhere.fileno(), 2)
            os.execve(sys.executable, [sys.executable, "-c", _COLD, QUESTION], {**os.environ, **environment})
        _, status, usage = os.wait4(child, 0)
    if os.waitstatus_to_exitcode(status):
        raise SystemExit(f"qa ask failed with {environment}")
    return watch.seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def warm(assistants: Mapping[str, Assistant], questions: Sequence[str]) -> dict[str, object]:
    """One question after the other; the time of each stage is the median over all but the first."""
    times: dict[str, list[float]] = {way: [] for way in assistants}
    stages: dict[str, list[Mapping[str, float]]] = {way: [] for way in assistants}
    for question in questions:
        for way, assistant in assistants.items():
            with Stopwatch() as watch:
                answer = assistant.ask(question)
            times[way].append(watch.seconds)
            stages[way].append(answer.timings)
    rows = {
        way: {
            **{f"{name}_seconds": value for name, value in percentiles(times[way][1:]).items()},
            "stages": {name: round(statistics.median(row[name] for row in its[1:]), 4) for name in its[0]},
        }
        for way, its in stages.items()
    }
    medians = [statistics.median(its[1:]) for its in times.values()]
    return {"questions": len(questions) - 1, "ways": rows, **ratio(medians)}


def batch(assistants: Mapping[str, Assistant], questions: Sequence[str]) -> dict[str, object]:
    """All questions at once, three rounds."""
    calls = {way: partial(assistant.ask_batch, questions) for way, assistant in assistants.items()}
    seconds = {way: median_seconds(its) for way, its in in_turn(calls, 3).items()}
    rows = {way: {"questions_per_second": round(len(questions) / its, 2)} for way, its in seconds.items()}
    return {"questions": len(questions), "ways": rows, **ratio(list(seconds.values()))}


def ratio(seconds: Sequence[float]) -> dict[str, float]:
    """Time of the first way over that of the reference."""
    return {"ratio_to_reference": round(seconds[0] / seconds[-1], 3)}


if __name__ == "__main__":
    main()
