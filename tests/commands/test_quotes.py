"""``qa quotes``, ``qa speakers`` and ``qa trends`` on the sample articles."""

from __future__ import annotations

import contextlib
import io
import json
from pathlib import Path

import pytest

from qa.cli import main
from qa.rendering.archive import quotation_view
from qa.types import Citation, Quotation


def run(*arguments: str) -> tuple[int, str]:
    """Exit code and standard output."""
    shown = io.StringIO()
    with contextlib.redirect_stdout(shown):
        code = main(arguments)
    return code, shown.getvalue()


def test_quotations_of_a_speaker() -> None:
    """One JSON object a line, a citation with what is known of the speech; exit 1 where there is none."""
    code, out = run("quotes", "--speaker", "Zakharova", "--json")
    records = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert [record["named"] for record in records] == ["Maria Zakharova", "She"]
    assert {record["speaker"] for record in records} == {"Maria Zakharova"}
    assert [record["direct"] for record in records] == [False, True]
    assert records[1]["quote"].startswith("Their accession to NATO")
    assert {"digest", "line", "sentence", "published", "verb", "parts"} <= records[0].keys()
    assert run("quotes", "--speaker", "Nobody")[0] == 1


def test_quotations_for_people() -> None:
    """Direct speech stands in quotation marks, with who said it, when and where."""
    _, out = run("quotes", "history", "--limit", "1")
    assert out.startswith("[1] “No-one in history ever managed")
    assert "Vladimir Putin said · 2014-11" in out


def test_that_there_may_be_more_is_said_where_it_is_so(capsys: pytest.CaptureFixture[str]) -> None:
    """Not where everything with the words was looked through."""
    assert run("quotes", "history")[0] == 0
    assert "There may be more" not in capsys.readouterr().err
    assert run("quotes", "--limit", "1")[0] == 0
    assert "There may be more" in capsys.readouterr().err


def test_what_interrupts_a_quotation_is_not_quoted() -> None:
    """The article's "Moss said" stands outside of the marks; paragraphs that go on are one quotation."""
    text = "“We are late,” Ada Moss said on Monday. “Again.”"
    cited = Citation(1, "a", "a", None, "a", 1, None, 0, len(text), text, text, 0, "")
    parts = ((1, 12), (41, 47))
    assert quotation_view(Quotation(cited, True, "Ada Moss", parts), 1).text == "“We are late” … “Again.”"
    assert quotation_view(Quotation(cited, True, "Ada Moss", parts[:1]), 1).text == "“We are late”"


def test_speakers() -> None:
    """How often, when, and how the name is written."""
    assert "Philip Breedlove · 1 quotation in 1 article · 2014-11" in run("speakers", "Breedlove")[1]
    assert run("speakers", "Nobody")[0] == 1


def test_trends(tmp_path: Path) -> None:
    """Months with bars, and a picture where one is asked for."""
    code, out = run("trends", "NATO", "--svg", str(tmp_path / "nato.svg"))
    assert code == 0
    assert "NATO · 2 articles · 2 stories · 15 mentions" in out
    assert (tmp_path / "nato.svg").read_text("utf-8").startswith("<svg")
    assert json.loads(run("trends", "NATO", "--json")[1])["months"][0]["period"] == "2014-11"
    assert run("trends", "Atlantis")[0] == 1
    assert run("trends", "NATO", "")[0] == 2


@pytest.mark.parametrize("question", ["What did Zakharova say about NATO?", "what did Blinken say?"])
def test_an_answer_lists_what_somebody_said(question: str) -> None:
    """The answer first, then the quotations, which open by their numbers."""
    code, out = run("ask", question, "--json")
    answer = json.loads(out)
    assert code in (0, 1)
    assert len(answer["quotations"]) >= 2
    assert {one["citation"]["speaker"] for one in answer["quotations"]} <= {
        "Maria Zakharova",
        "Anthony Blinken",
    }


def test_other_questions_list_nothing() -> None:
    """Who said something, and what is not said, are other questions."""
    answer = json.loads(run("ask", "Who is Finland's new Prime Minister?", "--json")[1])
    assert answer["quotations"] == []
