"""Ray from the outside: not imported without being asked for, and clear words where it is not to be had."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from qa.distributed import preparing as tables
from qa.distributed.cluster import Cluster, cluster
from qa.distributed.indexing import Rates
from qa.errors import ClusterError, SettingsError
from qa.types import Article, Passage, Prepared


def test_nothing_of_ray_is_imported_without_ray(tmp_path: Path) -> None:
    """Indexing and asking in one process: neither Ray nor Arrow, nor this project's part about them."""
    (tmp_path / "a.txt").write_text("The harbour was closed on Monday.")
    code = (
        "import sys; from qa.cli import main\n"
        f"main(['index', {str(tmp_path / 'a.txt')!r}, '--index', {str(tmp_path / 'index')!r}])\n"
        f"main(['ask', 'When was the harbour closed?', '--index', {str(tmp_path / 'index')!r}])\n"
        "found = [name for name in ('ray', 'pyarrow', 'qa.distributed') if name in sys.modules]\n"
        "print('imported', found)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "imported []", done.stderr


def test_without_ray_the_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who asks for Ray and does not have it is told what to install."""
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(SettingsError, match=r"pip install 'extractive-qa\[ray\]'"), cluster("local"):
        pass


@pytest.mark.parametrize("address", ["ray://10.0.0.1:10001", "127.0.0.1:x"])
def test_an_address_that_is_none(address: str) -> None:
    """Ray Client cannot carry the work, and a port is a number."""
    with pytest.raises((SettingsError, ClusterError), match=address), cluster(address):
        pass


def test_nobody_there() -> None:
    """A cluster that does not answer is said so at once; Ray itself would try for minutes."""
    with (
        pytest.raises(ClusterError, match=r"cannot join the Ray cluster 127\.0\.0\.1:9"),
        cluster("127.0.0.1:9"),
    ):
        pass


def test_there_are_readers_for_the_workers() -> None:
    """At least one, and one more for every four workers."""
    assert [Cluster(1, workers).readers for workers in (1, 2, 4, 64)] == [1, 1, 2, 17]


def test_rows_come_back_as_they_went() -> None:
    """Every field, lone surrogates and a NUL included; a problem and a stored article in the same table."""
    article = Article(
        id="/a\udc80.txt",
        title="t\udcff",
        text="a\0b \ud800 c d",
        source="s",
        published="2022-02",
        metadata={"url": "http://x"},
        page_starts=(0, 3),
        body_start=2,
    )
    passages = [Passage(-1, article.id, 2, 5, article.text[2:5]), Passage(-1, article.id, 6, 9, "c d")]
    rows = tables.Rows()
    rows.add(article, passages)
    rows.problem("odd: \udc80")
    rows.add(article, None)
    read = rows.taken()
    assert rows.size == 0
    assert tables.texts_of(read) == [[article.text[2:5], "c d"], None, None]
    vectors = np.arange(6, dtype=np.float32).reshape(2, 3)
    table = tables.embedded(read, [vectors, None, None], "n1")
    first, second, third = tables.rows_of(table, 3)
    assert isinstance(first, tables.Arrived)
    assert isinstance(first.article, Prepared)
    assert (first.article.article, first.article.passages, first.node) == (article, passages, "n1")
    assert np.array_equal(first.article.vectors, vectors)
    assert second == tables.Problem("odd: \udc80")
    assert third == tables.Arrived(article, "n1")
    assert list(tables.rows_of(tables.failure("why", "n2"), 3)) == [tables.Failure("why", "n2")]


def test_rates_are_of_the_last_minute() -> None:
    """A node that has gone falls to nothing and stays in the list."""
    now = 100.0
    rates = Rates(lambda: now)
    now += 10
    rates.add("b", 50)
    rates.add("a", 100)
    assert rates.now() == (("a", 10.0), ("b", 5.0))
    now += 55
    rates.add("a", 60)
    assert dict(rates.now()) == pytest.approx({"a": 160 / 60, "b": 50 / 60})
    now += 20
    assert rates.now() == (("a", 1.0), ("b", 0.0))
    assert rates.totals == {"a": 160, "b": 50}
