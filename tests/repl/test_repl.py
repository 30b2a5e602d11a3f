"""A chat on a real pseudo-terminal: what the screen shows, key by key, held as whole screens."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import termios
from pathlib import Path

import pytest

from tests.golden_files import check_golden
from tests.hostile.terminal_text import is_harmless
from tests.sample_answers import ARTICLE
from tests.terminals import Terminal

QUESTION = "Who is Finland's new Prime Minister?"


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_a_conversation(tmp_path: Path, columns: int) -> None:
    """Greeting, answer, sources, reasons, a refusal, an unclear question and its choice, undo, leaving."""
    with Terminal(["chat"], home=tmp_path, columns=columns, lines=150) as terminal:
        terminal.wait_for_prompt()
        for line in (QUESTION, "/sources", "/why", "Who won?", "Why?", "2", "/undo", "/nonsense", "/s"):
            screen = terminal.say(line)
        check_golden(f"repl/conversation-{columns}.txt", screen)
        assert terminal.leave() == 0


def test_small_talk(tmp_path: Path) -> None:
    """Greeting, thanks, doubt, the source, several questions at once and a goodbye, on 80 columns."""
    with Terminal(["chat"], home=tmp_path, lines=80) as terminal:
        terminal.wait_for_prompt()
        for line in ("hello", QUESTION, "thanks", "are you sure?", "how do you know?", "who are you?"):
            terminal.say(line)
        screen = terminal.say("Who is it? How old is she?")
        check_golden("repl/small-talk.txt", screen)
        terminal.type("ok thanks, bye\r")
        assert terminal.end() == 0
        assert "Goodbye." in terminal.shown


def test_a_command_needs_no_slash_where_it_can_be_nothing_else(tmp_path: Path) -> None:
    """People type "exit"."""
    with Terminal(["chat"], home=tmp_path) as terminal:
        terminal.wait_for_prompt()
        assert "/filter takes" in terminal.say("help")
        terminal.type("exit\r")
        assert terminal.end() == 0


def test_what_is_longer_than_the_screen_is_paged_or_cut(tmp_path: Path) -> None:
    """A command's output goes through the pager; an answer keeps its first lines in sight."""
    with Terminal(["chat"], home=tmp_path, lines=8) as terminal:
        terminal.wait_for_prompt()
        terminal.type("/help\r")
        terminal.wait_for("Ask a question, or:")
        terminal.wait_until(lambda shown: shown.split("\n")[-1].startswith(":"))
        terminal.type("q")
        terminal.wait_for_prompt()
        screen = terminal.say(QUESTION)
        assert "Sanna Marin\nalmost certain (93%)" in screen
        assert "... /sources shows the rest." in screen


def test_help(tmp_path: Path) -> None:
    """/help lists every command on one line each, on a terminal of 80 columns."""
    with Terminal(["chat"], home=tmp_path) as terminal:
        terminal.wait_for_prompt()
        check_golden("repl/help.txt", terminal.say("/help"))


def test_how_questions_are_asked(tmp_path: Path) -> None:
    """/top, /filter and /asof show and change the state, which stands below the prompt."""
    with Terminal(["chat"], home=tmp_path, lines=80) as terminal:
        terminal.wait_for_prompt()
        for line in (
            "/top",
            "/top 5",
            "/top many",
            "/filter",
            "/filter x",
            "/filter since 2014 source *.txt",
        ):
            terminal.say(line)
        for line in ("/asof 2014-12", "/asof soon", "/filter since never", "/filter 'x"):
            screen = terminal.say(line)
        check_golden("repl/state.txt", screen)
        state = "1 article · since 2014 · source *.txt · as of 2014-12"
        assert terminal.toolbar == f"the sample articles · {state}"


def test_the_prompt_is_there_before_the_models(tmp_path: Path) -> None:
    """The prompt appears while the models load; the first answer waits for them and says so."""
    loaded = tmp_path / "loaded"
    with Terminal(["chat"], home=tmp_path, environment={"FAKE_LOADING": str(loaded)}) as terminal:
        terminal.wait_for(">")
        terminal.wait_until(lambda _: terminal.toolbar == "the sample articles · loading the models")
        terminal.type(f"{QUESTION}\r")
        terminal.wait_for("Loading the models …")
        loaded.touch()
        screen = terminal.wait_for_prompt()
        assert "Sanna Marin" in screen
        assert "oading the models" not in screen


def test_leaving_does_not_wait_for_the_models(tmp_path: Path) -> None:
    """Ctrl-D while the models load ends the chat, though they never come to be loaded."""
    with Terminal(["chat"], home=tmp_path, environment={"FAKE_LOADING": "/no/such/file"}) as terminal:
        terminal.wait_for("loading the models")
        assert terminal.leave() == 0


def test_models_that_cannot_be_loaded_end_the_chat(tmp_path: Path) -> None:
    """The prompt gives way to one clear line and the exit code of a missing model."""
    loaded = tmp_path / "loaded"
    with Terminal(
        ["chat", "--reader", "missing"], home=tmp_path, environment={"FAKE_LOADING": str(loaded)}
    ) as terminal:
        terminal.wait_for("loading the models")
        loaded.touch()
        terminal.wait_for("qa: there is no reader called missing")
        assert terminal.end() == 5
        assert "Traceback" not in terminal.raw


def test_ctrl_c_cancels_a_turn_and_only_that(tmp_path: Path) -> None:
    """A cancelled question leaves nothing behind; the next one is answered."""
    answered = tmp_path / "answered"
    with Terminal(["chat"], home=tmp_path, environment={"FAKE_ANSWERING": str(answered)}) as terminal:
        terminal.wait_for_prompt()
        terminal.type("wait\r")
        terminal.wait_for("Searching …")
        terminal.type("\x03")
        terminal.wait_for("Cancelled.")
        terminal.wait_for_prompt()
        answered.touch()
        assert "Sanna Marin" in terminal.say(QUESTION)
        assert "Forgotten: Who is" in terminal.say("/undo")
        assert "nothing to undo" in terminal.say("/undo")


def test_ctrl_c_while_the_models_load(tmp_path: Path) -> None:
    """The question is dropped, the loading goes on, and the prompt is back at once."""
    loaded = tmp_path / "loaded"
    with Terminal(["chat"], home=tmp_path, environment={"FAKE_LOADING": str(loaded)}) as terminal:
        terminal.wait_for("loading the models")
        terminal.type("Who won?\r")
        terminal.wait_for("Loading the models …")
        terminal.type("\x03")
        terminal.wait_for("Cancelled.")
        loaded.touch()
        assert "Sanna Marin" in terminal.say(QUESTION)


def test_ctrl_c_at_the_prompt_clears_the_line(tmp_path: Path) -> None:
    """As in a shell: a half-typed line goes, the chat stays."""
    with Terminal(["chat"], home=tmp_path) as terminal:
        terminal.wait_for_prompt()
        terminal.type("half a thought")
        terminal.wait_for("half a thought")
        terminal.type("\x03")
        terminal.wait_for_prompt()
        assert terminal.leave() == 0


@pytest.mark.parametrize("keys", ["\x04", "/quit\r", "/q\r"])
def test_the_terminal_is_left_as_it_was(tmp_path: Path, keys: str) -> None:
    """Echo, line editing and signals are as before, however the chat is left."""
    with Terminal(["chat"], home=tmp_path, environment={"FAKE_LOADING": "/no/such/file"}) as terminal:
        before = termios.tcgetattr(terminal.child.child_fd)
        terminal.wait_for(">")
        terminal.type(keys)
        terminal.wait_until(
            lambda _: termios.tcgetattr(terminal.child.child_fd) == before or not terminal.child.isalive()
        )
        assert terminal.end() == 0
        assert "\x1b[?2004h" in terminal.raw, "bracketed paste was never on"
        assert terminal.raw.rindex("\x1b[?2004l") > terminal.raw.rindex("\x1b[?2004h")


def test_questions_are_remembered_across_runs(tmp_path: Path) -> None:
    """The arrow key brings back what was asked the last time, unless --no-log."""
    with Terminal(["chat"], home=tmp_path) as terminal:
        terminal.wait_for_prompt()
        terminal.say(QUESTION)
        terminal.leave()
    with Terminal(["chat"], home=tmp_path) as terminal:
        terminal.wait_for_prompt()
        terminal.type("\x1b[A")
        terminal.wait_for(f"> {QUESTION}")
        terminal.leave("\x03\x04")
    with Terminal(["chat", "--no-log"], home=tmp_path) as terminal:
        terminal.wait_for_prompt()
        terminal.type("\x1b[A")
        terminal.type("/top\r")
        assert QUESTION not in terminal.wait_for_prompt()


def test_tab_completes_commands_titles_and_earlier_questions(tmp_path: Path) -> None:
    """One Tab where there is one way to go on."""
    with Terminal(["chat"], home=tmp_path) as terminal:
        terminal.wait_for_prompt()
        terminal.say(QUESTION)
        terminal.type("/hel\t")
        terminal.wait_for("> /help")
        terminal.type("\x03What about hels\t")
        terminal.wait_for(f"> What about {ARTICLE.title}")
        terminal.type("\x03Who i\t")
        terminal.wait_until(lambda shown: shown.count(f"> {QUESTION}") == 2)


def test_a_paste_of_several_lines_is_one_question(tmp_path: Path) -> None:
    """Line breaks in a paste do not send half a question."""
    with Terminal(["chat"], home=tmp_path) as terminal:
        terminal.wait_for_prompt()
        terminal.type("\x1b[200~Who is\nFinland's new\nPrime Minister?\x1b[201~")
        terminal.wait_for("Prime Minister?")
        terminal.type("\r")
        terminal.wait_for_prompt()
        assert "Forgotten: Who is Finland's new Prime Minister?" in terminal.say("/undo")


def test_open_shows_the_article_at_the_quote(tmp_path: Path) -> None:
    """The pager shows the article with its line numbers and the quote highlighted, then the chat goes on."""
    with Terminal(["chat"], home=tmp_path, lines=12) as terminal:
        terminal.wait_for_prompt()
        terminal.say(QUESTION)
        terminal.type("/open 1\r")
        screen = terminal.wait_for("(END)")
        check_golden("repl/open.txt", screen)
        rows = screen.split("\n")
        row = next(number for number, line in enumerate(rows) if "2  The government" in line)
        column = rows[row].index("Sanna")
        assert terminal.buffer[row][column].underscore
        assert terminal.buffer[row][column].bold
        assert not terminal.buffer[row][column - 2].underscore
        terminal.type("q")
        terminal.wait_for_prompt()
        assert terminal.leave() == 0


def test_open_without_a_pager_prints_the_lines_around(tmp_path: Path) -> None:
    """A pager that is not there is no failure."""
    with Terminal(["chat"], home=tmp_path, environment={"PAGER": "/no/such/pager"}) as terminal:
        terminal.wait_for_prompt()
        terminal.say(QUESTION)
        assert "    2  The government fell on Monday." in terminal.say("/open")


def test_articles_that_went_or_changed_since(tmp_path: Path) -> None:
    """/open says that the article is gone, or shows it without a highlight that would be wrong."""
    with Terminal(["chat"], home=tmp_path, environment={"PAGER": "/no/such/pager"}) as terminal:
        terminal.wait_for_prompt()
        assert "/open takes a number" not in terminal.say("gone")
        assert "no longer in the index" in terminal.say("/open 1")
        assert "/open takes a number from 1 to 1" in terminal.say("/open 9")
        terminal.say("changed")
        assert "has changed since it was cited" in terminal.say("/open 1")


def test_continuing_the_last_conversation(tmp_path: Path) -> None:
    """--continue shows where one was, and undo reaches back into it."""
    with Terminal(["chat"], home=tmp_path) as terminal:
        terminal.wait_for_prompt()
        terminal.say("Who won?")
        terminal.say(QUESTION)
        terminal.leave()
    with Terminal(["chat", "--continue"], home=tmp_path) as terminal:
        screen = terminal.wait_for_prompt()
        check_golden("repl/continue.txt", screen)
        assert "news/finland.txt:2" in terminal.say("/sources")
        assert "Forgotten: Who is" in terminal.say("/undo")
        terminal.leave()
    with Terminal(["chat", "--continue"], home=tmp_path) as terminal:
        assert "> Who won?" in terminal.wait_for_prompt()


def test_nothing_is_kept_with_no_log(tmp_path: Path) -> None:
    """--no-log writes nothing into the home folder."""
    with Terminal(["chat", "--no-log"], home=tmp_path) as terminal:
        terminal.wait_for_prompt()
        terminal.say(QUESTION)
        terminal.leave()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_log_of_another_version_is_one_clear_line(tmp_path: Path) -> None:
    """The chat says what is wrong with which file, and what to do."""
    with Terminal(["chat"], home=tmp_path) as terminal:
        terminal.wait_for_prompt()
        terminal.say(QUESTION)
        terminal.leave()
    (log,) = tmp_path.rglob("conversations.sqlite")
    with sqlite3.connect(log) as db:
        db.execute("PRAGMA user_version = 99")
    db.close()
    with Terminal(["chat"], home=tmp_path, columns=500) as terminal:  # the folder's name may be long
        assert terminal.end() == 3
        assert terminal.shown.startswith("qa: the log of conversations")
        assert "--no-log" in terminal.shown


@pytest.mark.parametrize(
    ("environment", "allowed"),
    [({"NO_COLOR": "1"}, {"0", "1", "2", "4"}), ({"TERM": "dumb"}, {"0"})],
    ids=["NO_COLOR", "dumb"],
)
def test_colours_are_left_out_where_unwanted(
    tmp_path: Path, environment: dict[str, str], allowed: set[str]
) -> None:
    """NO_COLOR: bold, faint and underlined at most; TERM=dumb: no styles."""
    with Terminal(["chat"], home=tmp_path, environment=environment) as terminal:
        terminal.wait_for("sample articles")
        terminal.type(f"{QUESTION}\r")
        terminal.wait_for("Less likely")
        styles = {
            number for style in re.findall(r"\x1b\[([\d;]*)m", terminal.raw) for number in style.split(";")
        }
        assert styles <= allowed | {""}


def test_hostile_articles_cannot_touch_the_terminal(tmp_path: Path) -> None:
    """Nothing an article holds arrives as a control sequence: no title, clipboard, link or cleared screen."""
    with Terminal(["chat"], home=tmp_path, lines=60) as terminal:
        terminal.wait_for_prompt()
        before = len(terminal.raw)
        terminal.say("hostile")
        screen = terminal.say("/sources")
        written = terminal.raw[before:]
        assert is_harmless(screen)
        assert not any(text in written for text in ("\x1b]", "\x1b[2J", "\x1b[31m", "\x9b", "\u202e", "\x07"))
        assert "> hostile" in screen


def test_two_chats_at_once(tmp_path: Path) -> None:
    """Two terminals keep their turns side by side in the one log."""
    with Terminal(["chat"], home=tmp_path) as one, Terminal(["chat"], home=tmp_path) as two:
        one.wait_for_prompt()
        two.wait_for_prompt()
        assert "Sanna Marin" in one.say(QUESTION)
        assert "Sanna Marin" in two.say(QUESTION)
        assert "Forgotten" in one.say("/undo")
    (log,) = tmp_path.rglob("conversations.sqlite")
    with sqlite3.connect(log) as db:
        assert db.execute("SELECT count(*) FROM turn").fetchone() == (1,)
    db.close()


def test_the_real_models_in_the_real_terminal(tmp_path: Path) -> None:
    """The sample articles: an answer, a follow-up that is understood, the article opened at the quote."""
    with Terminal(["chat"], home=tmp_path, module="qa.cli", lines=60, columns=90) as terminal:
        terminal.wait_until(lambda shown: "> " in shown or shown.endswith(">"))
        terminal.wait_for_prompt()
        screen = terminal.say("Who is Finland's new Prime Minister?")
        assert re.search(r"^Alexander Stubb\n[a-z ]+ \(\d+%\)$", screen, re.MULTILINE)
        flat = " ".join(screen.split())
        assert "Finland’s new Prime Minister Alexander Stubb said he wants the country to join NATO." in flat
        assert "Understood as: What does Alexander Stubb want?" in terminal.say("What does he want?")
        assert "Forgotten: What does he want?" in terminal.say("/undo")
        terminal.type("/open 1\r")
        page = terminal.wait_until(lambda shown: "    8  A few weeks later" in shown)
        row, line = next(
            (row, line) for row, line in enumerate(page.split("\n")) if "Alexander Stubb" in line
        )
        assert terminal.buffer[row][line.index("Alexander Stubb")].underscore
        terminal.type("q")
        terminal.wait_for_prompt()
        assert terminal.leave() == 0


def test_less_is_installed() -> None:
    """The pager tests look at ``less``, as nearly every system has it."""
    assert subprocess.run(["less", "--version"], capture_output=True).returncode == 0
