"""A chat through a pipe: lines in and text out, or JSON in and JSON out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.golden_files import check_golden
from tests.hostile.terminal_text import is_harmless
from tests.test_cli import run

QUESTION = "Who is Finland's new Prime Minister?"


def talk(*lines: object, options: tuple[str, ...] = ()) -> tuple[int, list[Any]]:
    """Send JSON lines; gives back the exit code and what each was answered."""
    text = "".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines)
    done = run("chat", "--index", ".", "--json", *options, stdin=text)
    assert done.stderr == ""
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()]


def test_questions_and_commands_line_by_line() -> None:
    """Each question is repeated above its answer; errors are on stderr, and the next line goes on."""
    lines = [QUESTION, "", "/sources", "/open 1", "Why?", "2", "/undo", "/nonsense", "/quit", "never asked"]
    done = run("chat", "--index", ".", stdin="\n".join(lines))
    check_golden("repl/piped.txt", done.stdout)
    assert done.stderr == "qa: there is no command /nonsense; /help lists them\n"
    assert done.returncode == 3


def test_questions_from_a_file_without_a_last_newline() -> None:
    """The last line counts too, and nothing but answers is on stdout."""
    done = run("chat", "--index", ".", stdin=QUESTION)
    assert done.returncode == 0
    assert "Sanna Marin" in done.stdout


def test_one_json_object_for_every_line() -> None:
    """Answers, refusals, commands: each line in has its line out, in order."""
    code, replies = talk(
        {"question": QUESTION}, json.dumps("Who won?"), {"command": "/undo"}, {"command": "/help"}
    )
    assert code == 0
    assert [reply.get("kind") for reply in replies] == ["span", "none", None, None]
    assert replies[0]["text"] == "Sanna Marin"
    assert replies[2] == {"output": "Forgotten: Who won?"}
    assert "/filter" in replies[3]["output"]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("not json", "not JSON"),
        ("{", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("{}", '"question" or a "command"'),
        ("[]", "object"),
        ('{"question": 3}', "question"),
        ('{"question": "?", "colour": "red"}', "colour"),
        ('{"question": "?", "top": 0}', "top"),
        ('{"question": "?", "since": "soon"}', "soon"),
        ('{"question": "?", "as_of": "soon"}', "soon"),
        ('{"question": ""}', "empty"),
        (json.dumps({"question": "why " * 10_000}), "10000 words"),
        ('{"command": "/nonsense"}', "/nonsense"),
    ],
)
def test_a_bad_line_is_an_error_object_and_the_talk_goes_on(line: str, says: str) -> None:
    """The error has its exit code; the line after it is answered."""
    code, (error, answer) = talk(line, {"question": QUESTION})
    assert code == error["exit_code"] == 3
    assert says in error["error"]
    assert answer["text"] == "Sanna Marin"


def test_a_question_has_its_own_filter_for_itself_alone() -> None:
    """What a line narrows is as before for the next one."""
    _, replies = talk({"question": QUESTION, "since": "2022", "source": "*.txt"}, {"command": "/filter"})
    assert replies[1] == {"output": "All articles may answer."}


def test_the_options_hold_for_every_question() -> None:
    """--since and the like are where the talk begins."""
    _, replies = talk({"command": "/filter"}, options=("--since", "2022", "--source", "*.txt"))
    assert replies == [{"output": "Only articles since 2022, source *.txt."}]


def test_hostile_articles_in_json_are_verbatim_but_safe_to_show() -> None:
    """A program gets the very text; a terminal that shows the JSON is not touched."""
    done = run("chat", "--index", ".", "--json", stdin='"hostile"\n')
    assert is_harmless(done.stdout)
    assert "\x1b]52;" in json.loads(done.stdout)["citations"][0]["title"]


def test_an_endless_line_is_refused_with_bounded_memory() -> None:
    """A line of megabytes is no question; what follows is still answered."""
    done = run("chat", "--index", ".", stdin="x" * 3_000_000 + "\n" + QUESTION + "\n")
    assert done.returncode == 3
    assert "Sanna Marin" in done.stdout
    assert done.stderr.count("\n") == 1


def test_saving_as_markdown_and_json(tmp_path: Path) -> None:
    """/save writes every turn with its citations, and never over a file that is there."""
    lines = [QUESTION, "Who won?", f"/save {tmp_path}/talk.md", f"/save {tmp_path}/talk.json"]
    done = run("chat", "--index", ".", stdin="\n".join([*lines, f"/save {tmp_path}/talk.md"]))
    assert done.returncode == 3
    assert "already a file" in done.stderr
    check_golden("repl/saved.md", (tmp_path / "talk.md").read_text("utf-8").rstrip("\n"))
    saved = json.loads((tmp_path / "talk.json").read_text("utf-8"))
    assert saved["format"] == 1
    assert [turn["text"] for turn in saved["turns"]] == ["Sanna Marin", None]
    assert saved["turns"][0]["citations"][0]["start"] == 41


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("/save", "say /save FILE"),
        ("/save /no/such/folder/x.md", "cannot write /no/such/folder/x.md"),
        ("/save 'x", "No closing quotation"),
        ("/open 2", "from 1 to 1"),
        ("/open x", "from 1 to 1"),
    ],
)
def test_commands_that_cannot_be_done(line: str, says: str) -> None:
    """One clear line each."""
    done = run("chat", "--index", ".", stdin=f"{QUESTION}\n{line}\n")
    assert done.returncode == 3
    assert says in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("line", ["/sources", "/open", "/why", "/undo", "/save x.md"])
def test_commands_before_anything_was_asked(line: str) -> None:
    """Each says that there is nothing yet."""
    done = run("chat", "--index", ".", stdin=f"{line}\n")
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.count("\n") == 1


def test_hostile_articles_cannot_add_markup_to_a_saved_conversation(tmp_path: Path) -> None:
    """What is saved as Markdown shows an article's text as text."""
    run("chat", "--index", ".", stdin=f"markup\n/save {tmp_path}/talk.md\n")
    saved = (tmp_path / "talk.md").read_text("utf-8")
    assert "\\<script\\>" in saved
    assert "\\[click\\](http" in saved
    assert is_harmless(saved)
