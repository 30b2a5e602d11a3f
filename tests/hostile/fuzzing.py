"""A coverage-guided fuzzer over each format's parser and over what reads an index, for a stated time.

    python -m tests.hostile.fuzzing [--seconds 60] [--only .html]

(``pip install 'extractive-qa[fuzz]'``.) It starts from the samples of ``tests.hostile.damaged_files``, or
from the files of a small index, and keeps what reaches code that nothing reached before. Here a parser runs
without its cage, so what counts is what the cage would have to catch: an exception that is no InputError, a
crash in native code, more than 1.5 GB, more than a minute. The catalog vouches for a changed search file, so
that it is read and not refused at once; an index may be refused, or answer in words that the articles have.
Each target has a process of its own; the input that broke one is kept in the folder that QA_WORK names. Exits
with 1 where there was any.
"""

from __future__ import annotations

import argparse
import logging
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from eval.harness import WORK, parser
from tests.hostile.damaged_files import samples
from tests.hostile.index_mutations import answers, build, honest
from tests.hostile.mutating import footer_size, renew_footer, restamp

_FOUND = WORK / "fuzz"
# Files of an index: the catalog, the inverted file of vectors, and of Tantivy the list and parts of segments.
INDEX = ("catalog.sqlite", "dense.faiss", "meta.json", ".idx", ".term", ".store", ".fast", ".del")
_INSTRUMENTED = ["qa.articles", "qa.index", "trafilatura", "yaml", "htmldate", "justext"]


def main() -> None:
    """Fuzz every target, or one."""
    arguments = parser("fuzz_files", __doc__)
    arguments.add_argument("--seconds", type=int, default=60, help="for each target")
    arguments.add_argument("--only", choices=[*samples(), *INDEX], help="one format, or file of an index")
    arguments.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    given = arguments.parse_args()
    if given.here:
        _fuzz(given.only, given.seconds)
        return
    broken = [
        target
        for target in ([given.only] if given.only else [*samples(), *INDEX])
        if not _held(target, given.seconds)
    ]
    print(f"broken: {', '.join(broken)} (inputs in {_FOUND})" if broken else "nothing broke")
    sys.exit(1 if broken else 0)


def _held(target: str, seconds: int) -> bool:
    """Fuzz a target in a process of its own; whether nothing broke."""
    command = [sys.executable, "-m", "tests.hostile.fuzzing", "--here", "--only", target]
    done = subprocess.run(
        [*command, "--seconds", str(seconds)], capture_output=True, text=True, errors="replace"
    )
    lines = done.stderr.splitlines()
    runs = next((line for line in reversed(lines) if line.startswith("Done ")), "")
    print(f"{target}: {runs or 'broken'}", flush=True)
    if done.returncode:
        print("\n".join(lines[-30:]), flush=True)
    return done.returncode == 0


def _fuzz(target: str, seconds: int) -> None:
    """Fuzz one target; ends the process, with 0 where nothing broke."""
    import atheris

    with atheris.instrument_imports(include=_INSTRUMENTED):
        import qa.articles.formats
        import qa.index.local  # noqa: F401

    logging.disable(logging.CRITICAL)
    folder = Path(tempfile.mkdtemp(prefix="qa-fuzz-"))
    sample, read = reader_of_index(folder, target) if target in INDEX else parser_of(folder, target)
    (folder / "corpus").mkdir()
    (folder / "corpus" / "sample").write_bytes(sample)
    _FOUND.mkdir(parents=True, exist_ok=True)

    def attempt(data: bytes) -> None:
        try:
            read(data)
        except Exception:
            (_FOUND / f"{os.getpid()}{target}").write_bytes(data)
            raise

    longest = max(20_000, 2 * len(sample))
    options = [f"-max_total_time={seconds}", "-rss_limit_mb=1500", "-timeout=60", f"-max_len={longest}"]
    atheris.Setup([sys.argv[0], *options, f"-artifact_prefix={_FOUND}/", str(folder / "corpus")], attempt)
    atheris.Fuzz()


def parser_of(folder: Path, ending: str) -> tuple[bytes, Callable[[bytes], None]]:
    """A file of a format, and what parses one that is given."""
    from qa.articles.formats import parsed
    from qa.errors import InputError

    path = folder / f"input{ending}"

    def parse(data: bytes) -> None:
        path.write_bytes(data)
        try:
            for _ in parsed(path, lambda line: None):
                pass
        except InputError:
            pass

    return samples()[ending], parse


def reader_of_index(folder: Path, target: str) -> tuple[bytes, Callable[[bytes], None]]:
    """A file of a small index, and what asks the index with another in its place.

    Raises:
        AssertionError: from what asks: words that stand in no article.
    """
    from qa.errors import IndexError_

    build(folder)
    whole, index = folder / "closed", folder / "index"
    name = Path(target).stem if target == "dense.faiss" else target
    [original, *_] = sorted(
        path for path in whole.rglob("*") if path.name.startswith(name) or path.name.endswith(target)
    )
    sample, place = original.read_bytes(), original.relative_to(whole)

    def ask(data: bytes) -> None:
        shutil.rmtree(index, ignore_errors=True)
        shutil.copytree(whole, index, dirs_exist_ok=True)  # Tantivy's threads may hold on to a file
        file = index / place
        file.write_bytes(data)
        if place != Path("catalog.sqlite"):
            if _has_footer(file):
                renew_footer(file)
            restamp(index, index / place.parts[0])
        try:
            said = answers(index)
        except IndexError_:
            return
        assert honest(said), said

    return sample, ask


def _has_footer(file: Path) -> bool:
    size = footer_size(file)
    return size > 0 and b'"crc":' in file.read_bytes()[-size:]


if __name__ == "__main__":
    main()
