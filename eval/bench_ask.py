"""What a question costs: from the shell to the answer, warm, and in batches; ONNX Runtime beside PyTorch.

    python -m eval.bench_ask [--cold 5] [--warm 20] [--out eval/results/bench-ask.json]

The ways are measured in turn, round by round, so that whatever else the machine does falls on each of them;
figures are medians, ratios come from one run. Cold: whole processes of ``qa ask`` on the sample articles,
indexed beforehand, files in the page cache. Warm: ten passages a question, models loaded.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from qa.assistant import Assistant
from qa.models.cores import cores
from qa.settings import Settings
from qa.types import Answer

SEEDS = Path(__file__).parent / "seeds.jsonl"
QUESTION = "Who is Finland's new Prime Minister?"
_COLD = "import sys; from qa.cli import main; sys.exit(main(['ask', sys.argv[1], '--json']))"
_WAYS = ("auto/auto", "torch/float32")


def main() -> None:
    """Measure and print; write the result where asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--cold", type=int, default=5, help="processes of each way")
    parser.add_argument("--warm", type=int, default=20, help="questions asked one by one of each way")
    parser.add_argument("--batch", type=int, default=32, help="questions asked at once of each way")
    parser.add_argument("--ways", nargs="+", default=_WAYS, help="runtime/dtype; the last is the reference")
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    settings = {way: _settings(way) for way in arguments.ways}
    result: dict[str, object] = {
        "command": " ".join(["python -m eval.bench_ask", *sys.argv[1:]]),
        "cores": cores(),
        "load_before": round(os.getloadavg()[0], 2),
        "cold": cold(settings, arguments.cold),
    }
    assistants = {way: Assistant.samples(each) for way, each in settings.items()}
    result["warm"] = warm(assistants, arguments.warm)
    result["batch"] = batch(assistants, arguments.batch)
    text = json.dumps(result, indent=2)
    print(text)
    if arguments.out:
        arguments.out.write_text(text + "\n", "utf-8")


def cold(settings: dict[str, Settings], rounds: int) -> dict[str, object]:
    """Whole processes, first ones left out: they make the index and the caches."""
    runs: dict[str, list[tuple[float, float, float]]] = {way: [] for way in settings}
    for number in range(rounds + 1):
        for way, each in settings.items():
            run = _process({"QA_RUNTIME": each.runtime, "QA_DTYPE": each.dtype})
            if number:
                runs[way].append(run)
    rows = {
        way: {
            "seconds": round(statistics.median(run[0] for run in its), 3),
            "processor_seconds": round(statistics.median(run[1] for run in its), 3),
            "peak_mb": round(max(run[2] for run in its), 1),
            "all_seconds": [round(run[0], 3) for run in its],
        }
        for way, its in runs.items()
    }
    return {"ways": rows, **_ratio({way: [run[0] for run in its] for way, its in runs.items()})}


def warm(assistants: dict[str, Assistant], rounds: int) -> dict[str, object]:
    """One question after the other; the time of each stage is the median over the questions."""
    times: dict[str, list[float]] = {way: [] for way in assistants}
    stages: dict[str, list[dict[str, float]]] = {way: [] for way in assistants}
    questions = _questions(rounds + 1)
    for number, question in enumerate(questions):
        for way, assistant in assistants.items():
            seconds, answers = _timed(assistant.ask_batch, [question])
            if number:
                times[way].append(seconds)
                stages[way].append(dict(answers[0].timings))
    rows = {
        way: {
            "p50_seconds": round(statistics.median(its), 4),
            "p95_seconds": round(sorted(its)[int(0.95 * (len(its) - 1))], 4),
            "stages": {
                name: round(statistics.median(row[name] for row in stages[way]), 4) for name in stages[way][0]
            },
        }
        for way, its in times.items()
    }
    return {"questions": rounds, "ways": rows, **_ratio(times)}


def batch(assistants: dict[str, Assistant], count: int) -> dict[str, object]:
    """All questions at once, three rounds."""
    questions = _questions(count)
    times: dict[str, list[float]] = {way: [] for way in assistants}
    for _ in range(3):
        for way, assistant in assistants.items():
            times[way].append(_timed(assistant.ask_batch, questions)[0])
    rows = {way: {"questions_per_second": round(count / statistics.median(t), 2)} for way, t in times.items()}
    return {"questions": count, "ways": rows, **_ratio(times)}


def _ratio(seconds: dict[str, list[float]]) -> dict[str, float]:
    """Time of the first way over that of the reference."""
    first, *_, reference = (statistics.median(its) for its in seconds.values())
    return {"ratio_to_reference": round(first / reference, 3)}


def _timed(
    ask: Callable[[Sequence[str]], list[Answer]], questions: Sequence[str]
) -> tuple[float, list[Answer]]:
    """Seconds on the clock, and the answers."""
    began = time.perf_counter()
    answers = ask(questions)
    return time.perf_counter() - began, answers


def _process(settings: Mapping[str, str]) -> tuple[float, float, float]:
    """Seconds on the clock, seconds of the processor, and peak memory in MB of one ``qa ask``."""
    began = time.perf_counter()
    child = os.fork()
    if child == 0:
        with Path(os.devnull).open("wb") as nowhere:
            os.dup2(nowhere.fileno(), 1)
            os.dup2(nowhere.fileno(), 2)
        os.execve(sys.executable, [sys.executable, "-c", _COLD, QUESTION], {**os.environ, **settings})
    _, status, usage = os.wait4(child, 0)
    seconds = time.perf_counter() - began
    if os.waitstatus_to_exitcode(status):
        raise SystemExit(f"qa ask failed with {settings}")
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def _questions(count: int) -> list[str]:
    rows = [json.loads(line)["question"] for line in SEEDS.read_text("utf-8").splitlines()]
    return [rows[number % len(rows)] for number in range(count)]


def _settings(way: str) -> Settings:
    runtime, _, dtype = way.partition("/")
    return Settings.model_validate({"runtime": runtime, "dtype": dtype})


if __name__ == "__main__":
    main()
