"""The HTML report: whole, self-contained, and safe whatever the articles hold."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import numpy as np
import pytest

from qa.evaluation.charts import latency_chart, recall_chart, reliability_chart, risk_coverage_chart, ticks
from qa.evaluation.records import Record, Retrieved
from qa.evaluation.reliability import Bin, Curve
from qa.evaluation.report import marked, report_html
from qa.evaluation.summary import summarise
from tests.evaluation_fakes import record

RUN = {"set": "capitals", "mode": "open", "settings": {"top": 10}}


def records() -> list[Record]:
    """Right, wrong, withheld and unanswerable ones, and one whose texts attack the page."""
    nasty = "<script>alert(1)</script>&\"'"
    first = [
        record(
            n,
            ("Rome",),
            "Rome" if n % 3 else "Oslo",
            0.05 + n / 50,
            ranking=("a", "b"),
            relevant={"a": 1},
            answer_rank=1,
        )
        for n in range(40)
    ]
    evil = record(90, (nasty,), "x" + nasty, 0.99, ranking=("a",), relevant={"a": 1}).model_copy(
        update={"question": nasty, "passages": (Retrieved(article=nasty, text=f"so {nasty} it is"),)}
    )
    return [
        *first,
        record(91, (), "Bonn", 0.2, given=False),
        record(92, ("Bonn",), "Bonn", 0.2, given=False),
        evil,
    ]


class _Tags(HTMLParser):
    """Collects tags, and what would be fetched from elsewhere."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.fetched: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the tag."""
        self.tags.append(tag)
        self.fetched += [value or "" for name, value in attrs if name in ("src", "href", "srcset")]


def parsed(html: str) -> _Tags:
    """The page's tags."""
    parser = _Tags()
    parser.feed(html)
    return parser


def test_the_report_needs_nothing_else() -> None:
    """No script, nothing fetched, four charts, and every figure with its interval."""
    rows = records()
    summary = summarise(rows, RUN)
    html = report_html(summary, rows)
    page = parsed(html)
    assert page.fetched == []
    assert "script" not in page.tags
    assert not re.search(r"url\(|@import", html)
    assert html.count('class="chart"') == 4
    for figure in summary.figures:
        assert figure.title in html


def test_texts_of_articles_cannot_become_markup() -> None:
    """Questions, answers and passages are shown as they are, never run."""
    rows = records()
    html = report_html(summarise(rows, RUN), rows)
    assert "<script" not in html
    assert "&lt;script&gt;alert(1)" in html


def test_the_most_confident_mistake_comes_first() -> None:
    """Wrong answers that share no word with the gold answer, by falling confidence."""
    rows = [record(1, ("a1",), "b", 0.3), record(2, ("a2",), "b", 0.8), record(3, ("right",), "right", 0.9)]
    html = report_html(summarise(rows, {**RUN, "mode": "closed"}), rows)
    assert html.index("Question 2?") < html.index("Question 1?")
    assert "Question 3?" not in html


def test_an_unjudged_run_has_a_report_too() -> None:
    """A BEIR run has retrieval charts and no charts of confidence."""
    rows = [record(n, None, "x", 0.5, ranking=("b", "a"), relevant={"a": 1}) for n in range(3)]
    html = report_html(summarise(rows, RUN), rows)
    assert "Recall at k" in html
    assert "Reliability diagram" not in html


def test_marks() -> None:
    """Gold answers and the given one are marked as whole words, whatever their case; the text stays whole."""
    row = record(1, ("Rome", "the city of Rome"), "Art", 0.5)
    pieces = marked("The City of Rome has art, not party.", row)
    assert "".join(text for text, _ in pieces) == "The City of Rome has art, not party."
    assert [(text, kind) for text, kind in pieces if kind] == [("The City of Rome", "gold"), ("art", "given")]


@pytest.mark.parametrize("whole", [False, True])
@pytest.mark.parametrize("most", [1e-4, 0.03, 0.148, 0.5, 1.0, 2.0, 3.0, 7.3, 20.0, 99.0, 191.0, 250.0, 1e6])
def test_axes_have_round_steps(most: float, whole: bool) -> None:
    """One, two or five times a power of ten, at most five of them, that just reach the most."""
    steps = ticks(most, whole=whole)
    step = steps[1]
    assert steps[0] == 0 and 1 <= len(steps) - 1 <= 5
    assert steps[-1] >= most * (1 - 1e-9) and steps[-1] - step < most
    assert f"{step:.0e}"[0] in "125" and step == pytest.approx(float(f"{step:.0e}"))
    assert not whole or all(value == int(value) for value in steps)


def test_legends_cover_nothing() -> None:
    """They stand above the drawing, where no line, dot or bar is."""
    curve = Curve(np.linspace(0.01, 1, 50), np.linspace(0, 0.4, 50), np.ones(50, bool))
    charts = [
        risk_coverage_chart(curve, 0.6),
        reliability_chart([Bin(0.9, 0.5, 20), Bin(0.2, 1.0, 5)]),
        recall_chart([("right article", [0.5, 1.0]), ("answer in passage", [1.0, 1.0])]),
        latency_chart(np.array([0.1, 0.2, 0.2, 3.0])),
    ]
    for chart in charts:
        keys = [mark for mark in chart.marks if mark[0] == "key"]
        rows = [y + row * (len(entries) - 1) for _, _, y, row, entries in keys]
        rows += [mark[3] for mark in chart.marks if mark[0] == "text"]
        assert rows and max(rows) < chart.axes.top
        dots = [mark for mark in chart.marks if mark[0] == "dot"]
        assert all(mark[3] >= chart.axes.top for mark in dots)
        assert all(mark[2] >= chart.axes.top for mark in chart.marks if mark[0] == "bar")
