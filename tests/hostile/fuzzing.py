"""A coverage-guided fuzzer over each format's parser, for a stated time (pip install 'extractive-qa[fuzz]').

    python -m tests.hostile.fuzzing [--seconds 60] [--format .html]

It starts from the samples of ``tests.hostile.damaged_files`` and keeps what reaches code that nothing reached
before. Here the parser runs without its cage, so what counts is what the cage would have to catch: an
exception that is no InputError, a crash in native code, more than 1.5 GB, more than a minute. Each format
has a process of its own; the input that broke one is kept in the folder that QA_WORK names. Exits with 1
where there was any.
"""

from __future__ import annotations

import argparse
import logging
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from eval.harness import WORK, parser
from tests.hostile.damaged_files import samples

_FOUND = WORK / "fuzz"


def main() -> None:
    """Fuzz every format, or one."""
    arguments = parser("fuzz_files", __doc__)
    arguments.add_argument("--seconds", type=int, default=60, help="for each format")
    arguments.add_argument("--format", choices=list(samples()), help="only this one")
    arguments.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    given = arguments.parse_args()
    if given.here:
        _fuzz(given.format, given.seconds)
        return
    broken = [
        ending for ending in ([given.format] if given.format else samples()) if not _held(ending, given)
    ]
    print(f"broken: {', '.join(broken)} (inputs in {_FOUND})" if broken else "nothing broke")
    sys.exit(1 if broken else 0)


def _held(ending: str, given: argparse.Namespace) -> bool:
    """Fuzz a format in a process of its own; whether nothing broke."""
    command = [sys.executable, "-m", "tests.hostile.fuzzing", "--here", "--format", ending]
    done = subprocess.run(
        [*command, "--seconds", str(given.seconds)], capture_output=True, text=True, errors="replace"
    )
    lines = done.stderr.splitlines()
    runs = next((line for line in reversed(lines) if line.startswith("Done ")), "")
    print(f"{ending}: {runs or 'broken'}", flush=True)
    if done.returncode:
        print("\n".join(lines[-30:]), flush=True)
    return done.returncode == 0


def _fuzz(ending: str, seconds: int) -> None:
    """Fuzz one format; ends the process, with 0 where nothing broke."""
    import atheris

    with atheris.instrument_imports(include=["qa.articles", "trafilatura", "yaml", "htmldate", "justext"]):
        from qa.articles.formats import parsed
        from qa.errors import InputError

    logging.disable(logging.CRITICAL)
    folder = Path(tempfile.mkdtemp(prefix="qa-fuzz-"))
    (folder / "corpus").mkdir()
    (folder / "corpus" / "sample").write_bytes(samples()[ending])
    _FOUND.mkdir(parents=True, exist_ok=True)
    path = folder / f"input{ending}"

    def parse(data: bytes) -> None:
        path.write_bytes(data)
        try:
            for _ in parsed(path, lambda line: None):
                pass
        except InputError:
            pass
        except Exception:
            shutil.copy(path, _FOUND / f"{os.getpid()}{ending}")
            raise

    options = [f"-max_total_time={seconds}", "-rss_limit_mb=1500", "-timeout=60", "-max_len=20000"]
    atheris.Setup([sys.argv[0], *options, f"-artifact_prefix={_FOUND}/", str(folder / "corpus")], parse)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
