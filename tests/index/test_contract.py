"""What every engine of an index does alike: the local folder and Milvus run the same tests."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from fnmatch import fnmatchcase
from pathlib import Path

import numpy as np
import pytest

from qa.errors import IndexBusy, IndexMismatch, IndexMissing
from qa.index.location import FolderLocation
from qa.index.opening import examine, rebuild_index
from qa.index.writing import is_marked
from qa.retrieval import DenseRetriever, FusedRetriever, LexicalRetriever
from qa.types import EVERYTHING, Article, Filter, Hit, Index, IndexReport, Origin, Prepared, Progress
from tests.collection import ANIMALS, LineSplitter, article
from tests.fakes import HashEmbedder
from tests.index.test_families import edited, story
from tests.index_engines import ENGINES, Place

CATS, DOGS, OWLS, NEWTS = ANIMALS


@pytest.fixture(params=ENGINES)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """An empty place in each engine."""
    return Place.of(request.param, tmp_path)


@pytest.fixture
def index(place: Place) -> Iterator[Index]:
    """An index of the animals, open for writing."""
    with place.create() as opened:
        assert opened.add(ANIMALS) == IndexReport(added=4, passages=6)
        yield opened


def first(hits: list[list[Hit]]) -> str:
    """The text of the best hit of the only question."""
    return hits[0][0].passage.text


def found_in(index: Index, question: str, where: Filter = EVERYTHING, k: int = 10) -> set[str]:
    """The articles that either ranking finds passages of."""
    rankings = (DenseRetriever(index), LexicalRetriever(index))
    return {hit.passage.article_id for ranking in rankings for hit in ranking.search([question], k, where)[0]}


def test_it_is_an_index(index: Index) -> None:
    """Every engine satisfies the Protocol."""
    assert isinstance(index, Index)
    assert len(index) == 6


def test_both_rankings_find_the_passage(index: Index) -> None:
    """Hits carry the passage, its rank and its score, best first; offsets are of the article's text."""
    for ranking, rank, score in (
        (DenseRetriever(index), "dense_rank", "dense_score"),
        (LexicalRetriever(index), "lexical_rank", "lexical_score"),
    ):
        hits = ranking.search(["Where does the newt swim?", "What does the owl hunt at?"], 3)
        assert [own[0].passage.text for own in hits] == [NEWTS.text, OWLS.text]
        for own in hits:
            assert [getattr(hit, rank) for hit in own] == list(range(1, len(own) + 1))
            scores = [getattr(hit, score) for hit in own]
            assert scores == sorted(scores, reverse=True) == [hit.score for hit in own]
            for hit in own:
                passage = hit.passage
                assert index.article(passage.article_id).text[passage.start : passage.end] == passage.text


def test_passages_are_fetched_by_their_ids(index: Index) -> None:
    """What a ranking names is there, what was never given or was removed is left out."""
    ids = [i for i, _ in index.dense.scores(["owl"], 10)[0]]
    there = index.passages([*ids, 10**9])
    assert there.keys() == set(ids)
    for i, passage in there.items():
        assert passage.id == i
        assert index.article(passage.article_id).text[passage.start : passage.end] == passage.text
    index.remove([OWLS.id])
    left = {i: passage for i, passage in there.items() if passage.article_id != OWLS.id}
    assert index.passages(ids) == left
    assert index.passages([]) == {}


def test_changes_are_counted_or_not_at_all(place: Place, index: Index) -> None:
    """A reader sees a greater number after each change of the writer's; Milvus counts none."""
    with place.open() as reader:
        seen = [reader.generation]
        index.add([article("new", "New.")])
        seen.append(reader.generation)
        index.remove([CATS.id])
        seen.append(reader.generation)
    if isinstance(place.location, FolderLocation):
        assert seen == sorted({number for number in seen if number is not None})
    else:
        assert seen == [None] * 3


def test_dense_scores_are_cosines_and_lexical_ones_positive(index: Index) -> None:
    """A passage asked for in its own words has cosine one; BM25 is above zero where a word is shared."""
    ((hit, *_),) = DenseRetriever(index).search([NEWTS.text], 1)
    assert hit.score == pytest.approx(1, abs=1e-3)
    assert all(hit.score > 0 for hit in LexicalRetriever(index).search(["the cat"], 10)[0])


def test_word_forms_accents_and_titles_count(place: Place) -> None:
    """Endings and accents do not matter, and a word of the title finds the article's passages."""
    with place.create() as index:
        index.add([article("a", "The ministers voted.", title="Élections"), article("b", "It rained.")])
        for question in ("Which minister votes?", "election", "ELECTIONS"):
            assert [hit.passage.article_id for hit in LexicalRetriever(index).search([question], 5)[0]] == [
                "/articles/a"
            ]


def test_a_word_in_the_text_counts_more_than_one_in_the_title(place: Place) -> None:
    """Of two passages, that which says the word itself comes first."""
    with place.create() as index:
        index.add(
            [
                article("title", "A short text here.", title="newt"),
                article("text", "A short newt here.", title="other"),
            ]
        )
        hits = LexicalRetriever(index).search(["newt"], 2)[0]
    assert [hit.passage.article_id for hit in hits] == ["/articles/text", "/articles/title"]
    assert hits[0].score > 1.5 * hits[1].score


def test_rows_are_found_by_the_names_of_their_columns(place: Place) -> None:
    """Of a table that began in an earlier passage too; what is fetched has the heading and its own words."""
    rows = "Hotel,Rooms\nLindau,204\nSarno,57\nTulle,330"
    with place.create() as index:
        index.add([article("towns", rows), article("other", "A ship has cabins.\nA ship has sails.")])
        hits = LexicalRetriever(index).search(["Rooms of a hotel"], 10)[0]
    assert {hit.passage.text for hit in hits} == set(rows.split("\n"))
    assert {hit.passage.heading for hit in hits} == {"", "Hotel,Rooms"}


def test_the_top_k_are_a_prefix_of_the_top_k_plus_one(place: Place) -> None:
    """Asking for more never changes what came before, ties included."""
    with place.create() as index:
        index.add([article(f"{n}", f"Same words in all.\nNumber {n % 7} differs.") for n in range(40)])
        for ranking in (DenseRetriever(index), LexicalRetriever(index), FusedRetriever(index)):
            most = [hit.passage.id for hit in ranking.search(["words number 3"], 30)[0]]
            assert len(set(most)) == 30
            for k in (1, 2, 9, 29):
                assert [hit.passage.id for hit in ranking.search(["words number 3"], k)[0]] == most[:k]


@pytest.mark.parametrize(
    "question", ["", "?!", '"cat" AND (dog', "the of and", "ß", "\ud800 cat", "a" * 5000]
)
def test_odd_questions_are_harmless(index: Index, question: str) -> None:
    """Nothing in a question is syntax, and one without words has no lexical hits."""
    DenseRetriever(index).search([question], 3)
    LexicalRetriever(index).search([question, "cat"], 3)
    assert LexicalRetriever(index).search(["?!"], 3) == [[]]
    assert LexicalRetriever(index).search([], 3) == DenseRetriever(index).search([], 3) == []


def test_articles_come_back_as_they_went_in(place: Place) -> None:
    """Every field survives, and so do characters that engines do not like."""
    odd = Article(
        "/a/\udcff\x00'\"\\%_ß.txt#3",
        "Ti\ud800tle",
        'A\x00 line\r\n\ud800 and \U0001f600 "quotes" \\ more.\nEnd',
        "sou\udcffrce",
        "2022-02",
        {"url": "http://x", "odd": "\ud800"},
        (0, 7),
    )
    large = article("large", "word " * 60_000)
    with place.create() as index:
        index.add([odd, large])
        assert index.article(odd.id) == odd
        assert index.article(large.id) == large
        assert index.article_ids() == [odd.id, large.id]
        assert index.titles(1) == ["large"]
        hits = DenseRetriever(index).search(["and quotes more"], 1)[0]
        assert hits[0].passage.text == '\ud800 and \U0001f600 "quotes" \\ more.'
        with pytest.raises(KeyError):
            index.article("/none")


def test_adding_again_embeds_nothing(place: Place, index: Index) -> None:
    """Unchanged articles are skipped, in the same and in the next opening."""
    index.close()
    embedder = HashEmbedder()
    with place.open(embedder, writable=True) as again:
        assert again.add(ANIMALS) == IndexReport(unchanged=4)
        assert embedder.texts == []
        assert len(again) == 6


def test_a_changed_article_is_replaced(place: Place, index: Index) -> None:
    """The old text is gone from both rankings, the new is found, and only new passages are embedded."""
    index.close()
    embedder = HashEmbedder()
    changed = replace(CATS, text="The cat sleeps all day.\nIt hunts zebras.")
    with place.open(embedder, writable=True) as again:
        assert again.add([changed, DOGS]) == IndexReport(replaced=1, unchanged=1, passages=1)
        assert embedder.texts == ["It hunts zebras."]
        assert len(again) == 6
        assert first(DenseRetriever(again).search(["hunts zebras"], 1)) == "It hunts zebras."
        assert first(LexicalRetriever(again).search(["zebras"], 1)) == "It hunts zebras."
        texts = {hit.passage.text for hit in DenseRetriever(again).search(["It wakes for fish."], 20)[0]}
        assert "It wakes for fish." not in texts
        assert LexicalRetriever(again).search(["fish"], 5) == [[]]
        assert again.article(CATS.id) == changed


def test_a_text_under_another_name_is_not_embedded_again(place: Place, index: Index) -> None:
    """A file that was moved, or is there twice: its vectors are those of the text, whatever it is called."""
    index.close()
    embedder = HashEmbedder()
    moved = replace(CATS, id="/elsewhere/cats.txt", source="/elsewhere/cats.txt")
    with place.open(embedder, writable=True) as again:
        assert again.add([moved]) == IndexReport(added=1, passages=0)
        assert embedder.texts == []
        assert moved.id in found_in(again, "The cat sleeps all day.")


def test_where_a_text_stands_in_its_file_is_kept(place: Place) -> None:
    """Its places, and which file it was; the file's time is no change of the article."""
    origin = Origin(12, 34, "ab", "2026-11-27")
    placed = replace(CATS, places=((0, 3), (5, "slide 2")), origin=origin)
    with place.create() as index:
        index.add([placed])
        assert index.article(CATS.id) == placed
        assert index.add([replace(placed, origin=replace(origin, modified=35))]).unchanged == 1
        assert index.add([replace(placed, places=((0, 4),))]).replaced == 1


def test_a_file_with_other_bytes_and_the_same_text_is_noted(place: Place) -> None:
    """Else its citations would say for ever that it has changed; nothing is embedded for that."""
    embedder = HashEmbedder()
    old = replace(CATS, origin=Origin(12, 34, "ab", "2026-11-27"))
    new = replace(CATS, origin=Origin(13, 35, "cd", "2026-11-28"))
    with place.create(embedder) as index:
        index.add([old])
        embedder.texts.clear()
        assert index.add([new]) == IndexReport(replaced=1)
        assert embedder.texts == []
        assert index.article(CATS.id) == new


def test_ids_are_stable_and_never_reused(place: Place, index: Index) -> None:
    """Untouched passages keep their ids; what is replaced or added gets greater ones, in every opening."""

    def ids(opened: Index, question: str) -> dict[str, int]:
        return {hit.passage.text: hit.passage.id for hit in DenseRetriever(opened).search([question], 20)[0]}

    before = ids(index, "animal")
    index.remove([NEWTS.id])
    index.close()
    with place.open(writable=True) as again:
        again.add([replace(CATS, text="All new."), NEWTS])
        after = ids(again, "animal")
    assert all(after[text] == before[text] for text in after.keys() & before.keys() - {NEWTS.text})
    assert after["All new."] > max(before.values())
    assert after[NEWTS.text] > max(before.values())


def test_the_later_of_two_versions_in_one_run_wins(place: Place) -> None:
    """An article that comes twice is stored once, as it came last."""
    with place.create() as index:
        later = replace(CATS, text="Cats, later.")
        assert index.add([CATS, DOGS, later]) == IndexReport(added=2, replaced=1, passages=5)
        assert index.article(CATS.id) == later
        assert len(index) == 3


def test_a_new_date_is_a_change(index: Index) -> None:
    """Anything about an article that differs replaces it; nothing is embedded for that."""
    assert index.add([replace(OWLS, published="2020")]) == IndexReport(replaced=1)
    assert index.article(OWLS.id).published == "2020"
    assert OWLS.id in found_in(index, "owl", Filter(since="2020", until="2020"))


def test_removed_articles_are_gone_at_once(index: Index) -> None:
    """They are in neither ranking; removing them again removes nothing."""
    assert index.remove([CATS.id, "/none", OWLS.id]) == 2
    assert index.remove([CATS.id]) == 0
    assert found_in(index, "cat owl fish") == {DOGS.id, NEWTS.id}
    assert len(index) == 3
    assert index.article_ids() == [DOGS.id, NEWTS.id]
    with pytest.raises(KeyError):
        index.article(CATS.id)
    index.compact()
    assert found_in(index, "cat owl fish") == {DOGS.id, NEWTS.id}


def test_articles_without_passages_are_articles(place: Place) -> None:
    """An empty article is known, found by nothing, and removed like others."""
    empty = article("empty", "")
    with place.create() as index:
        assert index.add([empty]) == IndexReport(added=1)
        assert index.add([empty, CATS]) == IndexReport(added=1, unchanged=1, passages=2)
        assert index.article(empty.id) == empty
        assert index.remove([empty.id]) == 1
        assert len(index) == 2


def test_prepared_articles_are_stored_as_they_come(place: Place) -> None:
    """What was split and embedded elsewhere is not embedded again."""
    elsewhere, here = HashEmbedder(), HashEmbedder()
    passages = LineSplitter().split(DOGS)
    prepared = Prepared(DOGS, passages, elsewhere.embed([passage.text for passage in passages]))
    with place.create(here) as index:
        assert index.add([prepared, prepared]) == IndexReport(added=1, unchanged=1, passages=2)
        assert here.texts == []
        assert first(DenseRetriever(index).search(["dog barks moon"], 1)) == "The dog barks at the moon."


def test_stored_articles_are_recognised_by_their_marks(index: Index) -> None:
    """Each stored article is marked; another text, date or id is not, and a removed one no longer."""
    marks = index.marks()
    assert marks.dtype == np.uint64
    assert all(is_marked(marks, animal) for animal in ANIMALS)
    others = [replace(CATS, text="Another."), replace(CATS, published="2023"), replace(CATS, id="/other")]
    assert not any(is_marked(marks, other) for other in others)
    index.remove([CATS.id])
    assert not is_marked(index.marks(), CATS)


def test_filters(index: Index) -> None:
    """Dates overlap, undated articles match no date, globs match the source or its last part."""
    cases: list[tuple[Filter, set[str]]] = [
        (Filter(since="2019"), {CATS.id, DOGS.id}),
        (Filter(since="2019-12-31"), {CATS.id, DOGS.id}),
        (Filter(since="2022-02-28"), {CATS.id}),
        (Filter(since="2022-03"), set()),
        (Filter(until="2019-01-01"), {DOGS.id, NEWTS.id}),
        (Filter(until="1987-05-02"), set()),
        (Filter(since="1987-05-03", until="1987-05-03"), {NEWTS.id}),
        (Filter(source="*.md"), {NEWTS.id}),
        (Filter(source="newts.??"), {NEWTS.id}),
        (Filter(source="/articles/[co]*"), {CATS.id, OWLS.id, NEWTS.id}),
        (Filter(source="[!co]*.txt"), {CATS.id, DOGS.id, OWLS.id}),
        (Filter(source="articles"), set()),
        (Filter(source="[z-a]"), set()),
        (Filter(source="*.txt", until="2020"), {DOGS.id}),
    ]
    question = "The cat, the dog, the owl and the newt: at it, in all, by day."
    for where, expected in cases:
        assert found_in(index, question, where) == expected, where
    assert index.listed(Filter(source="[z-a]"), 5) == (0, [])


def test_globs_mean_what_fnmatch_means(place: Place) -> None:
    """Characters that are syntax in a filter's language are themselves, in both rankings."""
    names = [
        "a%b.txt",
        "a_b.txt",
        "axb.txt",
        'a"b.txt',
        "a\\b.txt",
        "aéb.txt",
        "a'b.txt",
        "dir/a]b",
        "A_B.TXT",
    ]
    globs = [
        "a%b*",
        "a_b*",
        "a?b.txt",
        'a"b*',
        "a\\b*",
        "aéb*",
        "a[%_]b*",
        "a[!x]b.txt",
        "*a'b*",
        "dir/*",
        "*/a]b",
        "a_b.tx",
        "[a-z]*.TXT",
        "é*",
        "*",
    ]
    with place.create() as index:
        index.add([article(str(n), "One word.", source=name) for n, name in enumerate(names)])
        for glob in globs:
            expected = {
                f"/articles/{n}"
                for n, name in enumerate(names)
                if fnmatchcase(name, glob) or fnmatchcase(name.rpartition("/")[2], glob)
            }
            assert found_in(index, "word", Filter(source=glob), k=20) == expected, glob


def test_filters_that_an_engine_decides_in_part_still_fill_the_list(place: Place) -> None:
    """Where few of very many pass, those few are found."""
    with place.create() as index:
        index.add([article(f"{n:03}", "Same word.", source=f"{n:03}") for n in range(400)])
        found = DenseRetriever(index).search(["word"], 10, Filter(source="[3]9[5-9]"))[0]
        assert sorted(hit.passage.article_id[-3:] for hit in found) == ["395", "396", "397", "398", "399"]


def test_reprints_are_one_story(place: Place) -> None:
    """Copies, cut and edited ones belong together, within a run and across runs; others do not."""
    one, other = story(1), story(2)
    now = {"published": "2022-02-25"}
    with place.create() as index:
        index.add([article("a", " ".join(one), **now), article("b", " ".join(other), **now)])
        index.add(
            [
                article("c", edited(one, 0.15), published="2022-02-27"),
                article("d", " ".join(one[:120]), published="2022-03"),
                article("e", " ".join(other)),
                article("f", " ".join(story(3)), **now),
                article("g", " ".join(one), published="2023-02-25"),
            ]
        )
        ids = [f"/articles/{name}" for name in "abcdefg"]
        a, b, c, d, e, f, g = index.families(ids)
        assert a == c == d
        assert b == e
        assert len({a, b, f, g}) == 4
        assert len(set(index.families(["/x", "/y", ids[0]]))) == 3


def test_a_chain_is_one_family_across_runs(place: Place) -> None:
    """A reprint found later joins the families that it connects, and they stay joined when it changes."""
    words = story(5, 200)
    left, right, both = (" ".join(words[start:end]) for start, end in ((0, 140), (60, 200), (0, 200)))
    with place.create() as index:
        index.add([article("left", left), article("right", right)])
        assert len(set(index.families(["/articles/left", "/articles/right"]))) == 2
        index.add([article("both", both)])
        assert len(set(index.families(["/articles/left", "/articles/right", "/articles/both"]))) == 1
        index.add([article("both", "Something else.")])
        assert len(set(index.families(["/articles/left", "/articles/right", "/articles/both"]))) == 2
        assert index.article("/articles/left").text == left
        assert first(LexicalRetriever(index).search([left[:60]], 1)) == left


def test_missing(place: Place) -> None:
    """Where there is no index, the message names the command that makes one."""
    with pytest.raises(IndexMissing, match="qa index ARTICLES --index"):
        place.open()


@pytest.mark.parametrize(
    ("embedder", "splitter", "named"),
    [(HashEmbedder(name="other"), LineSplitter(), "'other'"), (HashEmbedder(dim=32), LineSplitter(), "32"),
     (HashEmbedder(), LineSplitter("other lines"), "other lines")],
)  # fmt: skip
def test_mismatch(
    place: Place, index: Index, embedder: HashEmbedder, splitter: LineSplitter, named: str
) -> None:
    """An index of another embedder or splitter is refused, with the command that mends it."""
    index.close()
    with pytest.raises(IndexMismatch, match=f"{named}.*--rebuild"):
        place.open(embedder, splitter)


def test_one_writer(place: Place, index: Index) -> None:
    """A second writer is refused while there is one, and a reader may not write."""
    with pytest.raises(IndexBusy, match="another process"):
        place.open(writable=True)
    with place.open() as reader:
        assert first(LexicalRetriever(reader).search(["newt"], 1)) == NEWTS.text
        for attempt in (lambda: reader.add(ANIMALS), lambda: reader.remove([CATS.id]), reader.compact):
            with pytest.raises(IndexBusy, match="reading only"):
                attempt()
    index.close()
    place.open(writable=True).close()


def test_a_reader_sees_what_a_writer_stores(place: Place, index: Index) -> None:
    """What was added after a reader opened is found by its next search."""
    with place.open() as reader:
        index.add([article("emus", "An emu runs.")])
        index.remove([CATS.id])
        assert first(LexicalRetriever(reader).search(["emu"], 1)) == "An emu runs."
        assert CATS.id not in found_in(reader, "the cat sleeps")


def test_progress_is_told(place: Place) -> None:
    """After the last batch, progress counts every article and passage."""
    seen: list[Progress] = []
    with place.create() as index:
        index.add(ANIMALS, on_progress=seen.append, total=4)
    assert (seen[-1].done, seen[-1].total, seen[-1].passages) == (4, 4, 6)


def test_a_run_cut_short_is_gone_on_with(place: Place) -> None:
    """What was stored before an interruption stays; the next run embeds only the rest; nothing is twice."""

    class Interrupted(Exception):
        pass

    def articles(stop: int) -> Iterator[Article]:
        for n in range(1200):
            if n == stop:
                raise Interrupted
            yield article(f"{n}", f"Number {n} alone.")

    with place.create() as index, pytest.raises(Interrupted):
        index.add(articles(700))
    embedder = HashEmbedder()
    with place.open(embedder, writable=True) as index:
        report = index.add(articles(1200))
        assert report.unchanged >= 512
        assert report.added + report.unchanged == 1200
        assert len(embedder.texts) == report.added
        assert len(index) == 1200
        hits = LexicalRetriever(index).search(["Number alone"], 1200)[0]
        assert len({hit.passage.text for hit in hits}) == len(hits) == 1200


def test_doctor_finds_nothing_wrong(place: Place, index: Index) -> None:
    """A sound index is told to hold what was stored."""
    index.remove([OWLS.id])
    index.close()
    health = examine(place.location, place.settings)
    assert health.sound, health
    assert health.state is not None and (health.state.articles, health.state.passages) == (3, 5)
    assert (health.families, health.readable, health.lexical) == (3, 3, 5)
    assert health.dense is not None and health.dense.exact == 5
    assert sum(health.disk.values()) > 0


def test_rebuilding_for_another_embedder(place: Place, index: Index) -> None:
    """The articles stay, everything else is made anew, and the old embedder is refused from then on."""
    index.close()
    other, lines = HashEmbedder(name="other"), LineSplitter("other lines")
    problems: list[str] = []
    report = rebuild_index(place.location, other, lines, place.settings, on_problem=problems.append)
    assert (report.added, report.passages, problems) == (4, 6, [])
    with place.open(other, lines, writable=True) as again:
        assert again.article_ids() == [animal.id for animal in ANIMALS]
        assert again.add(ANIMALS) == IndexReport(unchanged=4)
        assert first(DenseRetriever(again).search(["newt swims"], 1)) == NEWTS.text
        assert first(LexicalRetriever(again).search(["owl"], 1)) == OWLS.text
    with pytest.raises(IndexMismatch):
        place.open()
    assert examine(place.location, place.settings).sound


def test_both_engines_rank_alike(tmp_path: Path) -> None:
    """The same articles and questions give the same passages in the same order, scores as near as may be."""
    generator = random.Random(1)
    words = story(9, 300)
    articles = [
        article(f"{n}", ". ".join(" ".join(generator.sample(words, 12)) for _ in range(3)), title=words[n])
        for n in range(60)
    ]
    questions = [" ".join(generator.sample(words, 5)) for _ in range(20)]
    found = {}
    for engine in ENGINES:
        with Place.of(engine, tmp_path).create() as index:
            index.add(articles)
            found[engine] = [
                ranking.search(questions, 5) for ranking in (DenseRetriever(index), LexicalRetriever(index))
            ]
    for ranking, tolerance in ((0, 2e-3), (1, 0.08)):  # half precision; Tantivy's rounded lengths
        pairs = zip(found["local"][ranking], found["milvus"][ranking], strict=True)
        for ours, theirs in pairs:
            assert ours[0].passage.text == theirs[0].passage.text or (
                ours[0].score == pytest.approx(ours[1].score, rel=tolerance)
            )
            for hit, other in zip(ours, theirs, strict=True):
                assert hit.score == pytest.approx(other.score, rel=tolerance, abs=tolerance)
