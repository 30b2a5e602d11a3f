"""``qa index`` with real files: what could not be read is said, and everything else is indexed."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from qa import indexing
from qa.cli import main
from qa.index.local import LocalIndex
from qa.index.writing import BATCH
from qa.indexing import splitter_of
from qa.models.embedder import load_embedder
from qa.settings import Settings
from qa.types import Vectors
from tests.fakes import HashEmbedder


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """A folder with one article."""
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "harbour.txt").write_text("The harbour was closed on Monday because of ice.")
    return folder


def indexed(folder: Path) -> list[str]:
    """The file names of the articles in an index."""
    settings = Settings()
    with LocalIndex.open(folder, load_embedder(settings), splitter_of(settings)) as index:
        return sorted(Path(article).name for article in index.article_ids())


def test_a_missing_path_beside_a_good_one_exits_3_and_the_good_one_is_indexed(
    news: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One clear line for the missing path, its exit code, and nothing else is lost."""
    code = main(["index", str(news), str(tmp_path / "nowhere"), "--index", str(tmp_path / "index")])
    captured = capsys.readouterr()
    assert code == 3
    assert captured.err.count("nowhere: there is no such file or folder") == 1
    assert indexed(tmp_path / "index") == ["harbour.txt"]


def test_it_says_how_many_articles_have_no_date(
    news: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """So much depends on dates; where all have one there is nothing to say."""
    command = ["index", str(news), "--index", str(tmp_path / "index")]
    (news / "2022-02-25-ice.txt").write_text("The ice is two feet thick.")
    assert main(command) == 0
    error = capsys.readouterr().err
    assert "1 of 2 articles has no date" in error and "Date: 2022-02-25" in error
    (news / "harbour.txt").write_text("Date: 2022-02-26\n\nThe harbour was closed because of ice.")
    assert main(command) == 0
    assert "no date" not in capsys.readouterr().err


def test_a_broken_file_keeps_what_was_indexed_before(
    news: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A PDF that is none and a binary file named .txt are each named once; the index keeps its articles."""
    command = ["index", str(news), "--index", str(tmp_path / "index")]
    assert main(command) == 0
    (news / "broken.pdf").write_bytes(b"%PDF-1.7 no more than this")
    (news / "binary.txt").write_bytes(bytes(range(256)) * 40)
    capsys.readouterr()
    assert main(command) == 3
    captured = capsys.readouterr()
    assert captured.err.count("broken.pdf") == captured.err.count("binary.txt") == 1
    assert "1 unchanged" in captured.err
    assert indexed(tmp_path / "index") == ["harbour.txt"]


def test_files_of_other_kinds_are_said_and_are_no_failure(
    news: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A picture beside the articles is left out on purpose: exit 0."""
    (news / "map.png").write_bytes(b"\x89PNG")
    assert main(["index", str(news), "--index", str(tmp_path / "index")]) == 0
    assert "files of other kinds were left out: .png (1)" in capsys.readouterr().err


def test_strict_makes_what_is_left_out_a_failure(news: Path, tmp_path: Path) -> None:
    """Who wants all of a folder read is told by the exit code that it was not."""
    command = ["index", str(news), "--index", str(tmp_path / "index"), "--strict"]
    assert main(command) == 0
    (news / "map.png").write_bytes(b"\x89PNG")
    assert main(command) == 3


def test_formats_are_listed_without_an_index(capsys: pytest.CaptureFixture[str]) -> None:
    """What is read is told to who has nothing yet."""
    assert main(["index", "--formats"]) == 0
    assert ".docx .docm" in capsys.readouterr().out


def test_prune_removes_what_vanished_and_compact_gives_its_room_back(
    news: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A vanished file stays until --prune; the summary counts it; --compact leaves the rest as it was."""
    place = tmp_path / "index"
    (news / "bridge.txt").write_text("The bridge was opened on Tuesday by the mayor.")
    assert main(["index", str(news), "--index", str(place)]) == 0
    (news / "bridge.txt").unlink()
    assert main(["index", str(news), "--index", str(place)]) == 0
    assert indexed(place) == ["bridge.txt", "harbour.txt"]
    capsys.readouterr()
    assert main(["index", str(news), "--index", str(place), "--prune"]) == 0
    assert "1 unchanged, 1 removed" in capsys.readouterr().err
    assert main(["index", "--index", str(place), "--compact"]) == 0
    assert capsys.readouterr().err == f"Compacted {place}.\n"
    assert indexed(place) == ["harbour.txt"]


def test_an_index_of_other_passages_is_refused_until_it_is_rebuilt(
    news: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The command that the refusal names makes the index anew from its own articles, without the files."""
    place = tmp_path / "index"
    assert main(["index", str(news), "--index", str(place)]) == 0
    (news / "harbour.txt").unlink()
    monkeypatch.setenv("QA_PASSAGE_WORDS", "60")
    (news / "bridge.txt").write_text("The bridge was opened on Tuesday by the mayor.")
    capsys.readouterr()
    assert main(["index", str(news), "--index", str(place)]) == 4
    assert f"qa index --index {place} --rebuild" in capsys.readouterr().err
    assert main(["index", "--index", str(place), "--rebuild"]) == 0
    assert "1 added" in capsys.readouterr().err
    assert main(["index", str(news), "--index", str(place)]) == 0
    monkeypatch.delenv("QA_PASSAGE_WORDS")
    assert main(["index", str(news), "--index", str(place)]) == 4


@pytest.mark.parametrize(
    ("arguments", "code"),
    [([], 2), (["--prune"], 2), (["--watch"], 2), (["--compact"], 4), (["--rebuild"], 4)],
)
def test_what_makes_no_sense_is_refused_and_makes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], code: int
) -> None:
    """Nothing to read, and nothing there to compact or rebuild: one line, its exit code, no new folder."""
    assert main(["index", "--index", str(tmp_path / "index"), *arguments]) == code
    assert capsys.readouterr().err.count("\n") == 1
    assert not (tmp_path / "index").exists()


class Interrupted(HashEmbedder):
    """Ctrl-C comes while the second batch is embedded."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """As before, the first time."""
        if self.texts:
            raise KeyboardInterrupt
        return super().embed(texts)


def test_an_interrupt_says_what_stays_and_how_to_go_on(
    news: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One line and exit 130; a new collection has its name already; the same command goes on from there."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    rows = (json.dumps({"id": str(number), "text": f"Ship {number} left."}) for number in range(2 * BATCH))
    (news / "ships.jsonl").write_text("\n".join(rows))
    command = ["index", str(news), "--name", "news"]
    monkeypatch.setattr(indexing, "load_embedder", lambda settings: Interrupted())
    assert main(command) == 130
    last = capsys.readouterr().err.splitlines()[-1]
    stored = int(re.search(r"Interrupted after (\d+) articles: what is stored stays", last)[1])  # type: ignore[index]
    assert stored >= BATCH
    monkeypatch.setattr(indexing, "load_embedder", lambda settings: HashEmbedder())
    assert main(command) == 0
    assert f"{stored:,} unchanged" in capsys.readouterr().err


def test_a_second_writer_is_told_of_the_first(
    news: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It waits for nothing, changes nothing and exits with 4."""
    place, settings = tmp_path / "index", Settings()
    with LocalIndex.create(place, load_embedder(settings), splitter_of(settings)):
        assert main(["index", str(news), "--index", str(place)]) == 4
    assert f"another process is writing to the index {place}" in capsys.readouterr().err
    assert indexed(place) == []


def test_links_out_of_a_folder_are_followed_only_when_asked(
    news: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """They are counted, which is no failure; --follow-links reads what they lead to."""
    (tmp_path / "private.txt").write_text("The code of the safe is 1234.")
    (news / "link.txt").symlink_to(tmp_path / "private.txt")
    command = ["index", str(news), "--index", str(tmp_path / "index")]
    assert main(command) == 0
    assert "1 link that leads out of it: not followed (--follow-links)" in capsys.readouterr().err
    assert indexed(tmp_path / "index") == ["harbour.txt"]
    assert main([*command, "--follow-links"]) == 0
    assert "--follow-links" not in capsys.readouterr().err
    assert indexed(tmp_path / "index") == ["harbour.txt", "link.txt"]
