"""Answers and citations as HTML for a notebook, made from their JSON (``docs/json.md``).

Everything is escaped and cleaned. Of an article's own words only an address on the web becomes a link, and it
is the text of that link too, so that it leads where it says.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from pathlib import Path
from typing import Any

from qa.rendering.cleaning import one_line, said_by

_CONTEXT = 300  # characters of a sentence shown on each side of its quote: some sentences never end
_ALSO = 3  # other candidates named
_NOT_SAID = "The articles do not say."


def answer_html(answer: Mapping[str, Any]) -> str:
    """An answer as ``Answer.to_dict`` gives it, and those behind it where several questions were asked."""
    parts = [answer, *answer["then"]]
    return "".join(f'<div class="qa-answer">{"".join(_parts(one))}</div>' for one in parts)


def citation_html(citation: Mapping[str, Any]) -> str:
    """The sentence with its quote highlighted, and where it stands, as ``Citation.to_dict`` gives it."""
    start = citation["start"] - citation["sentence_start"]
    end = citation["end"] - citation["sentence_start"]
    before, after = citation["sentence"][:start], citation["sentence"][end:]
    if len(before) > _CONTEXT:
        before = "… " + before[-_CONTEXT:]
    if len(after) > _CONTEXT:
        after = after[:_CONTEXT] + " …"
    sentence = f"{_text(before)}<mark>{_text(citation['quote'])}</mark>{_text(after)}"
    quoted = f"<blockquote>{sentence}</blockquote>" if citation["sentence"] else ""
    means = f"that is {citation['means']}" if citation["means"] else ""
    facts = [
        citation["title"],
        citation["section"],
        citation["published"],
        means,
        said_by(citation["speaker"], citation["verb"]),
    ]
    stands = " · ".join([*map(_text, filter(None, facts)), _place(citation)])
    note = f" <em>({_text(citation['note'])})</em>" if citation["note"] else ""
    return f'<div class="qa-citation">[{int(citation["number"])}] {stands}{note}{quoted}</div>'


def _parts(answer: Mapping[str, Any]) -> Iterable[str]:
    """What is shown of one answer, from top to bottom."""
    yield f"<p>{_text(answer['question'])}"
    if answer["resolved_question"] != answer["question"]:
        yield f" <em>(understood as: {_text(answer['resolved_question'])})</em>"
    yield "</p>"
    if answer["listing"]:
        yield f"<p>Articles: {answer['listing']['total']:,}</p>"
        yield from map(citation_html, answer["listing"]["articles"])
    elif answer["about"]:
        yield answer_html(answer["about"])
    elif answer["readings"]:
        yield f"<p>It may mean:</p><ul>{''.join(f'<li>{_text(one)}</li>' for one in answer['readings'])}</ul>"
    elif answer["kind"] == "none":
        why = "No article is of these dates and this source." if answer["filtered_out"] else _NOT_SAID
        if answer["unsaid"]:
            why = "{} is quoted, but not about {}.".format(*map(_text, answer["unsaid"]))
        yield f"<p><strong>{why}</strong></p>"
        yield from map(citation_html, answer["closest"])
    else:
        yield from _given(answer)


def _given(answer: Mapping[str, Any]) -> Iterable[str]:
    perhaps = "Perhaps: " if answer["unsure"] else ""
    yield f"<p>{perhaps}{_judged(answer)}</p>"
    yield from _before(answer)
    if answer["conflict"]:
        yield "<p>The articles disagree:</p>"
        for candidate in answer["conflict"]:
            yield f"<p>{_judged(candidate)}</p>"
            yield from map(citation_html, candidate["citations"])
        return
    yield from map(citation_html, answer["citations"])
    told = {one["text"] for one in answer["earlier"]}
    if others := [one for one in answer["alternatives"] if one["text"] not in told][:_ALSO]:
        yield f"<p>Also found: {'; '.join(map(_judged, others))}</p>"


def _before(answer: Mapping[str, Any]) -> Iterable[str]:
    """How old the answer is, and what was said before it."""
    if age := answer["age"]:
        yield f"<p><em>Last told {_text(age['told'])}: {int(age['years'])} or more years before.</em></p>"
    for one in answer["earlier"]:
        corrected = (
            f"Corrected on {_text(one['until'] or 'an unknown day')}, before"
            if one["how"] == "corrected"
            else "Before"
        )
        when = f" ({_text(one['published'])})" if one["published"] else ""
        yield f"<p>{corrected}: <strong>{_text(one['text'])}</strong>{when}</p>"
        yield from map(citation_html, one["citations"][:1])


def _judged(candidate: Mapping[str, Any]) -> str:
    return f"<strong>{_text(candidate['text'])}</strong> ({candidate['confidence']:.0%})"


def _place(citation: Mapping[str, Any]) -> str:
    """The source, a link where it can be one, and where in it the quote stands."""
    shown = _text(citation["source"])
    if link := _link(citation):
        shown = f'<a href="{escape(link)}" rel="noopener noreferrer">{shown}</a>'
    if citation["in_title"]:
        return f"{shown}, title"
    if citation["place"]:
        return f"{shown}, {_text(citation['place'])}"
    if citation["page"]:
        return f"{shown}, p. {int(citation['page'])}"
    return f"{shown}:{int(citation['line'])}" if citation["line"] else shown


def _link(citation: Mapping[str, Any]) -> str:
    """The page on the web, or the file, at the page of the quote; empty where neither is known."""
    source, path = citation["source"], citation["article_id"]
    if source.startswith(("https://", "http://")):
        return str(source)
    while path and not Path(path).is_file():  # behind a # it names a record of the file
        path = path.rpartition("#")[0]
    if not Path(path).is_absolute():
        return ""
    return Path(path).as_uri() + (f"#page={int(citation['page'])}" if citation["page"] else "")


def _text(text: str) -> str:
    """One line of text, with the blanks at its ends, for HTML."""
    line = one_line(text)
    return escape(" " * (text[:1].isspace() and bool(line)) + line + " " * text[-1:].isspace())
