"""All text of some HTML, block by block: of the body of a mail, an entry of a feed, a chapter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lxml import etree, html

from qa.articles.page_tree import cleaned, parsed

_BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd", "details",
    "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5",
    "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody",
    "tfoot", "thead", "tr", "ul",
))  # fmt: skip
_UNSEEN = frozenset(("script", "style", "head", "title", "noscript", "template", "svg", "select", "textarea"))
HEADINGS = ("h1", "h2", "h3")
_NO_ITEM = frozenset((*HEADINGS, "h4", "h5", "h6", "tr"))


def text_of(fragment: str) -> str:
    """The text of some HTML, a block a line."""
    if "<" not in fragment and "&" not in fragment:
        return "\n".join(" ".join(line.split()) for line in fragment.splitlines() if line.strip())
    return "\n".join(text for _, text in blocks_of(fragment))


def blocks_of(page: str) -> Iterator[tuple[str, str]]:
    """The blocks of some HTML: the name of the element that each begins in, and its text in one line.

    What begins an item of a list has a bullet; what stands deeper is indented.
    """
    tree = parsed(page)
    if tree is not None:
        yield from blocks_in(cleaned(tree))


def blocks_in(tree: html.HtmlElement) -> Iterator[tuple[str, str]]:
    """The blocks of a tree, as ``blocks_of`` gives them."""
    name, parts = "", list[str]()
    depth, bullet = 0, ""  # lists around, and what the next block begins with
    hidden: html.HtmlElement | None = None
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if hidden is not None:
            if event == "end" and element is hidden:
                hidden = None
            else:
                continue
        elif event == "start" and element.tag in _UNSEEN:
            hidden = element
            continue
        if element.tag in _BLOCKS:
            if text := _written(name, parts):
                plain = name in _NO_ITEM or not depth
                yield name, text if plain else "  " * (depth - bool(bullet)) + bullet + text
                bullet = ""
            if element.tag in ("ul", "ol"):
                depth += 1 if event == "start" else -1
            elif element.tag == "li":
                bullet = "- " if event == "start" and depth else ""
            name, parts = str(element.tag) if event == "start" else "", []
        elif event == "end" and element.tag in ("td", "th"):
            parts.append(" | " if element.getnext() is not None else " ")
        parts.append((element.text if event == "start" else element.tail) or "")
    if text := _written(name, parts):
        yield name, text


def _written(name: str, parts: Sequence[str]) -> str:
    """A block in one line. A row whose first or last cell is empty gets outer bars, or it would lose them."""
    text = " ".join("".join(parts).split())
    if name != "tr" or not (text.startswith("|") or text.endswith("|")):
        return text
    return f"| {text} |" if text.strip("| ") else ""
