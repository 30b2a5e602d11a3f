"""One file to its articles: which format reads which ending, and the sidecar's word over the file's."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache, partial
from pathlib import Path

from qa.articles import cage, html, jsonl, markdown, pdf, sidecar, titles
from qa.articles.files import MEGABYTE, Few, Report, identity, leads_out, read_text, shown
from qa.errors import InputError
from qa.types import Article

_Format = Callable[[Path, Report], Iterator[Article]]


def _read_text(path: Path, report: Report, *, titled: bool = True) -> Iterator[Article]:
    """The one article of a text file, whose offsets are those of the file.

    Args:
        path: the file.
        report: hears nothing here.
        titled: the first line may be the title; that of a table names its columns.

    Raises:
        InputError: the file cannot be read, is no text, or is empty.
    """
    text = read_text(path)
    body_start = int(text.startswith("\ufeff"))
    if not text[body_start:].strip():
        raise InputError("empty: skipped")
    place = identity(path)
    title = (titles.from_text(text) if titled else None) or titles.from_path(path)
    yield Article(place, title, text, place, body_start=body_start)


_OF_TEXT: dict[str, _Format] = {
    ".txt": _read_text,
    ".text": _read_text,
    ".csv": partial(_read_text, titled=False),
    ".tsv": partial(_read_text, titled=False),
    ".md": markdown.read,
    ".markdown": markdown.read,
    ".html": html.read,
    ".htm": html.read,
    ".xhtml": html.read,
    ".jsonl": jsonl.read,
    ".ndjson": jsonl.read,
}
FORMATS = _OF_TEXT | {f"{ending}.gz": read for ending, read in _OF_TEXT.items()} | {".pdf": pdf.read}
_PARSED = FORMATS.keys() - {".txt", ".text", ".md", ".markdown"}
_LITTLE = MEGABYTE  # bytes of a file
_LONGEST_REASON = 200  # characters of what a parser says
KINDS = ".txt .md .html .pdf .jsonl .csv .tsv, and .gz of the text formats"


def kind(path: Path) -> str:
    """The ending of a file name in lower case; that before .gz with it."""
    endings = [ending.lower() for ending in path.suffixes[-2:]]
    return "".join(endings) if endings[-1:] == [".gz"] else "".join(endings[-1:])


def parsed(path: Path, report: Report) -> Iterator[Article]:
    """The articles of a file, parsed in this process. A file whose ending is not known is read as text.

    ``report`` hears, in one line each, of the first problems, and in one line of all others.

    Raises:
        InputError: nothing, or nothing more, of it can be read.
    """
    told = Few(report)
    try:
        yield from FORMATS.get(kind(path), _read_text)(path, told)
    finally:
        told.end()


def unforeseen(error: Exception) -> str:
    """What to say of a file that a parser failed at in a way that nobody thought of."""
    what = " ".join(str(error).split())[:_LONGEST_REASON]
    return f"cannot be parsed ({type(error).__name__}{': ' if what else ''}{what}); skipped"


def _is_plain(path: Path) -> bool:
    """Whether a file needs no cage: text that is stored as it is, and little of it."""
    try:
        return kind(path) not in _PARSED and path.stat().st_size <= _LITTLE
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
    """The articles of a file, each with what the sidecar says about it.

    ``report`` hears, in a line that names the file, what of it could not be read. No error of one file ends
    the reading of others, and what needs a parser is parsed in a cage: see ``qa.articles.cage``.
    """
    told, place, entries = partial(_tell, report, path), identity(path), sidecars.of(path.parent)
    try:
        for article in parsed(path, told) if _is_plain(path) else cage.read(path, told):
            entry = entries.get(path.name + article.id.removeprefix(place))
            yield article if entry is None else sidecar.described(article, entry)
    except InputError as error:
        told(str(error))
    except Exception as error:  # one file's unforeseen error ends no run
        told(unforeseen(error))


def _tell(report: Report, path: Path, problem: str) -> None:
    report(f"{shown(path)}: {problem}")
