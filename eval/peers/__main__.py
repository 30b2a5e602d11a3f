"""Ask every peer the same questions and write the table: ``make peers``.

    python -m eval.peers [--limit 100] [--only haystack,pipeline] [--keep]

Each peer gets a virtual environment under .work/peers (its requirements stand beside its script) and is run
there on what ``eval.peers.prepare`` wrote. This project is asked in the same way, retriever by retriever. The
peers take turns, one question set after the other, in one run on one machine. Writes
eval/results/peers.json and the table of docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import venv
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from eval.peers.table import write_table
from qa.evaluation.metrics import exact_match, f1

HERE = Path(__file__).parent
WORK = Path(os.environ.get("QA_WORK", ".work")) / "peers"
RESULTS = HERE.parent / "results" / "peers.json"
OURS = {"qa": "fused", "qa-bm25": "lexical", "qa-dense": "dense"}
PEERS = {
    "haystack": "haystack 2.x, hybrid + ExtractiveReader",
    "txtai": "txtai, extractive questions",
    "pipeline": "transformers < 5 pipeline, dense top 10",
}


@dataclass(frozen=True, slots=True)
class Run:
    """What one program did: a row of the table, or why there is none."""

    name: str
    figures: dict[str, float] | None
    problem: str = ""


def main() -> None:
    """Prepare, ask, score, write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--limit", type=int, default=100)
    parser.add_argument("--only", default=",".join([*OURS, *PEERS]), help="names, commas between")
    parser.add_argument("--keep", action="store_true", help="take over what a broken run has answered")
    arguments = parser.parse_args()
    chosen = arguments.only.split(",")
    inputs = WORK / "input"
    prepare = [sys.executable, "-m", "eval.peers.prepare", str(inputs), "--limit", str(arguments.limit)]
    subprocess.run(prepare, check=True)
    runs = []
    for name, retriever in OURS.items():
        if name in chosen:
            script = HERE / "qa_peer.py"
            command = [sys.executable, str(script)]
            runs.append(asked(name, command, script, inputs, retriever, keep=arguments.keep))
    for name, title in PEERS.items():
        if name in chosen:
            script = HERE / f"{name}_peer.py"
            problem = installed(name)
            command = [str(WORK / name / "venv" / "bin" / "python"), str(script)]
            runs.append(
                Run(title, None, problem)
                if problem
                else asked(title, command, script, inputs, name, keep=arguments.keep)
            )
    result = {
        "command": " ".join(["python -m eval.peers", *sys.argv[1:]]),
        "questions": arguments.limit,
        "runs": [{"name": run.name, "figures": run.figures, "problem": run.problem} for run in runs],
    }
    RESULTS.write_text(json.dumps(result, indent=2) + "\n", "utf-8")
    write_table(result, HERE.parent.parent / "docs" / "benchmarks.md")


def installed(name: str) -> str:
    """Make the peer's environment; returns what went wrong, or nothing."""
    folder = WORK / name / "venv"
    if not (folder / "bin" / "python").exists():
        venv.create(folder, with_pip=True)
    pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "-r", str(HERE / f"{name}.txt")]
    done = subprocess.run(pip, capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else _last_line(done.stderr)


def asked(title: str, command: list[str], script: Path, inputs: Path, name: str, *, keep: bool) -> Run:
    """Run one program over the questions and score its answers; ``keep`` the answers it has given to all."""
    found = given(inputs, name) if keep else None
    if found is None:
        done = subprocess.run(
            [*command, str(inputs), name],
            capture_output=True,
            text=True,
            check=False,
            env=os.environ | {"PYTHONPATH": f"{HERE}{os.pathsep}{HERE.parent.parent}", "HF_HUB_OFFLINE": "1"},
        )
        if done.returncode != 0:
            return Run(title, None, _last_line(done.stderr))
        found = json.loads((inputs / f"{name}.json").read_text("utf-8"))
    return Run(title, scored(found, inputs) | {"lines_of_code": lines_of_code(script)})


def given(inputs: Path, name: str) -> dict[str, Any] | None:
    """What a program has written, if it is about these questions."""
    path = inputs / f"{name}.json"
    if not path.exists():
        return None
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    asked_for = [json.loads(line)["id"] for line in (inputs / "questions.jsonl").open(encoding="utf-8")]
    return found if [row["id"] for row in found["answers"]] == asked_for else None


def scored(found: dict[str, Any], inputs: Path) -> dict[str, float]:
    """The figures of a row; qualities in per cent, times in seconds."""
    gold = {row["id"]: row for row in map(json.loads, (inputs / "questions.jsonl").open(encoding="utf-8"))}
    answers = {row["id"]: row for row in found["answers"]}
    silent = {"answer": "", "retrieved": []}  # an answer that is missing counts as wrong
    rows = [(gold[key]["answers"], gold[key]["paragraph"], answers.get(key, silent)) for key in gold]
    return {
        "exact": 100 * float(np.mean([exact_match(row["answer"], right) for right, _, row in rows])),
        "f1": 100 * float(np.mean([f1(row["answer"], right) for right, _, row in rows])),
        "recall@10": 100 * float(np.mean([place in row["retrieved"][:10] for _, place, row in rows])),
        "questions_per_second": len(found["seconds"]) / sum(found["seconds"]),
        "p50_seconds": float(np.percentile(found["seconds"], 50)),
        "processor_seconds_per_question": found["processor_seconds"] / len(found["seconds"]),
        "cold_start_seconds": found["build_seconds"] + found["first_seconds"],
        "peak_memory_mb": found["peak_memory_mb"],
    }


def lines_of_code(script: Path) -> int:
    """Lines of a script that are neither blank nor its docstrings."""
    lines = [line.strip() for line in script.read_text("utf-8").splitlines()]
    return sum(bool(line) and not line.startswith(('"""', "#")) for line in lines)


def _last_line(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[-1][:300] if lines else "no message"


if __name__ == "__main__":
    main()
