"""A Milvus that is gone, slow, killed, or another's: what a user is told; nothing is lost or twice."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from pymilvus import MilvusException

from qa.cli import main
from qa.errors import IndexBusy, IndexMismatch, IndexUnreachable, QAError, SettingsError
from qa.index.location import LiteLocation, ServerLocation
from qa.index.milvus import client
from qa.index.milvus.client import Connection, Row
from qa.index.milvus.index import found
from qa.index.milvus.records import Records
from qa.index.milvus.schema import Names
from qa.index.milvus.store import MilvusStore
from qa.index.opening import create_index, examine, open_index
from qa.index.writing import follow
from qa.retrieval import DenseRetriever, LexicalRetriever
from qa.settings import Settings
from qa.types import Article
from tests.collection import ANIMALS, LineSplitter, article
from tests.fakes import HashEmbedder
from tests.index.test_families import story
from tests.milvus_server import LiteServer, Proxy, served

PATIENT, HASTY = 120.0, 1.0  # seconds: for what must succeed, also on a busy machine; for what must fail
CAT = ANIMALS[0]
SECRET = "hunter2"  # what must not be shown


@dataclass
class Remote:
    """A served index behind a proxy that can fail."""

    server: LiteServer
    proxy: Proxy
    location: ServerLocation
    settings: Settings
    timeout: float = PATIENT  # of every connection, from its next request on


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[LiteServer, Proxy]]:
    """One server for all tests of this module."""
    with served(tmp_path_factory.mktemp("served") / "data.db") as running:
        yield running


@pytest.fixture
def remote(
    service: tuple[LiteServer, Proxy], request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Remote]:
    """A collection of its own for each test, on a proxy that works again afterwards."""
    server, proxy = service
    location = ServerLocation(f"http://127.0.0.1:{proxy.port}", request.node.name[:60])
    remote = Remote(server, proxy, location, Settings(milvus_token=SECRET))
    asked = property(lambda connection: remote.timeout, lambda connection, seconds: None)
    monkeypatch.setattr(Connection, "_timeout", asked, raising=False)
    yield remote
    proxy.fail("none")


def told(caught: pytest.ExceptionInfo[QAError]) -> str:
    """The message: one line, without the secret."""
    message = str(caught.value)
    assert "\n" not in message
    assert SECRET not in message
    return message


def many(count: int) -> Iterator[Article]:
    """Articles of two passages, so that 256 make a batch."""
    for n in range(count):
        yield article(f"{n}", f"Alpha{n} beta{n} gamma{n}.\nDelta{n} epsilon{n} zeta{n}.")


def whole(remote: Remote, expected: Sequence[str]) -> None:
    """Doctor finds nothing wrong, and the passages are exactly these."""
    health = examine(remote.location, remote.settings)
    assert health.sound, health.damage
    connection = Connection(remote.location, remote.settings)
    rows = list(connection.select(Names.of(remote.location, 1).passages, "", ["id", "text"]))
    connection.close()
    assert sorted(row["text"] for row in rows) == sorted(expected)


def lines(articles: Iterator[Article]) -> list[str]:
    """Their passages."""
    return [line for one in articles for line in one.text.split("\n")]


def test_gone_at_the_start(remote: Remote) -> None:
    """Nobody there is one line that names the place."""
    remote.timeout = HASTY
    remote.proxy.fail("refuse")
    with pytest.raises(IndexUnreachable) as caught:
        open_index(remote.location, HashEmbedder(), LineSplitter(), remote.settings)
    assert str(remote.location) in told(caught)


def test_it_is_tried_for_the_time_that_was_set_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """Again and again after growing pauses; none may last longer than what is left, or a pause."""
    now = 0.0
    attempts: list[tuple[float, float]] = []

    def sleep(seconds: float) -> None:
        nonlocal now
        now += seconds

    def nobody(timeout: float, **access: object) -> None:
        attempts.append((now, timeout))
        raise MilvusException(message="nobody there", code=2)

    monkeypatch.setattr(client, "time", SimpleNamespace(monotonic=lambda: now, sleep=sleep))
    monkeypatch.setattr(client, "MilvusClient", nobody)
    with pytest.raises(IndexUnreachable, match="within 6 s"):
        Connection(ServerLocation("http://127.0.0.1:9", "news"), Settings(milvus_timeout=6.0))
    began = [at for at, _ in attempts]
    assert began == pytest.approx([0, 0.1, 0.3, 0.7, 1.5, 3.1])
    assert [at + timeout for at, timeout in attempts] == pytest.approx([6, 6, 6, 6, 6, 6.1])


def test_the_command_line_says_so_in_one_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit code 4, one line on stderr, no traceback of the client's, no token."""
    monkeypatch.setenv("QA_MILVUS_TIMEOUT", "0.5")
    monkeypatch.setenv("QA_MILVUS_TOKEN", SECRET)
    assert main(["doctor", "--index", "milvus+http://127.0.0.1:9/news"]) == IndexUnreachable.exit_code
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("qa: the Milvus server of milvus+http://127.0.0.1:9/news did not answer")
    assert captured.err.count("\n") == 1
    assert SECRET not in captured.err


def test_a_short_absence_is_waited_out(remote: Remote) -> None:
    """A server that is back within the time-out is noticed only by the time it took."""
    with create_index(remote.location, HashEmbedder(), LineSplitter(), remote.settings) as index:
        index.add(ANIMALS)
        remote.proxy.fail("refuse")
        back = threading.Timer(0.7, remote.proxy.fail, ("none",))
        back.start()
        assert LexicalRetriever(index).search(["newt"], 1)[0][0].passage.text == "A newt swims in the pond."
        back.join()


def test_gone_in_the_middle_of_indexing(remote: Remote) -> None:
    """The error says that the same command goes on; it does, embeds no batch again, and nothing is twice."""
    first = HashEmbedder()

    def articles() -> Iterator[Article]:
        for n, one in enumerate(many(900)):
            if n == 600:  # two batches are stored; the third is cut in the middle of its requests
                remote.timeout = HASTY
                remote.proxy.fail("refuse", after=150_000)
            yield one

    index = create_index(remote.location, first, LineSplitter(), remote.settings)
    with index, pytest.raises(IndexUnreachable) as caught:
        index.add(articles())
    assert "run the same command again" in told(caught)
    remote.timeout = PATIENT
    remote.proxy.fail("none")
    second = HashEmbedder()
    with open_index(remote.location, second, LineSplitter(), remote.settings, writable=True) as index:
        report = index.add(many(900))
    assert report.unchanged >= 512
    assert report.added + report.unchanged == 900
    assert len(second.texts) == 2 * report.added
    whole(remote, lines(many(900)))


def test_killed_in_the_middle_of_indexing(remote: Remote) -> None:
    """A server killed under load and started again over its data has all that it acknowledged."""

    def articles() -> Iterator[Article]:
        for n, one in enumerate(many(600)):
            if n == 400:
                remote.timeout = HASTY
                remote.server.kill()
            yield one

    index = create_index(remote.location, HashEmbedder(), LineSplitter(), remote.settings)
    with index, pytest.raises(IndexUnreachable):
        index.add(articles())
    remote.server.start()
    remote.timeout = PATIENT
    embedder = HashEmbedder()
    with open_index(remote.location, embedder, LineSplitter(), remote.settings, writable=True) as index:
        assert index.add(many(600)).unchanged >= 256
    assert len(embedder.texts) <= 2 * (600 - 256)
    whole(remote, lines(many(600)))


def test_gone_in_the_middle_of_a_question(remote: Remote) -> None:
    """A question finds nobody; the next one, with the server back, is answered by the same open index."""
    create_index(remote.location, HashEmbedder(), LineSplitter(), remote.settings).close()
    with open_index(remote.location, HashEmbedder(), LineSplitter(), remote.settings, writable=True) as index:
        index.add(ANIMALS)
        DenseRetriever(index).search(["newt"], 1)
        remote.timeout = HASTY
        remote.proxy.fail("refuse")
        with pytest.raises(IndexUnreachable) as caught:
            DenseRetriever(index).search(["newt"], 1)
        told(caught)
        remote.timeout = PATIENT
        remote.proxy.fail("none")
        assert LexicalRetriever(index).search(["newt"], 1)[0][0].passage.article_id == ANIMALS[3].id


def test_a_slow_server_is_waited_for_as_long_as_set(remote: Remote) -> None:
    """A request that gets no answer ends after the time-out, with the name of the setting."""
    with create_index(remote.location, HashEmbedder(), LineSplitter(), remote.settings) as index:
        index.add(ANIMALS)
        remote.timeout = HASTY
        remote.proxy.fail("stall")
        with pytest.raises(IndexUnreachable, match=r"within 1 s \(milvus_timeout\)"):
            LexicalRetriever(index).search(["newt"], 1)


def test_a_collection_of_something_else_is_refused(remote: Remote) -> None:
    """What others keep under our names is neither read nor written."""
    from pymilvus import MilvusClient

    for name in (f"{remote.location.collection}_records", f"{remote.location.collection}x_passages_1"):
        client = MilvusClient(f"http://127.0.0.1:{remote.server.port}")
        client.create_collection(name, dimension=4)
        client.close()
    with pytest.raises(IndexMismatch, match="is not an index of qa"):
        open_index(remote.location, HashEmbedder(), LineSplitter(), remote.settings)
    with pytest.raises(IndexMismatch, match="is not an index of qa"):
        create_index(remote.location, HashEmbedder(), LineSplitter(), remote.settings)
    other = ServerLocation(remote.location.uri, f"{remote.location.collection}x")
    with pytest.raises(IndexMismatch, match="has no field"):
        create_index(other, HashEmbedder(), LineSplitter(), remote.settings)


def test_certificates_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    """A wrong path or half a pair is said before anything is sent."""
    location = ServerLocation("https://127.0.0.1:9", "news")
    for settings, named in (
        (Settings(milvus_ca=tmp_path / "none.pem"), "none.pem"),
        (Settings(milvus_certificate=Path(__file__)), "go together"),
    ):
        with pytest.raises(SettingsError, match=named):
            open_index(location, HashEmbedder(), LineSplitter(), settings)


def test_a_database_of_lite_serves_one_process(tmp_path: Path) -> None:
    """While a server process has it open, the error says what Milvus Lite cannot do."""
    location = LiteLocation(tmp_path / "data.db")
    create_index(location, HashEmbedder(), LineSplitter(), Settings()).close()
    with served(location.database), pytest.raises(IndexBusy, match="one process at a time"):
        open_index(location, HashEmbedder(), LineSplitter(), Settings())
    open_index(location, HashEmbedder(), LineSplitter(), Settings()).close()


class Died(Exception):
    """The process ended here."""


class Dying(Connection):
    """A connection whose process dies before its nth write."""

    writes_left = 1_000_000

    def upsert(self, collection: str, rows: Sequence[Row]) -> None:
        """Write, or die."""
        if rows:
            self._live()
        super().upsert(collection, rows)

    def delete(self, collection: str, keys: Sequence[str | int]) -> None:
        """Delete, or die."""
        if keys:
            self._live()
        super().delete(collection, keys)

    def _live(self) -> None:
        self.writes_left -= 1
        if self.writes_left < 0:
            raise Died


def edition(number: int) -> list[Article]:
    """Some articles change with the edition, one comes and goes with it, two are reprints of each other."""
    reprinted = " ".join(story(number))
    return [
        *ANIMALS,
        article("changing", f"Line one of edition {number}.\nLine two stays.\nLine three, {number}."),
        article(f"of-{number}", f"Only in edition {number}."),
        article("print", reprinted, published="2022-02-25"),
        article("reprint", reprinted, published="2022-02-26"),
    ]


def forget_the_dead(location: LiteLocation) -> None:
    """Let the claim of the writer that died lapse, as it does after two minutes."""
    connection = Connection(location, Settings())
    records, _ = found(connection)
    writer = records.writer().model_copy(update={"since": 0.0})
    records.put({"writer": json.dumps(writer.model_dump(mode="json"))})
    connection.close()


@pytest.mark.parametrize("removing", [False, True])
def test_a_batch_cut_short_anywhere_leaves_neither_doubles_nor_holes(tmp_path: Path, removing: bool) -> None:
    """A writer dies before each of its writes in turn; the next one finds and leaves a whole index."""
    location = LiteLocation(tmp_path / "index.db")
    embedder, splitter, settings = HashEmbedder(), LineSplitter(), Settings()
    with create_index(location, embedder, splitter, settings) as index:
        index.add(edition(0))
    finished = False
    for number in range(1, 20):
        connection = Dying(location, settings)
        records, _ = found(connection)
        names = Names.of(location, 1)
        store = MilvusStore(connection, records, names, 1)
        connection.load(names.articles)
        connection.load(names.passages)
        connection.writes_left = number - 1
        try:
            if removing:
                store.remove([one.id for one in edition(number - 1)])
            follow(store, embedder, splitter, edition(number))
            store.close()
            finished = True
        except Died:
            forget_the_dead(location)
        connection.close()
        with create_index(location, embedder, splitter, settings) as index:
            assert examine(location, settings).sound
            kept = set(index.article_ids())
            gone = kept - {one.id for one in edition(number)}
            index.remove(gone)
            report = index.add(edition(number))
            assert report.added + report.replaced + report.unchanged == len(edition(number))
            health = examine(location, settings)
            assert health.sound, (number, health.damage)
            expected = lines(iter(edition(number)))
            assert len(index) == len(expected)
            shown = [hit.passage.text for hit in DenseRetriever(index).search(["line"], 100)[0]]
            assert sorted(shown) == sorted(expected)
            assert len(set(index.families(["/articles/print", "/articles/reprint"]))) == 1
        if finished:
            break
    assert finished
    assert number > 5


def test_two_writers_at_once_are_noticed(tmp_path: Path) -> None:
    """A writer whose place another took stops at its next batch and writes nothing more."""
    location = LiteLocation(tmp_path / "index.db")
    with create_index(location, HashEmbedder(), LineSplitter(), Settings()) as index:
        index.add(ANIMALS)
        connection = Connection(location, Settings())
        forget_the_dead(location)
        other = Records(connection, Names.of(location, 1).records)
        other.claim()
        with pytest.raises(IndexBusy, match="another process"):
            index.add([article("late", "Too late.")])
        assert len(index) == 6
        other.release()
        connection.close()


def test_an_article_replaced_while_it_is_read(tmp_path: Path) -> None:
    """A reader that saw the version before gets the new one whole, and never a mixture of the two.

    What it has read of an article stays readable for the question in hand, also when the article is gone.
    """
    location = LiteLocation(tmp_path / "index.db")
    embedder, splitter, settings = HashEmbedder(), LineSplitter(), Settings()
    with create_index(location, embedder, splitter, settings) as writer:
        writer.add(ANIMALS)
        with open_index(location, embedder, splitter, settings) as reader:
            hits = DenseRetriever(reader).search(["The cat sleeps all day."], 1)[0]
            assert hits[0].passage.article_id == CAT.id
            writer.add([replace(CAT, text="A cat, replaced.")])
            assert reader.article(CAT.id).text == "A cat, replaced."
            writer.remove([CAT.id])
            assert reader.article(CAT.id).text == "A cat, replaced."
            assert CAT.id not in {
                hit.passage.article_id for hit in DenseRetriever(reader).search(["cat"], 9)[0]
            }
        with open_index(location, embedder, splitter, settings) as reader, pytest.raises(KeyError):
            reader.article(CAT.id)


def test_a_search_waits_while_the_index_is_changed(remote: Remote) -> None:
    """A collection that is released for that answers when it is loaded again, within the time-out."""
    from pymilvus import MilvusClient

    with create_index(remote.location, HashEmbedder(), LineSplitter(), remote.settings) as index:
        index.add(ANIMALS)
        client = MilvusClient(f"http://127.0.0.1:{remote.server.port}")
        passages = Names.of(remote.location, 1).passages
        client.release_collection(passages)
        loading = threading.Timer(0.7, client.load_collection, (passages,))
        loading.start()
        assert DenseRetriever(index).search(["newt swims"], 1)[0][0].passage.article_id == ANIMALS[3].id
        loading.join()
        client.close()


def test_a_change_of_index_cut_short_is_finished(remote: Remote) -> None:
    """The next writer builds the index that the last one did not come to build."""
    from pymilvus import MilvusClient

    with create_index(remote.location, HashEmbedder(), LineSplitter(), remote.settings) as index:
        index.add(ANIMALS)
    client = MilvusClient(f"http://127.0.0.1:{remote.server.port}")
    passages = Names.of(remote.location, 1).passages
    client.release_collection(passages)
    client.drop_index(passages, "vector")
    client.close()
    with create_index(remote.location, HashEmbedder(), LineSplitter(), remote.settings) as index:
        assert DenseRetriever(index).search(["newt swims"], 1)[0][0].passage.article_id == ANIMALS[3].id
    dense = examine(remote.location, remote.settings).dense
    assert dense is not None
    assert dense.kind == "HNSW"
