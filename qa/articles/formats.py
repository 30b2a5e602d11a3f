"""One file to its articles: which format reads which ending, and the sidecar's word over the file's.

A format is a module of this package with ``read(file, report)``. It is imported when the first such file
comes: most people have files of two or three kinds, and who asks has none to read.
"""

from __future__ import annotations

import codecs
import importlib
import importlib.util
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from pathlib import Path

from qa.articles import cage, sidecar
from qa.articles.encodings import decoded
from qa.articles.files import MEGABYTE, PACKED, Few, File, Report, identity, leads_out, opened, shown
from qa.articles.frames import Request
from qa.articles.published import day_in_name
from qa.errors import InputError
from qa.origin import origin_of
from qa.types import Article
from qa.version import install


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of files."""

    name: str
    module: str  # of this package
    endings: tuple[str, ...]
    place: str  # where in the file a citation says that an answer stands
    extra: str = ""  # what must be installed
    needs: tuple[str, ...] = ()  # modules that the extra brings

    @property
    def is_here(self) -> bool:
        """Whether what it needs is installed."""
        return all(importlib.util.find_spec(name) is not None for name in self.needs)


KNOWN = (
    Format("plain text", "text", (".txt", ".text", ".log"), "line"),
    Format("Markdown", "markdown", (".md", ".markdown", ".mdx", ".qmd", ".rmd"), "line"),
    Format("web page", "html", (".html", ".htm", ".xhtml", ".shtml"), "line"),
    Format("PDF", "pdf", (".pdf",), "page"),
    Format("JSON lines", "jsonl", (".jsonl", ".ndjson"), "record or line"),
    Format("JSON: an article or an array of them", "json_file", (".json",), "record"),
    Format("OpenDocument text", "opendocument", (".odt",), "section"),
    Format("OpenDocument sheet", "opendocument_sheet", (".ods",), "sheet and cell"),
    Format("EPUB book", "epub", (".epub",), "chapter"),
    Format("mail", "mail", (".eml",), "message and date"),
    Format("mailbox", "mailbox_file", (".mbox", ".mbx"), "message and date"),
    Format("saved web page", "mhtml", (".mht", ".mhtml", ".webarchive"), ""),
    Format("table of text", "tables", (".csv", ".tsv"), "line or row"),
    Format("notebook", "notebook", (".ipynb",), "cell"),
    Format("feed, Wikipedia dump", "xml_file", (".rss", ".atom", ".rdf", ".xml"), "entry or page"),
    Format("subtitles", "subtitles", (".srt", ".vtt"), "time"),
    Format("Org", "org", (".org",), "line"),
    Format("AsciiDoc", "asciidoc", (".adoc", ".asciidoc"), "line"),
    Format("archive of files", "archives", (".zip", ".tar", ".tgz"), "member"),
    Format("reStructuredText", "rst", (".rst", ".rest"), "line", "markup", ("docutils",)),
    Format("LaTeX", "latex", (".tex", ".latex"), "line", "markup", ("pylatexenc",)),
    Format("Word document", "docx_file", (".docx", ".docm"), "section", "office", ("docx",)),
    Format("PowerPoint slides", "pptx_file", (".pptx", ".pptm"), "slide", "office", ("pptx",)),
    Format("Excel workbook", "xlsx", (".xlsx", ".xlsm"), "sheet and cell", "office", ("openpyxl",)),
    Format("rich text", "rtf", (".rtf",), "", "office", ("striprtf",)),
    Format("Outlook mail", "outlook", (".msg",), "message and date", "office", ("olefile",)),
    Format("web archive", "warc", (".warc",), "address", "web", ("warcio",)),
)
FORMATS = {ending: known for known in KNOWN for ending in known.endings}
KINDS = " ".join(known.endings[0] for known in KNOWN) + f", and {' '.join(PACKED)} of these"


def listed() -> str:
    """The kinds of files that are read here, and what an extra would add, a line each."""
    lines = ["Read here:"]
    missing = ["", "Read where an extra is installed:"]
    for known in KNOWN:
        line = f"  {' '.join(known.endings):28} {known.name}{f' (by {known.place})' if known.place else ''}"
        (lines if known.is_here else missing).append(
            line + ("" if known.is_here else f": {install(known.extra)}")
        )
    packed = f"  {' '.join(PACKED):28} any of these, packed"
    return "\n".join([*lines, packed, *(missing if len(missing) > 2 else [])])


_PLAIN = ("text",)  # modules that need no cage for a little file
_ENCODED = ("text", "markdown", "html")  # whose encoding is what a server says
_LITTLE = MEGABYTE  # bytes of a file
_LONGEST_REASON = 200  # characters of what a parser says


def kind(path: Path) -> str:
    """The ending of a file name in lower case; that before .gz with it."""
    endings = [ending.lower() for ending in path.suffixes[-2:]]
    return "".join(endings) if endings[-1:] and endings[-1] in PACKED else "".join(endings[-1:])


def format_of(path: Path) -> Format | None:
    """Which format reads a file of this name; None where none does. Without an ending it is plain text."""
    ending = kind(path)
    for packed in PACKED:
        ending = ending.removesuffix(packed)
    return FORMATS.get(ending) if kind(path) else FORMATS[".txt"]


def read_as(known: Format, file: File, report: Report) -> Iterator[Article]:
    """The articles of a file of a known format; what states no date has that of the file's name.

    Raises:
        InputError: the file cannot be read, or what reads it is not installed.
    """
    if not known.is_here:
        raise InputError(f"{known.name}: what reads it is not installed: {install(known.extra)}")
    read: Callable[[File, Report], Iterator[Article]]
    read = importlib.import_module(f"qa.articles.{known.module}").read
    return _dated(read(file, report), file)


def _dated(articles: Iterator[Article], file: File) -> Iterator[Article]:
    for article in articles:
        yield article if article.published else replace(article, published=day_in_name(file.path.stem))


def answered(request: Request, report: Report) -> Iterator[Article]:
    """The articles of a file that an address answered with, parsed in this process; else as ``parsed``."""
    told, known = Few(report), FORMATS[request.ending]
    try:
        with opened(Path(request.path)) as stored:
            file = File(Path(request.name), request.place, stored.stream)
            if request.charset and known.module in _ENCODED:
                text = decoded(file.data().replace(b"\0", b""), told, request.charset)
                file = file.again(codecs.BOM_UTF8 + text.encode("utf-8"))  # the mark counts more than labels
            yield from read_as(known, file, told)
    finally:
        told.end()


def parsed(path: Path, report: Report) -> Iterator[Article]:
    """The articles of a file, parsed in this process.

    ``report`` hears, in one line each, of the first problems, and in one line of all others.

    Raises:
        InputError: nothing, or nothing more, of it can be read.
    """
    told = Few(report)
    try:
        known = format_of(path)
        if known is None:
            raise InputError("a kind that is not read; skipped")
        with opened(path) as file:
            yield from read_as(known, file, told)
    finally:
        told.end()


def unforeseen(error: Exception) -> str:
    """What to say of a file that a parser failed at in a way that nobody thought of."""
    what = " ".join(str(error).split())[:_LONGEST_REASON]
    return f"cannot be parsed ({type(error).__name__}{': ' if what else ''}{what}); skipped"


def _is_plain(path: Path) -> bool:
    """Whether a file needs no cage: text that is stored as it is, and little of it."""
    try:
        known = format_of(path)
        packed = path.suffix.lower() in PACKED
        return known is None or (known.module in _PLAIN and not packed and path.stat().st_size <= _LITTLE)
    except OSError:
        return True  # what opens it says so


class Sidecars:
    """What folders say about the files in them; that of the folder asked for last is kept."""

    def __init__(self, report: Report, *, follow_links: bool = False) -> None:
        """``report`` hears, in a line that names the file, what of a sidecar cannot be used.

        One that is a link out of its folder does not count, unless ``follow_links``.
        """

        def load(folder: Path) -> Mapping[str, sidecar.Entry]:
            if not follow_links and leads_out(folder / sidecar.NAME, folder):
                _tell(report, folder / sidecar.NAME, "a link that leads out of the folder; not followed")
                return {}
            told = Few(partial(_tell, report, folder / sidecar.NAME))
            try:
                return sidecar.load(folder, told)
            except Exception as error:  # what is said of files is no more trusted than the files
                told(unforeseen(error))
                return {}
            finally:
                told.end()

        self.of = lru_cache(maxsize=1)(load)  # the entries of a folder's sidecar; none where there is none


def read_file(path: Path, sidecars: Sidecars, report: Report) -> Iterator[Article]:
    """The articles of a file, each with what the sidecar says about it and which file it was read from.

    ``report`` hears, in a line that names the file, what of it could not be read. No error of one file ends
    the reading of others, and what needs a parser is parsed in a cage: see ``qa.articles.cage``.
    """
    told, place, entries = partial(_tell, report, path), identity(path), sidecars.of(path.parent)
    try:
        whole = origin_of(path)
        # That a file of many articles has changed says little of one of them.
        of_many = replace(whole, digest="") if whole else None
        for article in parsed(path, told) if _is_plain(path) else cage.read(path, told):
            record = article.id.removeprefix(place)
            entry = entries.get(unicodedata.normalize("NFC", path.name + record))
            described = article if entry is None else sidecar.described(article, entry)
            yield replace(described, origin=of_many if record else whole)
    except InputError as error:
        told(str(error))
    except Exception as error:  # one file's unforeseen error ends no run
        told(unforeseen(error))


def _tell(report: Report, path: Path, problem: str) -> None:
    report(f"{shown(path)}: {problem}")
