"""Collections on the command line, from the first folder to the last article, with the real models."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest

from qa.cli import main


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user who has nothing yet, in a folder with two articles."""
    for name in ("XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))
    for name in ("QA_INDEX", "EDITOR", "VISUAL"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "harbour.txt").write_text(
        "Harbour closed\n\nThe harbour was closed on Monday.\nMayor Ann Hill said the ice was too thick."
    )
    (tmp_path / "news" / "bridge.txt").write_text("Bridge opened\n\nThe bridge was opened by the king.")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def news(home: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """The name of a collection of these."""
    assert main(["index", "news", "--name", "news"]) == 0
    capsys.readouterr()
    return "news"


def test_a_folder_is_named_used_and_asked(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Three commands; what was made is kept with the user's data and listed with what it holds."""
    assert main(["index", "news", "--name", "news"]) == 0
    assert "qa use news" in capsys.readouterr().err
    assert main(["use", "news"]) == 0
    capsys.readouterr()
    assert main(["ask", "Who", "is", "the", "mayor?"]) == 0
    answered = capsys.readouterr()
    assert answered.out.startswith("Ann Hill\n") and answered.err == ""
    assert main(["collections", "--json"]) == 0
    [listed] = map(json.loads, capsys.readouterr().out.splitlines())
    assert (listed["name"], listed["default"], listed["articles"], listed["problem"]) == ("news", True, 2, "")
    assert Path(listed["place"]).is_relative_to(home / "XDG_DATA_HOME")
    assert main(["collections"]) == 0
    head, row = capsys.readouterr().out.splitlines()
    assert row.split()[:3] == ["*", "news", "2"] and head.split() == [
        "name", "articles", "dates", "size", "indexed", "place",
    ]  # fmt: skip


def test_flag_environment_and_settings_name_the_index(
    home: Path, news: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The flag before QA_INDEX, that before the user's own settings, these before qa use."""
    assert main(["index", "news/bridge.txt", "--index", "other"]) == 0
    (home / "XDG_CONFIG_HOME" / "qa").mkdir(parents=True)
    own = home / "XDG_CONFIG_HOME" / "qa" / "qa.toml"

    def total(*arguments: str) -> int:
        capsys.readouterr()
        main(["articles", "--json", *arguments])
        return int(json.loads(capsys.readouterr().out)["total"])

    own.write_text('index = "news"\n')
    assert total() == 2
    own.write_text('index = "../../other"\n')
    assert total() == 1, "a path counts from the folder of its file"
    monkeypatch.setenv("QA_INDEX", "news")
    assert total() == 2
    assert total("--index", "other") == 1


def test_the_working_folder_cannot_choose_what_is_asked(
    home: Path, news: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its qa.toml may be somebody else's: it is told that index does not count."""
    (home / "qa.toml").write_text(f'index = "{home / "news"}"\n')
    assert main(["articles", "--index", news]) == 0
    assert "these settings do not count: index" in capsys.readouterr().err


def test_articles_are_listed_shown_and_removed(
    home: Path, news: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """By their names, by the end of a path, and by the number they were listed with."""
    assert main(["articles", "ice", "--index", news]) == 0
    listed = capsys.readouterr().out
    assert listed.startswith("1 article mentions ice:\n[1] Harbour closed · news/harbour.txt")
    assert main(["show", "1", "--at", "4"]) == 0
    assert capsys.readouterr().out == "Mayor Ann Hill said the ice was too thick.\n"
    assert main(["show", "bridge.txt", "--index", news, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["title"] == "Bridge opened"
    assert main(["remove", "harbour.txt", "--index", news]) == 0
    assert capsys.readouterr().err.startswith("Removed 1 article.\n")
    assert main(["articles", "ice", "--index", news]) == 1
    assert "No article mentions ice." in capsys.readouterr().out
    assert main(["show", "harbour.txt", "--index", news]) == 3
    assert "qa articles lists" in capsys.readouterr().err


@pytest.mark.parametrize(("line", "code"), [("0", 2), ("5", 3)])
def test_a_line_that_is_not_there_is_refused(
    news: str, capsys: pytest.CaptureFixture[str], line: str, code: int
) -> None:
    """With how many there are."""
    assert main(["show", "harbour.txt", "--index", news, "--at", line]) == code
    assert capsys.readouterr().err.count("\n") == 1


def test_passages_are_found_without_reading(
    news: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With their scores and places; the reader is never loaded."""
    monkeypatch.setenv("QA_READER", "/no/such/reader")
    assert main(["search", "frozen", "harbour", "--index", news, "--top", "1", "--json"]) == 0
    [found] = map(json.loads, capsys.readouterr().out.splitlines())
    assert found["title"] == "Harbour closed" and found["score"] > 0
    assert main(["search", "frozen harbour", "--index", news]) == 0
    assert "score 1.000" in capsys.readouterr().out
    assert main(["search", "zzzzqqq", "--index", news]) == 0
    assert "No article has any of these words" in capsys.readouterr().err


def test_a_citation_of_the_last_answer_opens_in_the_editor(
    home: Path, news: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """At its line; and where no editor is set, as text, at the place."""
    assert main(["ask", "Who is the mayor?", "--index", news]) == 0
    program = "import sys; open('opened', 'w').write(' '.join(sys.argv[1:]))"
    monkeypatch.setenv("EDITOR", f'{sys.executable} -c "{program}"')
    assert main(["open", "1"]) == 0
    assert (home / "opened").read_text() == f"+4 {home / 'news' / 'harbour.txt'}"
    monkeypatch.delenv("EDITOR")
    capsys.readouterr()
    assert main(["open"]) == 0
    assert "    4  Mayor Ann Hill said" in capsys.readouterr().out
    assert main(["open", "9"]) == 3
    assert "there is no [9]" in capsys.readouterr().err


def test_what_a_citation_prints_can_be_shown_and_opened(
    home: Path, news: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Copied from the terminal: the article, and its line; dates that it is not of refuse it."""
    assert main(["ask", "Who is the mayor?", "--index", news]) == 0
    place = re.findall(r"news/harbour.txt:\d", capsys.readouterr().out)[0]
    assert main(["show", place, "--index", news]) == 0
    assert "Mayor Ann Hill" in capsys.readouterr().out
    assert main(["show", place, "--index", news, "--since", "2099"]) == 3
    program = "import sys; open('opened', 'w').write(' '.join(sys.argv[1:]))"
    monkeypatch.setenv("EDITOR", f'{sys.executable} -c "{program}"')
    assert main(["open", place, "--index", news]) == 0
    assert (home / "opened").read_text() == f"+4 {home / 'news' / 'harbour.txt'}"
    monkeypatch.delenv("EDITOR")
    capsys.readouterr()
    assert main(["open", place, "--index", news]) == 0
    assert "    4  Mayor Ann Hill said" in capsys.readouterr().out


def test_a_filter_that_no_article_passes_says_so(news: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Instead of that the articles do not say: nobody asked them."""
    for narrowed in (["--since", "2099"], ["--source", "*.pdf"]):
        assert main(["ask", "Who is the mayor?", "--index", news, *narrowed]) == 1
        said = capsys.readouterr().out
        assert "No article is of these dates and this source" in said and "do not say" not in said
    assert main(["ask", "Who is the mayor?", "--index", news, "--since", "2099", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["filtered_out"] is True
    assert main(["articles", "--index", news, "--since", "2099"]) == 1
    assert capsys.readouterr().out == "No article of these dates and this source is here.\n"
    assert main(["search", "mayor", "--index", news, "--since", "2099"]) == 1
    assert "nothing was searched" in capsys.readouterr().out


def test_nothing_is_remembered_where_nothing_is_logged(
    home: Path, news: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who keeps no log keeps no answers either."""
    monkeypatch.setenv("QA_LOG", "false")
    assert main(["ask", "Who is the mayor?", "--index", news]) == 0
    assert main(["open"]) == 3
    assert not (home / "XDG_STATE_HOME" / "qa" / "shown.json").exists()


def test_an_index_that_is_there_can_be_named_and_forgotten(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is read for that, and forgetting a name leaves its index."""
    assert main(["index", "news", "--index", "ix"]) == 0
    assert main(["index", "--index", "ix", "--name", "mine"]) == 0
    assert main(["articles", "--index", "mine"]) == 0
    assert main(["index", "--index", "elsewhere", "--name", "mine"]) == 2
    assert "--forget mine" in capsys.readouterr().err
    assert main(["collections", "--forget", "mine"]) == 0
    assert str(home / "ix") in capsys.readouterr().err
    assert main(["collections"]) == 0
    assert "no collection yet" in capsys.readouterr().err
    assert main(["articles", "--index", "ix"]) == 0


def test_a_mistyped_name_says_which_there_are(news: str, capsys: pytest.CaptureFixture[str]) -> None:
    """One line; a place is told as a place."""
    assert main(["ask", "Who?", "--index", "nwes"]) == 4
    assert "no collection nwes and no such folder; collections: news" in capsys.readouterr().err
    assert main(["ask", "Who?", "--index", "./nwes"]) == 4
    assert "there is no index at nwes" in capsys.readouterr().err


def test_nothing_is_added_unsaid_to_the_index_in_use(
    news: str, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A place is asked for, with the name that would add to it: what was poured together is hard to part."""
    (home / "more.txt").write_text("The tower was painted.")
    assert main(["index", "more.txt"]) == 2
    assert "--name NAME" in capsys.readouterr().err
    assert main(["use", news]) == 0
    assert main(["index", "more.txt"]) == 2
    assert f"--name {news}" in capsys.readouterr().err
    assert main(["index", "more.txt", "--name", news]) == 0
    assert "Reading more.txt into " in capsys.readouterr().err
    assert main(["articles", "tower"]) == 0


@pytest.mark.parametrize(
    ("index", "says"),
    [
        ("news", "inside of its own articles"),
        ("news/index", "inside of its own articles"),
        ("milvus:news/index.db", "inside of its own articles"),
        ("news/bridge.txt", "is a file"),
        (".", "other things in it (news)"),
        ("other", "other things in it (note.txt)"),
    ],
)
def test_a_place_that_no_index_may_have_is_refused(
    home: Path, capsys: pytest.CaptureFixture[str], index: str, says: str
) -> None:
    """Before anything is written, with what to do."""
    (home / "other").mkdir()
    (home / "other" / "note.txt").write_text("not an article")
    before = sorted(home.rglob("*"))
    assert main(["index", "news", "--index", index]) == 2
    captured = capsys.readouterr().err
    assert says in captured and "--name NAME" in captured
    assert sorted(home.rglob("*")) == before


def test_an_index_that_is_inside_of_its_articles_already_goes_on(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It was made when that was allowed, and is not read as an article."""
    assert main(["index", "news", "--index", "ix"]) == 0
    (home / "ix").rename(home / "news" / "ix")
    assert main(["index", "news", "--index", "news/ix"]) == 0
    assert "2 unchanged" in capsys.readouterr().err


def test_a_folder_of_articles_that_is_asked_says_how_to_index_it(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The command that it names is one that works."""
    assert main(["ask", "Who is the mayor?", "--index", "news"]) == 4
    said = capsys.readouterr().err
    assert "news is a folder without an index" in said and "qa index news --name NAME" in said
    assert "--index news" not in said
