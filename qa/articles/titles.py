"""What an article is called, where nothing names it."""

from __future__ import annotations

import re
from pathlib import Path

_LONGEST = 200  # characters of a title
_LINE = re.compile(r"[^\n\r]+")
_LOOKED_AT = 20_000  # characters in which a heading is looked for
_LONGEST_FIRST_LINE = 100  # a longer line is a paragraph, not a title
_SENTENCE_END = tuple(".!;:,")
_CUT = "..."  # how a headline ends that was cut
_NO_TITLE = re.compile(
    r"(?:untitled|unknown|no title|title|about:blank|print|scan\w*|new document|doc(?:ument)?|dokument|layout"
    r"|slide|book|presentation|pr\u00e4sentation|sheet|page|image|file|bill|powerpoint presentation"
    r"|word document|microsoft (?:word|powerpoint|excel)|scanned document|adobe \w+ document)"
    r"[\s_-]*\d*\s*(?:$|-\s.*$)"
    r"|.*\.(?:docx?|indd|tex|dvi|pdf|pptx?|qxd|p65|pub|rtf|html?|xlsx?|odt|wpd|fm|ai|psd|jpe?g|png|tiff?)$"
    r"|(?:https?|file):.*|[\W\d_]*$",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]{2,}")


def tidy(title: str) -> str:
    """A title in one line of printable characters."""
    words = "".join(c if c.isprintable() else " " for c in title).split()
    return " ".join(words)[:_LONGEST].rstrip()


def stated(title: str) -> str:
    """A title that a file states of itself; empty where a program put it there: "Document1"."""
    found = tidy(title)
    return "" if _NO_TITLE.match(found) else found


def from_text(text: str) -> str | None:
    """The first line of a text, if it looks like a title: short, of words, no sentence, and not alone."""
    lines = (tidy(match[0].lstrip("\ufeff")) for match in _LINE.finditer(text[:_LOOKED_AT]))
    filled = (line for line in lines if line)
    first, second = next(filled, None), next(filled, None)
    if first is None or second is None or len(first) > _LONGEST_FIRST_LINE:
        return None
    if first.endswith(_SENTENCE_END) and not first.endswith(_CUT):
        return None
    return first if len(_WORD.findall(first)) >= 2 else None


def from_path(path: Path) -> str:
    """The name of a file without its endings and with blanks for dashes: what remains to call it by."""
    name = path.name.removesuffix(".gz")
    stem = Path(name).stem
    return tidy(re.sub(r"[-_\s]+", " ", stem)) or tidy(path.name) or path.name
