"""The command line: exit codes, one clear line for a failure, and a quick --help."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests.terminals import own_environment

ROOT = Path(__file__).parent.parent
HEAVY = ("torch", "transformers", "sentence_transformers", "faiss")
QUESTION = "Who is Finland's new Prime Minister?"


def run(*arguments: str, stdin: str = "", home: str = "") -> subprocess.CompletedProcess[str]:
    """``qa`` with the fake assistant, as its own process; ``home``: where it keeps what it remembers."""
    with tempfile.TemporaryDirectory() as empty:
        return subprocess.run(
            [sys.executable, "-m", "tests.fake_qa", *arguments],
            input=stdin,
            capture_output=True,
            text=True,
            cwd=ROOT,
            env={**own_environment(), **dict.fromkeys(("XDG_DATA_HOME", "XDG_STATE_HOME"), home or empty)},
        )


@pytest.mark.parametrize(
    "arguments", [["--help"], ["ask", "--help"], ["chat", "--help"], ["index", "--help"], ["serve", "--help"]]
)
def test_help_imports_nothing_heavy(arguments: list[str]) -> None:
    """``qa --help`` and the help of each command import no machine learning library."""
    code = (
        "import sys; from qa.cli import main; code = main(sys.argv[1:]);"
        f"loaded = [name for name in {HEAVY!r} + ('numpy', 'rich', 'prompt_toolkit') if name in sys.modules];"
        "sys.exit(f'{code} {loaded}' if code or loaded else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, cwd=ROOT)
    assert (done.returncode, done.stderr) == (0, "")


def test_help_is_quick() -> None:
    """``qa --help`` takes at most 0.4 s: of processor time, at some try, for the machine may be busy."""
    times: list[float] = []
    while not times or (min(times) > 0.4 and len(times) < 20):
        before = os.times()
        subprocess.run([sys.executable, "-m", "qa.cli", "--help"], capture_output=True, check=True, cwd=ROOT)
        after = os.times()
        used = (after.children_user + after.children_system) - (before.children_user + before.children_system)
        times.append(used)
    assert min(times) <= 0.4, times


def test_an_answer_goes_to_stdout_and_exits_0() -> None:
    """An answered question prints the answer alone and succeeds."""
    done = run("ask", QUESTION, "--index", ".")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Sanna Marin\n")


def test_profile_says_on_stderr_where_the_time_went() -> None:
    """The answer is printed as without it, and one line of stages and seconds beside it."""
    done = run("ask", QUESTION, "--index", ".", "--profile")
    assert (done.returncode, done.stdout) == (0, run("ask", QUESTION, "--index", ".").stdout)
    stages = dict(part.rsplit(" ", 2)[:2] for part in done.stderr.strip().split("  "))
    assert next(iter(stages)) == "load" and list(stages)[-1] == "ask"
    assert all(float(seconds) >= 0 for seconds in stages.values())


def test_no_answer_exits_1() -> None:
    """That the articles do not say is no failure but has its own exit code."""
    done = run("ask", "Who won the ice hockey final?", "--index", ".")
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith("The articles do not say.")


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["ask"], 2, "QUESTION"),
        (["ask", "--nonsense", "x"], 2, "--nonsense"),
        (["nonsense"], 2, "nonsense"),
        (["ask", QUESTION, "--top", "many"], 2, "--top"),
        (["ask", QUESTION, "--top", "0"], 2, "top"),
        (["ask", QUESTION, "--threshold", "2"], 2, "threshold"),
        (["ask", QUESTION, "--retriever", "best"], 2, "retriever"),
        (["ask", QUESTION, "--prompts", "/no/such/folder"], 2, "/no/such/folder"),
        (["ask"], 2, "qa ask --help"),
        (["eval", "compare"], 2, "qa eval compare --help"),
        (["nonsense"], 2, "(see qa --help)"),
        (["ask", ""], 2, "qa ask --help"),
        (["ask", " \n\t "], 2, "empty"),
        (["ask", "-"], 2, "empty"),
        (["ask", QUESTION, "--index", __file__], 4, "is a file, and no index"),
        (["use", "nothing"], 2, "there is no collection 'nothing'"),
        (["search"], 2, "WORDS"),
        (["search", "x", "--top", "0"], 2, "--top"),
        (["show", "7"], 3, "nothing was shown yet"),
        (["open"], 3, "nothing was shown yet"),
        (["remove", "x"], 2, "sample articles"),
        (["ask", "why " * 10_000], 3, "10000 words"),
        (["ask", QUESTION, "--index", "/no/such/folder"], 4, "qa index ARTICLES --index /no/such/folder"),
        (["chat", "--index", "/no/such/folder"], 4, "/no/such/folder"),
        (["index", "/no/such/file", "--index", "/tmp/none"], 3, "/no/such/file"),
        (["index", "seeds"], 2, "--index"),
        (["ask", QUESTION, "--since", "soon"], 2, "--since: 'soon'"),
        (["ask", QUESTION, "--since", "2022", "--until", "2014"], 2, "2014 or earlier"),
        (["chat", "--as-of", "2022-13"], 2, "--as-of: "),
        (["ask", "crash", "--index", "."], 70, "ZeroDivisionError"),
        (["\x1b]52;c;aGk=\x07"], 2, "]52"),
    ],
)
def test_a_failure_is_one_line_and_its_exit_code(arguments: list[str], code: int, says: str) -> None:
    """Whatever goes wrong: nothing on stdout, one line on stderr that names the trouble, no traceback."""
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (code, "")
    assert done.stderr.startswith("qa: ")
    assert done.stderr.count("\n") == 1, done.stderr
    assert says in done.stderr
    assert "\x1b" not in done.stderr


@pytest.mark.parametrize("question", ["🤷🏽‍♀️🤷🏽‍♀️", '"', "* AND : OR (", "\x1b[31mred"])
def test_odd_questions_get_an_answer_or_a_refusal(question: str) -> None:
    """Emoji, quotes, search operators: a question like any other."""
    done = run("ask", question, "--index", ".")
    assert (done.returncode, done.stderr) == (1, "")


def test_debug_shows_the_traceback_wherever_it_stands() -> None:
    """--debug may be added at the end of the command that has just failed."""
    done = run("ask", "crash", "--debug")
    assert "Traceback" in done.stderr
    assert "ZeroDivisionError: a defect" in done.stderr


def test_interrupting_exits_130_quietly() -> None:
    """Ctrl-C is no error: no traceback, the shell's own exit code."""
    done = run("ask", "interrupt", "--index", ".")
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")


def test_version() -> None:
    """--version prints the package's version."""
    done = run("--version")
    assert (done.returncode, done.stdout.split()[0]) == (0, "qa")


def test_without_a_command_the_help_is_on_stderr() -> None:
    """``qa`` alone is wrong usage, answered with the help."""
    done = run()
    assert (done.returncode, done.stdout) == (2, "")
    assert "qa ask" in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["ask", *QUESTION.split()],
        ["ask", "--index", ".", *QUESTION.split()],
        [QUESTION],
        QUESTION.split(),
        [QUESTION.removesuffix("?"), "--index", "."],
        QUESTION.removesuffix("?").split(),
        ["ask", "-"],
    ],
)
def test_a_question_needs_neither_quotation_marks_nor_a_command(arguments: list[str]) -> None:
    """Words are put together, a lone question is asked, and - reads it from standard input."""
    done = run(*arguments, stdin=f"{QUESTION}\n")
    assert (done.returncode, done.stdout.split("\n")[0]) == (0, "Sanna Marin")


def test_json_is_one_object_on_one_line() -> None:
    """--json prints what programs read, with the exact offsets."""
    done = run("ask", QUESTION, "--json")
    record = json.loads(done.stdout)
    citation = record["citations"][0]
    assert record["text"] == "Sanna Marin"
    assert citation["sentence"][citation["start"] - citation["sentence_start"] :].startswith("Sanna Marin")


def test_a_reader_that_goes_away_is_no_error() -> None:
    """``qa ... | head -1`` ends quietly."""
    questions = f"{QUESTION}\n" * 5000
    command = f"{sys.executable} -m tests.fake_qa chat --index . --json | head -1"
    done = subprocess.run(["bash", "-c", command], input=questions, capture_output=True, text=True, cwd=ROOT)
    assert done.stderr == ""
    assert done.stdout.count("\n") == 1


@pytest.mark.parametrize("command", [("ask", "-"), ("chat", "--index", ".")])
def test_bytes_that_are_no_text_are_read_as_such(command: tuple[str, ...]) -> None:
    """In every locale: what is piped in may be anything, and the words around it are asked."""
    with tempfile.TemporaryDirectory() as empty:
        done = subprocess.run(
            [sys.executable, "-m", "tests.fake_qa", *command],
            input=QUESTION.encode() + b" \xff\xed\xa0\n",
            capture_output=True,
            cwd=ROOT,
            env={**own_environment(), "PYTHONIOENCODING": "utf-8:strict", "XDG_STATE_HOME": empty},
        )
    assert done.returncode in (0, 1) and b"error" not in done.stderr, done.stderr


def test_without_an_index_the_sample_articles_answer_and_say_so() -> None:
    """The note is on stderr, so that stdout holds the answer alone."""
    done = run("ask", QUESTION)
    assert done.stdout.startswith("Sanna Marin\n")
    assert "sample articles" in done.stderr and "qa index FOLDER --name NAME" in done.stderr
    assert run("ask", QUESTION, "--index", "samples").stderr == "", "who names them knows"


def test_indexing_sums_up_and_names_what_it_could_not_read(tmp_path: Path) -> None:
    """What can be read is indexed; each problem is one line, nothing is on stdout, the exit code is 3."""
    articles = tmp_path / "articles"
    articles.mkdir()
    (articles / "good.txt").write_text("Sanna Marin is the Prime Minister.")
    (articles / "bad.txt").write_bytes(b"\x00\xff\xfe binary")
    (articles / "evil\x1b[31m.pdf").write_bytes(b"no PDF")
    done = run("index", str(articles), "--index", str(tmp_path / "index"))
    assert (done.returncode, done.stdout) == (3, "")
    doing, ahead, first, second, *_, summed, undated = done.stderr.splitlines()
    assert doing == f"Reading {articles} into {tmp_path / 'index'}"
    assert ahead == "3 files to look at, 0.1 kB"
    assert first.startswith("qa: ") and "bad.txt" in first
    assert second.startswith("qa: ") and "evil" in second
    assert summed.startswith("Articles: 1 added, 0 replaced, 0 unchanged, 0 removed; 1 passage embedded")
    assert undated.startswith("1 of 1 article has no date")
    assert "\x1b" not in done.stderr
    again = run("index", str(articles / "good.txt"), "--index", str(tmp_path / "index"))
    assert "0 added, 0 replaced, 1 unchanged" in again.stderr
