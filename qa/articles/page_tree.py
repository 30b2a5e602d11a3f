"""A page made ready for the extraction of its text: what is no text taken out, what would be lost saved.

The extractor makes a new text of a page and forgets where it came from. So each line of the file that holds
text gets a mark of two letters no page is written in (Tangut), which come out of it again with their offsets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree, html

from qa.articles.marks import lowered, raised
from qa.types import Places

_FIRST, _BASE = 0x17000, 6_000  # Tangut's letters; two give the number of a line up to 36 million
_MARK = re.compile("[\U00017000-\U0001876f]{2}")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_GONE = etree.XPath(
    "//del | //s | //strike | //template | //*[@hidden and not(@hidden='false')]"
    " | //*[contains(translate(@style, ' ', ''), 'display:none')]"
)
_SET_HIGH = etree.XPath("//span[contains(translate(@style, ' ', ''), 'vertical-align:super')]")
_IN_ARTICLE = etree.XPath("//*[self::article or self::main or @role='main']//aside")
_CLASSES = "concat(' ', normalize-space(@class), ' ')"
_ADVERTISED = etree.XPath(
    "//*[not(self::html or self::body or self::main or self::article)]"
    f"[contains({_CLASSES}, ' ad ') or contains({_CLASSES}, ' ads ')"
    f" or contains({_CLASSES}, ' advert ') or contains({_CLASSES}, ' advertisement ')]"
)
_LONGEST_ADVERTISED = 500  # characters; what is longer only has one in it
_CELLS = etree.XPath("//*[self::td or self::th][.//ul or .//ol or .//table]")
_BLOCKS = ("li", "tr", "p", "div", "dt", "dd", "caption")
_LONGEST_CELL = 1500  # characters; a longer one lays out a page
_OUTER, _INNER = 20, 150  # levels that are kept: the extractor calls itself for each
_UNMARKED = frozenset(
    ("script", "style", "head", "title", "noscript", "textarea", "select", "option", "svg", "math")
)


def parsed(page: str) -> html.HtmlElement | None:
    """The tree of a page, however deeply it is nested; None where there is none."""
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    page = _CONTROL.sub("", page)
    try:
        tree = html.document_fromstring(page.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None
    return tree if isinstance(tree, html.HtmlElement) else None


def prepared(tree: html.HtmlElement) -> html.HtmlElement:
    """The tree, changed in place: see above."""
    _mark_lines(tree)
    cleaned(tree)
    for element in _ADVERTISED(tree):
        if element.getparent() is not None and len(element.text_content()) <= _LONGEST_ADVERTISED:
            element.drop_tree()
    for caption in list(tree.iter("figcaption")):
        _out_of_figure(caption)
    for aside in _IN_ARTICLE(tree):
        links = sum(len(link.text_content()) for link in aside.iter("a"))
        if links * 2 < len(aside.text_content()):
            aside.tag = "div"
    for cell in _CELLS(tree):
        lays_out = any(cell.find(f".//{name}") is not None for name in ("h1", "h2", "h3"))
        if len(cell.text_content()) <= _LONGEST_CELL and not lays_out:
            _one_line(cell)
    _flatten(tree)
    return tree


def cleaned(tree: html.HtmlElement) -> html.HtmlElement:
    """The tree without what is not shown or struck out, and with its marks as text; changed in place."""
    for element in _GONE(tree):
        if element.getparent() is not None:
            element.drop_tree()
    for element in tree.iter("q"):  # shown with the marks that it stands for
        element.tag, element.text = "span", f"\u201c{element.text or ''}"
        element.append(_mark_end())
    for element in _SET_HIGH(tree):
        element.tag = "sup"
    for element in list(tree.iter("sup", "sub")):
        _written(element)
    return tree


def _mark_end() -> html.HtmlElement:
    end = html.Element("span")
    end.text = "\u201d"
    return end


def unmarked(text: str) -> tuple[str, Places]:
    """A text without its marks, and which line of the file each of its stretches begins."""
    parts: list[str] = []
    places: list[tuple[int, int | str]] = []
    at = length = 0
    for match in _MARK.finditer(text):
        parts.append(text[at : match.start()])
        length += match.start() - at
        at = match.end()
        places.append((length, (ord(match[0][0]) - _FIRST) * _BASE + ord(match[0][1]) - _FIRST))
    return "".join([*parts, text[at:]]), tuple(places)


def _mark_lines(tree: html.HtmlElement) -> None:
    """Put a mark before the first text of every line, unless the page is written in these letters."""
    if _MARK.search(tree.text_content()):
        return
    line, marked = 1, 0
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if event == "start":
            line = element.sourceline or line
            chunk = element.text
        else:
            chunk = element.tail
        if not chunk:
            continue
        holder = element if event == "start" else element.getparent()
        if holder is None or holder.tag in _UNMARKED or not chunk.strip():
            line += chunk.count("\n")
            continue
        pieces = []
        for piece in chunk.splitlines(keepends=True):
            word = piece.lstrip()
            if word and line != marked:
                high, low = divmod(line, _BASE)
                piece = piece[: len(piece) - len(word)] + chr(_FIRST + high) + chr(_FIRST + low) + word
                marked = line
            pieces.append(piece)
            line += piece.endswith("\n")
        if event == "start":
            element.text = "".join(pieces)
        else:
            element.tail = "".join(pieces)


def _written(element: html.HtmlElement) -> None:
    """A raised or lowered mark as characters of its line, or gone."""
    if element.find(".//sup") is not None or element.find(".//sub") is not None:
        return
    before, mark = _MARK.sub("", _before(element)), _MARK.sub("", element.text_content())
    after = element.tail or ""
    if not after and (following := element.getnext()) is not None:
        after = following.text_content()
    shown = raised(before, mark, _MARK.sub("", after)) if element.tag == "sup" else lowered(before, mark)
    for child in list(element):
        element.remove(child)
    element.text, element.tag = shown, "span"


def _before(element: html.HtmlElement) -> str:
    previous, parent = element.getprevious(), element.getparent()
    if previous is not None:
        return str(previous.text_content() + (previous.tail or ""))
    return (parent.text or "") if parent is not None else ""


def _out_of_figure(caption: html.HtmlElement) -> None:
    """A paragraph behind the figure, which the extractor leaves out whole."""
    figure = next(caption.iterancestors("figure"), None)
    caption.tag = "p"
    if figure is not None:
        parent = caption.getparent()
        tail, caption.tail = caption.tail, None
        if parent is not None and tail and tail.strip():
            caption.tail = tail
        figure.addnext(caption)
        if caption.tail is None and figure.tail:
            caption.tail, figure.tail = figure.tail, None


def _one_line(cell: html.HtmlElement) -> None:
    """A cell whose lists and tables are written in one line, since the extractor would lose them."""
    words = [" ".join(part.split()) for part in _lines_of(cell)]
    for child in list(cell):
        cell.remove(child)
    cell.text = "; ".join(word for word in words if word)


def _lines_of(cell: html.HtmlElement) -> Iterator[str]:
    line: list[str] = []
    for event, element in etree.iterwalk(cell, events=("start", "end")):
        if element is not cell and element.tag in _BLOCKS:
            yield "".join(line)
            line = []
        if (
            event == "end"
            and element.tag in ("td", "th")
            and element is not cell
            and element.getnext() is not None
        ):
            line.append(", ")
        chunk = element.text if event == "start" else element.tail if element is not cell else None
        line.append(chunk or "")
        if event == "end" and element.tag == "br":
            line.append(" ")
    yield "".join(line)


def _flatten(tree: html.HtmlElement) -> None:
    """Where elements are nested too deeply, take out the outer ones, which only wrap; their text stays."""
    heights = [0]  # of what is inside each open element, with one for the tree itself
    deep: list[html.HtmlElement] = []
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if event == "start":
            heights.append(0)
            continue
        height = heights.pop()
        if height > _INNER and len(heights) > _OUTER:
            deep.append(element)
        heights[-1] = max(heights[-1], height + 1)
    for element in deep:
        element.drop_tag()
