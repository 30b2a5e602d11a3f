"""Question sets of every format, plain and compressed, and what is said about broken ones."""

from __future__ import annotations

import gzip
import hashlib
import json
import lzma
from pathlib import Path

import pytest

from qa.errors import InputError
from qa.questionsets.loading import load_questions
from qa.questionsets.question_set import halves, paragraphs_of, sample

SQUAD = {
    "version": "v2.0",
    "data": [
        {
            "title": "Normans",
            "paragraphs": [
                {
                    "context": "The Normans gave their name to Normandy.",
                    "qas": [
                        {
                            "id": "1",
                            "question": "What did they name?",
                            "answers": [{"text": "Normandy", "answer_start": 31}] * 2,
                        },
                        {"id": "2", "question": "Who were the Saxons?", "answers": [], "is_impossible": True},
                    ],
                }
            ],
        },
        {"title": "Normans", "paragraphs": [{"context": "Another text.", "qas": []}]},
    ],
}


def write_lines(path: Path, records: list[object]) -> Path:
    """Write JSON lines."""
    path.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")
    return path


@pytest.mark.parametrize("suffix", [".json", ".json.gz", ".json.xz"])
def test_squad(tmp_path: Path, suffix: str) -> None:
    """Paragraphs become articles of different ids; answers are listed once; unanswerable ones have none."""
    data = json.dumps(SQUAD).encode()
    path = tmp_path / f"dev{suffix}"
    path.write_bytes(
        {".json": data, ".json.gz": gzip.compress(data), ".json.xz": lzma.compress(data)}[suffix]
    )
    found = load_questions(path)
    first, second = found.questions
    assert found.name == "dev"
    assert first.answers == ("Normandy",)
    assert second.answers == ()
    assert not second.relevant
    assert len({article.id for article in found.articles}) == 2
    assert [article.text for _, article in paragraphs_of(found)] == [
        "The Normans gave their name to Normandy."
    ] * 2


def test_beir(tmp_path: Path) -> None:
    """A BEIR folder: only the queries of the split, grades kept, no answers known."""
    folder = tmp_path / "scifact"
    (folder / "qrels").mkdir(parents=True)
    write_lines(folder / "corpus.jsonl", [{"_id": "d1", "title": "T", "text": "words"}])
    write_lines(
        folder / "queries.jsonl", [{"_id": "q1", "text": "Which?"}, {"_id": "q2", "text": "Of train."}]
    )
    (folder / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\nq1\td1\t2\n", "utf-8")
    found = load_questions(folder)
    assert [question.id for question in found.questions] == ["q1"]
    assert found.questions[0].relevant == {"d1": 2}
    assert found.questions[0].answers is None
    assert not found.judged


def test_natural_questions(tmp_path: Path) -> None:
    """NQ-open has no ids; the line stands for one."""
    path = write_lines(tmp_path / "nq.jsonl", [{"question": "who?", "answer": ["A", "B"]}])
    (question,) = load_questions(path).questions
    assert (question.id, question.answers) == ("line-1", ("A", "B"))


def test_mrqa(tmp_path: Path) -> None:
    """The header line is passed over, the seams of the context are taken out."""
    path = tmp_path / "mrqa.jsonl.gz"
    records = [
        {"header": {"dataset": "X"}},
        {
            "context": "[TLE] Rome [PAR] A city.",
            "qas": [{"qid": "m", "question": "What?", "answers": ["A city"]}],
        },
    ]
    path.write_bytes(gzip.compress("\n".join(json.dumps(r) for r in records).encode()))
    found = load_questions(path)
    assert found.articles[0].text == "Rome   A city."
    assert found.questions[0].paragraph == found.articles[0].id


def test_plain_lines(tmp_path: Path) -> None:
    """The plain format names the article where it is known; blank lines do not matter."""
    path = tmp_path / "mine.jsonl"
    path.write_text('{"id": "a", "question": "q?", "answers": ["x"], "article": "f.txt"}\n\n', "utf-8")
    found = load_questions(path)
    assert found.questions[0].relevant == {"f.txt": 1}
    with pytest.raises(InputError, match="no paragraphs of its own"):
        list(paragraphs_of(found))


def test_a_question_may_be_asked_from_a_day(tmp_path: Path) -> None:
    """``as_of`` is read where it is given, and tells two sets apart; a set without keeps its digest."""
    plain = {"id": "a", "question": "q?", "answers": ["x"]}
    dated = load_questions(
        write_lines(tmp_path / "a.jsonl", [plain, {**plain, "id": "b", "as_of": "2022-02"}])
    )
    undated = load_questions(write_lines(tmp_path / "b.jsonl", [plain, {**plain, "id": "b", "as_of": None}]))
    assert [question.as_of for question in dated.questions] == [None, "2022-02"]
    assert dated.questions_digest != undated.questions_digest
    text = repr(("a", "q?", ("x",))) + repr(("b", "q?", ("x",)))
    assert undated.questions_digest == hashlib.sha256(text.encode()).hexdigest()


def test_shipped_seed_questions_are_readable() -> None:
    """The questions about the sample articles are in the plain format."""
    found = load_questions(Path(__file__).parent.parent / "eval" / "seeds.jsonl")
    assert len(found.questions) >= 40
    assert sum(not question.answerable for question in found.questions) * 3 >= len(found.questions)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.jsonl", b'{"id": "a", "question": "q", "answers": []}\n{"id": "b"\n', "line 2: not valid JSON"),
        (
            "a.jsonl",
            b'{"id": "a", "question": "q", "answers": []}\n{"id": "b", "question": "q"}\n',
            "line 2: answers",
        ),
        (
            "a.jsonl",
            b'{"id": "a", "question": "q", "answers": [], "as_of": "2022-13"}\n',
            r"a\.jsonl, line 1: as_of: .*there is no such month",
        ),
        (
            "a.jsonl",
            b'\n{"id": "a", "question": "q", "answers": [], "as_of": "soon"}\n',
            r"a\.jsonl, line 2: as_of: .*'soon' is not a date like 2022",
        ),
        ("a.jsonl", b"[1]\n", "line 1: expected a JSON object"),
        ("a.jsonl", b"", "holds no questions"),
        ("a.jsonl", b'{"id": "a", "question": "q", "answers": []}\n' * 2, "two questions under the id 'a'"),
        ("a.json", b'{"data": [{"paragraphs": [{"qas": []}]}]}', "SQuAD layout: data.0.paragraphs.0.context"),
        ("a.json", b"\xff\xfe", "not valid JSON"),
        ("a.jsonl.gz", b"no gzip", "cannot read"),
        ("a.json.xz", b"no xz", "cannot read"),
    ],
)
def test_broken_files_are_named_with_their_place(
    tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    """One line says which file, which line or field, and what is wrong."""
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError, match=message) as raised:
        load_questions(path)
    assert "\n" not in str(raised.value)


def test_missing_file(tmp_path: Path) -> None:
    """Nothing there is an input error, not a traceback."""
    with pytest.raises(InputError, match="no question set"):
        load_questions(tmp_path / "absent.json")


def test_unpacking_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A small compressed file that unpacks to very much is refused before it fills the memory."""
    monkeypatch.setattr("qa.questionsets.files.MOST_BYTES", 1000)
    path = tmp_path / "bomb.json.xz"
    path.write_bytes(lzma.compress(b" " * 100_000))
    with pytest.raises(InputError, match="unpacks to more than"):
        load_questions(path)


def test_sample_is_stable_and_nested(tmp_path: Path) -> None:
    """The same seed draws the same questions, a larger draw holds the smaller, file order stays."""
    records: list[object] = [{"id": str(n), "question": "q", "answers": []} for n in range(50)]
    found = load_questions(write_lines(tmp_path / "a.jsonl", records))
    ids = [[q.id for q in sample(found, limit, 7).questions] for limit in (10, 20)]
    assert ids[0] == [q.id for q in sample(found, 10, 7).questions]
    assert ids[0] != [q.id for q in sample(found, 10, 8).questions]
    assert set(ids[0]) < set(ids[1])
    assert ids[0] == sorted(ids[0], key=int)
    assert sample(found, 99, 7) == found


def test_halves_part_the_groups() -> None:
    """Half of the groups, whatever their order or repetition."""
    assert halves(["a", "b", "c", "d"]) == halves(["d", "c", "b", "a", "a"])
    assert len(halves(["a", "b", "c", "d"])) == 2


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (
            "set.csv",
            "Question,answer,id,as_of,answer\nWho is it?,Ann,q1,2021,Ann Hill\n\nNobody?,,,,\n"
            '"When,\nthen?",1932 | in 1932,,,\n',
        ),
        (
            "set.csv",
            "\ufeffid;question;answers;as_of\r\nq1;Who is it?;Ann|Ann Hill;2021\r\n;;;\r\n;Nobody?\r\n"
            ';"When,\nthen?";1932|in 1932;\r\n',
        ),
        (
            "set.tsv.gz",
            "question\tanswers\tas_of\tid\tnote\nWho is it?\tAnn|Ann Hill\t2021\tq1\tx\n\nNobody?\n"
            '"When,\nthen?"\t1932|in 1932\n',
        ),
    ],
)
def test_a_table_is_a_question_set(tmp_path: Path, name: str, content: str) -> None:
    """Commas, semicolons or tabs; ids by the spreadsheet's rows where there are none; cells of two lines."""
    data = content.encode()
    (tmp_path / name).write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    found = load_questions(tmp_path / name)
    assert found.name == "set"
    first, second, third = found.questions
    assert (first.id, first.text, first.answers, first.as_of) == (
        "q1",
        "Who is it?",
        ("Ann", "Ann Hill"),
        "2021",
    )
    assert (second.id, second.text, second.answers) == ("row-4", "Nobody?", ())
    assert (third.id, third.answers) == ("row-5", ("1932", "in 1932"))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "holds no questions|must name the columns"),
        ("Who is it?,Ann\n", "must name the columns"),
        ("question,answer\n", "holds no questions"),
        ("question,as_of\nWho?,soon\n", "row 2: as_of"),
        ('question\n"Who\n', "not a table"),
        ("question\xff", "UTF-8"),
        ("id,question\na,Who?\na,When?\n", "two questions under the id 'a'"),
    ],
)
def test_a_broken_table_says_where(tmp_path: Path, content: str, says: str) -> None:
    """The row as a spreadsheet counts, and what is wrong."""
    (tmp_path / "set.csv").write_bytes(content.encode("latin-1"))
    with pytest.raises(InputError, match=says):
        load_questions(tmp_path / "set.csv")


def test_plain_questions_need_no_ids_and_no_answers(tmp_path: Path) -> None:
    """The line stands for the id; one answer needs no list; without any, nobody has judged the question."""
    records: list[object] = [
        {"question": "Who?", "answers": ["Ann"]},
        {"question": "When?", "answer": "1932"},
        {"question": "Where?", "answers": []},
    ]
    found = load_questions(write_lines(tmp_path / "set.jsonl", records))
    assert [one.id for one in found.questions] == ["line-1", "line-2", "line-3"]
    assert [one.answers for one in found.questions] == [("Ann",), ("1932",), ()]
    [why] = load_questions(write_lines(tmp_path / "set.jsonl", [{"question": "Why?"}])).questions
    assert why.answers is None
