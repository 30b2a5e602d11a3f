"""Files to articles."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.articles import read_articles
from qa.articles.published import partial_date
from qa.errors import InputError
from qa.passages import Splitter
from qa.types import Article
from tests.language.test_sentences import SEEDS
from tests.pdf_files import make_pdf

PAGE = """<!doctype html><html><head><title>Finland joins | The Daily</title>
<meta name="author" content="Jane Doe"><meta property="og:site_name" content="The Daily">
<meta property="article:published_time" content="2023-04-04T10:00:00Z">
<link rel="canonical" href="https://example.com/a"></head><body><nav><a href="/">Home page</a></nav>
<article><h1>Finland joins NATO</h1><p>Finland became the 31st member of NATO on Tuesday, ending decades.</p>
<p>The flag was raised in Brussels &amp; Helsinki on 1 January 1999, Müller wrote.</p></article>
<script>var hidden = "Secret";</script><footer>Copyright</footer></body></html>"""


def read(*paths: Path) -> tuple[list[Article], list[str]]:
    """The articles of these paths, and the problems told on the way."""
    problems: list[str] = []
    return list(read_articles(paths, problems.append)), problems


def written(folder: Path, name: str, content: str | bytes) -> Path:
    """A file with this content; text is UTF-8 and its newlines are kept."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def only(*paths: Path) -> Article:
    """The one article of these paths, read without a problem."""
    articles, problems = read(*paths)
    assert (len(articles), problems) == (1, [])
    return articles[0]


def refusal(*paths: Path) -> str:
    """The one line of an InputError raised at the call, with nothing told besides."""
    problems: list[str] = []
    with pytest.raises(InputError) as raised:
        read_articles(paths, problems.append)
    assert not problems
    assert "\n" not in str(raised.value)
    return str(raised.value)


class TestText:
    """Plain text."""

    def test_seeds(self) -> None:
        """The seed articles are read as they are, under the titles and dates of their sidecar."""
        articles, problems = read(SEEDS)
        assert not problems
        assert [article.published for article in articles] == ["2022-02", "2014-11"]
        for article in articles:
            path = Path(article.id)
            assert article.text.encode() == path.read_bytes()
            assert path.is_absolute()
            assert article.source == article.id
            assert "NATO" in article.title
            assert "inferred" in article.metadata["note"]

    @pytest.mark.parametrize(
        "text", ["a b\r\nc\rd\n\ne\x0bf\u2028g\x85h", "\ufeffa mark", "\n\n  indented\n", "e\u0301"]
    )
    def test_text_is_the_decoded_file(self, tmp_path: Path, text: str) -> None:
        """No newline, mark or blank is changed: an offset into the text is an offset into the file."""
        assert only(written(tmp_path, "a.txt", text)).text == text

    def test_a_byte_order_mark_is_in_no_passage(self, tmp_path: Path) -> None:
        """A byte order mark counts as a character of the text but is never quoted."""
        article = only(written(tmp_path, "a.txt", "\ufeffIt rained in Turku."))
        assert [passage.start for passage in Splitter().split(article)] == [1]

    @pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
    def test_encodings_that_say_so(self, tmp_path: Path, encoding: str) -> None:
        """A byte order mark of UTF-16 or UTF-32 is believed."""
        assert only(written(tmp_path, "a.txt", "Käse 😀".encode(encoding))).text == "\ufeffKäse 😀"

    @pytest.mark.parametrize(
        ("name", "text", "title"),
        [
            ("a.txt", "Finland joins the alliance\n\nIt did so on Tuesday.", "Finland joins the alliance"),
            (
                "rain.txt",
                "Who will pay for the flood and ...\n\nIt rained.",
                "Who will pay for the flood and ...",
            ),
            ("flood-report_2020.txt", "It rained in Turku. The river rose.\nThen more.", "flood report 2020"),
            ("rain.txt", "2/26\nIt said the countries will face repercussions.", "rain"),
            ("rain.txt.gz", "Rain", "rain"),
            ("rain.txt", "\x1b[31mRed\x1b[0m alert in Turku\nBody.", "[31mRed [0m alert in Turku"),
        ],
    )
    def test_titles(self, tmp_path: Path, name: str, text: str, title: str) -> None:
        """A short first line is the title, else the file's name in words; one line without controls."""
        data = gzip.compress(text.encode()) if name.endswith(".gz") else text.encode()
        assert only(written(tmp_path, name, data)).title == title

    def test_gz_is_read_under_its_own_name(self, tmp_path: Path) -> None:
        """A packed text is unpacked; its id is the file that is there."""
        path = written(tmp_path, "a.txt.gz", gzip.compress(b"It rained.\r\n"))
        article = only(path)
        assert (article.id, article.text) == (str(path), "It rained.\r\n")

    @pytest.mark.parametrize("name", ["big islands.csv", "big-islands.tsv"])
    def test_a_table_is_called_by_its_file(self, tmp_path: Path, name: str) -> None:
        """Its first line names the columns and no title; the text is the file's."""
        written(tmp_path, name, "Island name,People\nOran,15900\n")
        article = only(tmp_path)
        assert (article.title, article.text) == ("big islands", "Island name,People\nOran,15900\n")

    def test_a_named_file_of_unknown_kind_is_text(self, tmp_path: Path) -> None:
        """Who names a file means it, whatever its ending."""
        assert only(written(tmp_path, "NOTES", "It rained.")).text == "It rained."

    @pytest.mark.parametrize(
        ("name", "text", "title", "published"),
        [
            ("a.txt", "Rain over Hallen\nDate: 2017-05-09\n\nIt rained.", "Rain over Hallen", "2017-05-09"),
            ("a.txt", "Title: Rain\nPublished: May 9, 2017\n\nIt rained.", "Rain", "2017-05-09"),
            ("a.txt", "Rain over Hallen\n9 May 2017\n\nIt rained.", "Rain over Hallen", "2017-05-09"),
            ("a.txt", "Rain over Hallen\n2017-05-09\n\nIt rained.", "Rain over Hallen", "2017-05-09"),
            ("a.txt", "Rain over Hallen\nPublished 2017/05/09\n\nIt.", "Rain over Hallen", "2017-05-09"),
            ("2017-05-09-rain.txt", "It rained.\nIt was wet.", "2017 05 09 rain", "2017-05-09"),
            ("20170509_rain.md", "It rained. It was wet.", "20170509 rain", "2017-05-09"),
            ("a.md", "# Rain over Hallen\n\n9 May 2017\n\nIt rained.", "Rain over Hallen", "2017-05-09"),
            ("a.md", "# Rain in Hallen\n\nPublished 9 May 2017\n\nIt.", "Rain in Hallen", "2017-05-09"),
            ("a.txt", "Rain in Hallen\nFirst published on May 9, 2017\nIt.", "Rain in Hallen", "2017-05-09"),
            ("2017_05_09.csv", "rain,wind\n3,4\n5,6\n", "2017 05 09", "2017-05-09"),
            ("12345678.txt", "It rained.\nIt was wet.", "12345678", None),
            ("a.txt", "Rain over Hallen\n2017\n\nOn 9 May 2017 it rained.", "Rain over Hallen", None),
            ("a.txt", "Rain over Hallen\nDate: unknown\n\nIt rained.", "Rain over Hallen", None),
            ("a.txt", "One.\nTwo.\nThree.\nFour.\nFive.\n2017-05-09", "a", None),
        ],
    )
    def test_a_date_at_the_top_or_in_the_name(
        self, tmp_path: Path, name: str, text: str, title: str, published: str | None
    ) -> None:
        """As people write it there; a year alone and dates in the text are none."""
        article = only(written(tmp_path, name, text))
        assert (article.title, article.published, article.text) == (title, published, text)

    @pytest.mark.parametrize(
        ("name", "text", "body"),
        [
            ("a.txt", "Rain over Hallen\nPublished 2017/05/09\n\nIt rained.", "It rained."),
            ("a.txt", "Title: Rain\nDate: 2017-05-09\n\nIt rained.", "It rained."),
            ("a.md", "# Rain over Hallen\n\n*9 May 2017*\n\nIt rained.", "It rained."),
            ("a.txt", "Rain over Hallen\nBy Ada Holm\n9 May 2017\n\nIt rained.", None),
            ("a.txt", "It rained in Hallen, Corby and Nord.\n9 May 2017\n\nIt was wet.", None),
            ("a.txt", "Rain over Hallen\n\nIt rained.", None),
            ("a.txt", "Rain over Hallen\n9 May 2017\n", None),
        ],
    )
    def test_title_and_date_at_the_top_are_no_text(
        self, tmp_path: Path, name: str, text: str, body: str | None
    ) -> None:
        """To ask when it rained not to be answered with the line that says when the article was published."""
        article = only(written(tmp_path, name, text))
        assert article.text[article.body_start :].strip() == (body or text).strip()

    def test_a_first_line_that_is_no_title_any_more_is_text(self, tmp_path: Path) -> None:
        """Where ``metadata.jsonl`` calls the article by another name, its own headline can still be found."""
        folder = written(tmp_path, "a.txt", "Rain over Hallen\n9 May 2017\n\nIt rained.").parent
        written(tmp_path, "metadata.jsonl", '{"file": "a.txt", "title": "Report 7"}')
        articles, _ = read(folder)
        assert [(one.title, one.body_start) for one in articles] == [("Report 7", 0)]


class TestMarkdown:
    """Markdown and its front matter."""

    def test_front_matter(self, tmp_path: Path) -> None:
        """Front matter describes the article and is none of its text; lines are those of the file."""
        front = "---\ntitle: 'Rain: a report'\ndate: 2022-02-26\nauthor: [A, B]\nsource: AP\ndraft: No\n---\n"
        path = written(tmp_path, "a.md", front + "\n# Rain\n\nIt rained.\n")
        article = only(path)
        assert (article.title, article.published, article.source) == (
            "Rain: a report",
            "2022-02-26",
            "AP",
        )
        assert article.metadata == {"date": "2022-02-26", "author": "A, B", "draft": "No"}
        assert (article.text, article.places) == ("# Rain\n\nIt rained.", ((0, 9), (8, 11)))

    @pytest.mark.parametrize(
        ("source", "title", "text"),
        [
            (
                "Intro.\n\n## The **big** [flood](http://x.y) ##\n\nText.",
                "The big flood",
                "Intro.\n\n## The big flood\n\nText.",
            ),
            ("The flood\n=========\n\nText.", "The flood", "# The flood\n\nText."),
            ("It rained. It poured.\n", "my notes", "It rained. It poured."),
            ("---\n\nA rule, and no front matter.\n", "my notes", "A rule, and no front matter."),
            ("#hashtag is no heading\n", "my notes", "#hashtag is no heading"),
        ],
    )
    def test_titles(self, tmp_path: Path, source: str, title: str, text: str) -> None:
        """Without front matter the first heading is the title, in plain words."""
        article = only(written(tmp_path, "my_notes.md", source))
        assert (article.title, article.text) == (title, text)

    @pytest.mark.parametrize(
        "yaml", ["title: [a\n", "title: !!python/object/apply:os.system [ls]\n", "[" * 15_000, "\x01"]
    )
    def test_broken_front_matter(self, tmp_path: Path, yaml: str) -> None:
        """Front matter that is no YAML, or tries to make objects, costs only itself."""
        articles, problems = read(written(tmp_path, "a.md", f"---\n{yaml}\n---\nIt rained.\n"))
        assert [article.text[article.body_start :] for article in articles] == ["It rained."]
        assert articles[0].title in ("a", "ls")  # a tag means nothing: its list is a list
        assert len(problems) <= 1 and all("front matter" in problem for problem in problems)

    def test_unclosed_front_matter_is_a_head(self, tmp_path: Path) -> None:
        """Dashes that nothing closes do not swallow the article."""
        article = only(written(tmp_path, "a.md", "---\ntitle: Rain\n\nIt rained."))
        assert (article.title, article.text) == ("Rain", "title: Rain\n\nIt rained.")


class TestHtml:
    """Web pages."""

    def test_page(self, tmp_path: Path) -> None:
        """The main text and what the page says of itself are read; menus and scripts are not."""
        article = only(written(tmp_path, "a.html", PAGE))
        assert (article.title, article.published) == ("Finland joins NATO", "2023-04-04")
        assert article.metadata == {"url": "https://example.com/a", "author": "Jane Doe", "site": "The Daily"}
        assert "Brussels & Helsinki on 1 January 1999, Müller wrote." in article.text
        assert "Home page" not in article.text and "Secret" not in article.text

    def test_advertisements_are_no_text(self, tmp_path: Path) -> None:
        """What a page calls one, inside the article too; a page that is called so as a whole is read."""
        text = "The old bridge over the Lenn will be closed for eight months from May, the road office said. "
        page = (
            f'<html><body class="ads"><article class="ad"><h1>Bridge closes</h1><p>{text}</p>'
            '<div class="box ad">A new car from 19,990 euros!</div>'
            "<p>Mr Lenn, who built it, said so.</p></article></body></html>"
        )
        read_of = only(written(tmp_path, "a.html", page)).text
        assert "euros" not in read_of
        assert read_of.count("Lenn") == 2

    def test_a_date_in_the_text_is_not_the_page_s_date(self, tmp_path: Path) -> None:
        """Where the page states no date, none is guessed."""
        page = PAGE.replace('<meta property="article:published_time" content="2023-04-04T10:00:00Z">', "")
        assert only(written(tmp_path, "a.htm", page)).published is None

    def test_a_time_zone_nobody_knows(self, tmp_path: Path) -> None:
        """The day counts, and no library's warning is shown for the rest (warnings are errors here)."""
        page = PAGE.replace("2023-04-04T10:00:00Z", "2023-04-04 10:00 XYZT")
        assert only(written(tmp_path, "a.html", page)).published == "2023-04-04"

    @pytest.mark.parametrize("page", [b"<html></html>", b"<div>" * 50_000 + b"x", b"\0\1\2" * 99])
    def test_nothing_to_read(self, tmp_path: Path, page: bytes) -> None:
        """A page without text is refused in one line."""
        assert "no article text" in refusal(written(tmp_path, "a.html", page))


class TestPdf:
    """PDF."""

    def test_pages(self, tmp_path: Path) -> None:
        """Wrapped lines are paragraphs again, and every character has its page, empty pages too."""
        first = [
            "Finland joins the alliance",
            "The parliament of Finland voted on Tuesday for the accession of the country to the alli-",
            "ance, which ended decades of (military) non-alignment. The vote was 184 to 7, and it was",
            "final.",
            "Sweden will follow later this year.",
        ]
        article = only(
            written(tmp_path, "a.pdf", make_pdf([first, [], ["The last page."]], title="Finland votes"))
        )
        assert article.title == "Finland votes"
        assert article.metadata == {"author": "A. Writer"}
        starts = [*article.page_starts, len(article.text)]
        pages = [article.text[start:end].strip() for start, end in pairwise(starts)]
        assert pages == [
            "Finland joins the alliance\nThe parliament of Finland voted on Tuesday for the accession of the "
            "country to the alliance, which ended decades of (military) non-alignment. The vote was 184 to "
            "7, and it was final.\nSweden will follow later this year.",
            "",
            "The last page.",
        ]

    def test_useless_titles_are_passed_over(self, tmp_path: Path) -> None:
        """A word processor's file name is no title."""
        data = make_pdf([["A flood in the city", "It rained."]], title="Microsoft Word - report3.doc")
        assert only(written(tmp_path, "a.pdf", data)).title == "A flood in the city"

    def test_broken(self, tmp_path: Path) -> None:
        """A damaged file and one without text are refused in one line each."""
        assert "not a PDF" in refusal(written(tmp_path, "a.pdf", b"%PDF-1.4 broken"))
        assert "scan" in refusal(written(tmp_path, "b.pdf", make_pdf([[]])))


class TestJsonl:
    """JSON lines."""

    def test_records(self, tmp_path: Path) -> None:
        """Our fields and BEIR's are read; what else a record says is metadata."""
        lines = [
            {
                "id": "a",
                "title": "T",
                "text": "One.",
                "published": "2022-02-26T10:00:00Z",
                "source": "AP",
                "url": "u",
            },
            {"_id": 7, "title": "", "text": "Two.", "metadata": {"x": 1}, "lang": "en"},
            {"text": "Three."},
        ]
        path = written(tmp_path, "news.jsonl", "\ufeff" + "\n\n".join(json.dumps(line) for line in lines))
        articles, problems = read(path)
        assert not problems
        assert [article.id for article in articles] == [f"{path}#a", f"{path}#7", f"{path}#line-5"]
        assert [article.source for article in articles] == ["AP", str(path), str(path)]
        assert [article.title for article in articles] == ["T", "news 7", "news line-5"]
        assert articles[0].published == "2022-02-26"
        assert articles[0].metadata == {"published": "2022-02-26T10:00:00Z", "url": "u"}
        assert articles[1].metadata == {"lang": "en"}

    def test_fields_that_others_write(self, tmp_path: Path) -> None:
        """A text may be the body or the content, as on a web page too; a title may be the headline."""
        lines = [
            {"id": "a", "headline": "Dam finished", "body": "It is 92 metres high."},
            {
                "id": "b",
                "title": "Pandas",
                "content": "<p>Two pandas, <b>Mei</b> and Lun.</p><p>From China.</p>",
            },
            {"id": "c", "title": "Signs", "text": "a < b and <p> is a tag", "body": "metadata"},
        ]
        articles, problems = read(written(tmp_path, "a.jsonl", "\n".join(map(json.dumps, lines))))
        assert not problems
        assert [(article.title, article.text) for article in articles] == [
            ("Dam finished", "It is 92 metres high."),
            ("Pandas", "Two pandas, Mei and Lun.\nFrom China."),
            ("Signs", "a < b and <p> is a tag"),
        ]

    def test_broken_lines(self, tmp_path: Path) -> None:
        """Each bad line is named by its number, and every good one is read."""
        bad = [
            b"{",
            b"[1]",
            b'{"text": 1',
            b'{"title": "x"}',
            b'{"text": "\xff"}',
            b'{"text": " "}',
            b"[" * 9_999,
        ]
        bad += [b'{"text": "\\ud800"}', b'{"id": "a", "text": "again"}', b'{"text": ["x"]}', b"null", b"\0"]
        good = b'{"id": "a", "text": "One."}\n'
        path = written(tmp_path, "a.jsonl", good + b"\n".join(bad) + b'\n{"text": "Last."}')
        articles, problems = read(path)
        assert [article.text for article in articles] == ["One.", "Last."]
        assert [problem.split(": ")[1] for problem in problems] == [f"line {2 + i}" for i in range(len(bad))]
        assert all(problem.startswith(f"{path}: line") and "\n" not in problem for problem in problems)

    def test_many_broken_lines_do_not_flood(self, tmp_path: Path) -> None:
        """After twenty problems of one file the rest are counted."""
        articles, problems = read(written(tmp_path, "a.jsonl", '{"text": "One."}\n' + "oops\n" * 1_000))
        assert len(articles) == 1
        assert len(problems) == 21
        assert "980 more" in problems[-1]

    def test_a_line_of_100_mb(self, tmp_path: Path) -> None:
        """A line too long to hold costs only itself."""
        path = tmp_path / "a.jsonl.gz"
        with gzip.open(path, "wb", compresslevel=1) as file:
            file.write(b'{"text": "')
            for _ in range(100):
                file.write(b"a" * 1_000_000)
            file.write(b'"}\n{"text": "Last."}\n')
        articles, problems = read(path)
        assert [article.text for article in articles] == ["Last."]
        assert problems == [f"{path}: line 1: longer than 16 MB; skipped"]

    def test_beir_folder(self, tmp_path: Path) -> None:
        """In a BEIR folder the corpus is read and the questions are not."""
        written(tmp_path, "corpus.jsonl", '{"_id": "d1", "title": "T", "text": "One."}')
        written(tmp_path, "queries.jsonl", '{"_id": "q1", "text": "Who?"}')
        written(tmp_path, "qrels/test.tsv", "query-id\tcorpus-id\tscore\nq1\td1\t1\n")
        assert only(tmp_path).title == "T"


class TestSidecar:
    """metadata.jsonl."""

    def test_it_overrides_the_file(self, tmp_path: Path) -> None:
        """What the folder's owner says counts more than what the file says; one record can be named too."""
        written(tmp_path, "a.md", "---\ntitle: Old\nauthor: A\n---\nIt rained.")
        written(tmp_path, "b.jsonl", '{"id": "x", "text": "One."}\n{"id": "y", "text": "Two."}')
        entries = [
            {
                "file": "a.md",
                "title": "New",
                "published": "26 February 2022",
                "source": "Reuters",
                "url": "u",
            },
            {"file": "b.jsonl#y", "published": 2020},
        ]
        written(tmp_path, "metadata.jsonl", "\n".join(json.dumps(entry) for entry in entries))
        articles, problems = read(tmp_path)
        assert not problems
        first = articles[0]
        assert (first.title, first.published, first.source) == ("New", "2022-02-26", "Reuters")
        assert first.metadata == {"author": "A", "url": "u"}
        assert [article.published for article in articles[1:]] == [None, "2020"]
        assert only(tmp_path / "a.md") == first

    def test_problems(self, tmp_path: Path) -> None:
        """A bad line is named by number, a file that is not there by name; the articles are read."""
        written(tmp_path, "a.txt", "It rained.")
        bad = ['{"file": "a.txt", "published": "02/03/2022"}', "{", '{"title": "x"}', '{"file": "gone.txt"}']
        written(tmp_path, "metadata.jsonl", "\n".join(bad))
        articles, problems = read(tmp_path)
        assert len(articles) == 1
        assert [problem.split(": ")[1] for problem in problems[:3]] == ["line 1", "line 2", "line 3"]
        assert "gone.txt" in problems[3]
        assert "02/03/2022" in problems[0]


class TestFolders:
    """The walk."""

    def test_order_and_what_is_left_out(self, tmp_path: Path) -> None:
        """Files before subfolders, by name; hidden files and indexes are skipped, other kinds told once."""
        for name in (
            "b.txt",
            "a.TXT",
            "sub/c.md",
            "sub/deep/d.txt",
            "a-sub/e.txt",
            ".hidden.txt",
            ".git/x.txt",
        ):
            written(tmp_path, name, f"Text of {name} is here.")
        written(tmp_path, "my-index/catalog.sqlite", "x")
        written(tmp_path, "my-index/x.txt", "x")
        for name in ("x.png", "y.png", "sub/z.mobi", "sub/z.bib"):
            written(tmp_path, name, "x")
        written(tmp_path, "program", b"\x7fELF\0")
        written(tmp_path, "README", "Text without an ending.")
        articles, problems = read(tmp_path)
        found = [Path(article.id).relative_to(tmp_path).as_posix() for article in articles]
        assert found == ["README", "a.TXT", "b.txt", "a-sub/e.txt", "sub/c.md", "sub/deep/d.txt"]
        counts = ".png (2), no ending (1), .bib (1), .mobi (1)"
        assert problems == [f"{tmp_path}: files of other kinds were left out: {counts}"]

    def test_a_glob_reads_what_the_folder_does(self, tmp_path: Path) -> None:
        """What a shell names one by one is the same files, and the same kinds are named as left out."""
        for name in ("a.txt", "b.bib", "c.png", "README"):
            written(tmp_path, name, f"Text of {name} is here.")
        of_folder, problems = read(tmp_path)
        one_by_one, told = read(*sorted(tmp_path.iterdir()))
        assert one_by_one == of_folder
        assert told == ["files of other kinds were left out: .bib (1), .png (1)"]
        assert problems[0].endswith(told[0])

    def test_each_file_once(self, tmp_path: Path) -> None:
        """A file named and found again in its folder is one article."""
        path = written(tmp_path, "a.txt", "It rained.")
        assert only(path, tmp_path, tmp_path / "." / "a.txt").id == str(path)

    def test_relative_paths_become_absolute(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """An article's id does not depend on the folder one stands in."""
        path = written(tmp_path, "sub/a.txt", "It rained.")
        monkeypatch.chdir(tmp_path / "sub")
        assert only(Path("../sub/a.txt")).id == str(path)

    def test_links_that_lead_out_are_counted(self, tmp_path: Path) -> None:
        """A folder that somebody else packed cannot name the user's files, nor describe its own by them."""
        root = tmp_path / "theirs"
        written(root, "a.txt", "It rained.")
        written(root, "sub/c.txt", "It hailed.")
        written(tmp_path, "home/b.txt", "It snowed.")
        written(tmp_path, "home/metadata.jsonl", '{"file": "a.txt", "title": "A secret"}')
        (root / "inside.txt").symlink_to("a.txt")
        (root / "sub" / "up.txt").symlink_to("../a.txt")
        (root / "b.txt").symlink_to(tmp_path / "home" / "b.txt")
        (root / "sub" / "home").symlink_to(tmp_path / "home")
        (root / "metadata.jsonl").symlink_to("../home/metadata.jsonl")
        articles, problems = read(root)
        assert [Path(article.id).name for article in articles] == ["a.txt", "inside.txt", "c.txt", "up.txt"]
        assert not any(article.title == "A secret" for article in articles)
        assert problems == [
            f"{root}/metadata.jsonl: a link that leads out of the folder; not followed",
            f"{root}: 2 links that lead out of it: not followed (--follow-links)",
        ]

        followed = list(read_articles([root], problems.append, follow_links=True))
        assert {Path(article.id).name for article in followed} > {"b.txt"}
        assert any(article.title == "A secret" for article in followed)
        assert "--follow-links" not in "".join(problems[2:])

    def test_a_link_that_is_named_is_followed(self, tmp_path: Path) -> None:
        """What the user names is the user's own word."""
        written(tmp_path, "real/a.txt", "It rained.")
        (tmp_path / "link").symlink_to("real")
        (tmp_path / "a.txt").symlink_to("real/a.txt")
        assert only(tmp_path / "link").text == only(tmp_path / "a.txt").text == "It rained."

    def test_links(self, tmp_path: Path) -> None:
        """Links are followed once; loops and dead ends are one line each."""
        written(tmp_path, "real/a.txt", "It rained.")
        written(tmp_path, "elsewhere/b.txt", "It snowed.")
        root = tmp_path / "real"
        (root / "outside").symlink_to(tmp_path / "elsewhere")
        (root / "loop").symlink_to(root)
        (root / "self.txt").symlink_to(root / "self.txt")
        (root / "dead.txt").symlink_to(root / "gone")
        problems: list[str] = []
        articles = list(read_articles([root], problems.append, follow_links=True))
        assert [article.text for article in articles] == ["It rained.", "It snowed."]
        assert len(problems) == 3
        assert [
            word in line for word, line in zip(("dead.txt", "self.txt", "loop"), problems, strict=True)
        ] == [True] * 3

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes are POSIX")
    def test_a_pipe_does_not_hang(self, tmp_path: Path) -> None:
        """What is no file is refused rather than waited for."""
        os.mkfifo(tmp_path / "a.txt")
        written(tmp_path, "b.txt", "It rained.")
        articles, problems = read(tmp_path)
        assert len(articles) == 1
        assert "pipe" in problems[0]

    def test_names_that_are_hostile(self, tmp_path: Path) -> None:
        """A name with escapes is told without them, and one that is no UTF-8 is refused."""
        written(tmp_path, "a\x1b[2J\n.txt", b"\xff")
        written(tmp_path, "ok.txt", "It rained.")
        (tmp_path / os.fsdecode(b"\xff.txt")).write_bytes(b"It snowed.")
        articles, problems = read(tmp_path)
        assert [article.text for article in articles] == ["It rained."]
        assert len(problems) == 2
        assert all(problem.isprintable() for problem in problems)

    def test_a_folder_named_twice(self, tmp_path: Path) -> None:
        """A folder named beside one that holds it is read once, and nothing is told."""
        written(tmp_path, "sub/a.txt", "It rained.")
        assert only(tmp_path, tmp_path / "sub") == only(tmp_path / "sub", tmp_path)


class TestBadInput:
    """Nothing to read, or not what it says it is."""

    def test_missing_path(self, tmp_path: Path) -> None:
        """A path that is not there is refused, before anything is done."""
        assert "no such file or folder" in refusal(tmp_path / "gone")
        assert "cannot be read" in refusal(tmp_path / ("x" * 5_000))

    def test_empty_folder(self, tmp_path: Path) -> None:
        """An empty folder is refused, saying which kinds are read."""
        assert ".pdf" in refusal(tmp_path)

    def test_an_index(self, tmp_path: Path) -> None:
        """An index named where articles were expected is told apart from an empty folder."""
        written(tmp_path, "catalog.sqlite", "x")
        assert "an index" in refusal(tmp_path)

    def test_a_folder_of_other_kinds(self, tmp_path: Path) -> None:
        """A folder with nothing that can be read says what it holds."""
        written(tmp_path, "a.mobi", "x")
        assert ".mobi (1)" in refusal(tmp_path)

    def test_no_paths(self) -> None:
        """No paths at all are refused too."""
        assert refusal()

    def test_what_can_be_read_is(self, tmp_path: Path) -> None:
        """A missing path beside a good one is told, and the good one is read."""
        articles, problems = read(tmp_path / "gone", written(tmp_path, "a.txt", "It rained."))
        assert len(articles) == 1
        assert problems == [f"{tmp_path / 'gone'}: there is no such file or folder"]

    def test_several_bad_files_and_no_good_one(self, tmp_path: Path) -> None:
        """Each problem is told, and the error says that nothing remains."""
        written(tmp_path, "a.txt", "")
        written(tmp_path, "b.txt", b"\xff")
        problems: list[str] = []
        with pytest.raises(InputError, match="no article"):
            read_articles([tmp_path], problems.append)
        assert len(problems) == 2

    @pytest.mark.parametrize(
        ("name", "data", "says"),
        [
            ("a.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff", "not text"),
            ("a.txt", b"ELF\0\0\0", "zero at byte 3"),
            ("a.txt", b"One.\nTwo: caf\xe9.\n", "byte 13 (line 2)"),
            ("a.md", b"\xc3", "byte 0 (line 1)"),
            ("a.txt", b"\xff\xfea", "UTF-16-LE at byte 2"),
            ("a.txt", b" \n ", "empty"),
            ("a.jsonl", b"", "no articles"),
            ("a.txt.gz", b"no gzip", "gzip"),
            ("a.txt.gz", gzip.compress(b"It rained." * 99, mtime=0)[:-12], "gzip"),
            ("a.txt.gz", gzip.compress(b"a" * 65_000_000, 1), "larger than 64 MB"),
            ("a.txt", b"a" * 65_000_000, "larger than 64 MB"),
        ],
        ids=range(11),  # not by their bytes: gzip writes the time into them, and workers name tests alike
    )
    def test_files_that_are_not_what_they_say(
        self, tmp_path: Path, name: str, data: bytes, says: str
    ) -> None:
        """Each is one line that names the file and what is wrong, and the others are read."""
        bad = written(tmp_path, name, data)
        assert says in refusal(bad)
        written(tmp_path, "z.txt", "It rained.")
        articles, problems = read(tmp_path)
        assert [article.text for article in articles] == ["It rained."]
        assert len(problems) == 1
        assert problems[0].startswith(f"{bad}: ") and says in problems[0]

    @pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
    def test_no_permission(self, tmp_path: Path) -> None:
        """A file and a folder that may not be read are one line each."""
        written(tmp_path, "a.txt", "x").chmod(0)
        written(tmp_path, "sub/b.txt", "x").parent.chmod(0)
        written(tmp_path, "c.txt", "It rained.")
        articles, problems = read(tmp_path)
        (tmp_path / "sub").chmod(0o700)
        assert len(articles) == 1
        assert len(problems) == 2


@pytest.mark.parametrize(
    ("stated", "date"),
    [
        ("2022", "2022"),
        ("2022-02", "2022-02"),
        ("2022-02-26", "2022-02-26"),
        ("2022-2-6", "2022-02-06"),
        ("2022/02/26", "2022-02-26"),
        ("20220226", "2022-02-26"),
        ("20220226T101500Z", "2022-02-26"),
        ("2022-02-26T23:59:59+02:00", "2022-02-26"),
        ("2022-02-26 10:00", "2022-02-26"),
        ("Sat, 26 Feb 2022 10:00:00 GMT", "2022-02-26"),
        ("26 February 2022", "2022-02-26"),
        ("Feb. 26th, 2022", "2022-02-26"),
        ("November 2014", "2014-11"),
        ("02/03/2022", None),
        ("2022-13", None),
        ("2022-02-30", None),
        ("0000", None),
        ("1645833600", "2022-02-26"),
        ("1645833600123", "2022-02-26"),
        ("26 February 2022 08:00", "2022-02-26"),
        ("Saturday, February 26, 2022", "2022-02-26"),
        ("26-Feb-2022", "2022-02-26"),
        ("26th of February 2022", "2022-02-26"),
        ("2022 February 26", "2022-02-26"),
        ("Sat Feb 26 10:00:00 2022", "2022-02-26"),
        ("February 26, 2022 at 5:00 pm EST", "2022-02-26"),
        ("26. Februar 2022", "2022-02-26"),
        ("26 février 2022", "2022-02-26"),
        ("2022年2月26日", "2022-02-26"),
        ("26.02.2022", None),
        ("Q1 2022", None),
        ("2022-W08", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_dates(stated: str, date: str | None) -> None:
    """Dates become partial ISO dates; what is ambiguous, impossible or no date becomes none."""
    assert partial_date(stated) == date


@given(st.text(max_size=40) | st.from_regex(r"\A[\d\-/. TZ,:a-zA-Z]{0,30}\Z"))
def test_any_string_may_be_stated_as_a_date(stated: str) -> None:
    """Whatever an article states, the result is a date that can be compared, or none."""
    from qa.dates import days

    date = partial_date(stated)
    assert date is None or days(date)[0] <= days(date)[1]


def test_libraries_of_single_formats_wait_until_needed() -> None:
    """Reading articles imports neither the HTML nor the PDF library before such a file comes."""
    code = "import sys, qa.articles; print(sorted({'trafilatura', 'pypdfium2', 'torch'} & set(sys.modules)))"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout == "[]\n"
