"""Text of scanned pages, recognised by Tesseract where it is installed (``qa[ocr]``)."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
from collections.abc import Callable
from io import BytesIO
from typing import TYPE_CHECKING

from qa.articles.pdf_layout import Line
from qa.errors import InputError

if TYPE_CHECKING:
    import pypdfium2

_DOTS = 300  # an inch: what Tesseract reads best
_MOST_PIXELS = 40_000_000  # of a page: four times a sheet of A4
_SECONDS = 40  # for a page: less than an article is waited for (qa.articles.cage)
_LONGEST_REASON = 200  # characters of what it says
_SIZE, _PITCH, _WIDTH = 10.0, 14.0, 5.0  # points: a line, and a character of it, as if they were drawn


def _nothing() -> None:
    pass


on_page: Callable[[], None] = _nothing
"""Is called after each page: a book of them takes as long as it takes."""


def missing() -> str:
    """What must be installed before pages can be recognised here; empty where nothing must."""
    wanted = []
    if importlib.util.find_spec("PIL") is None:
        wanted.append("pip install 'qa[ocr]'")
    if shutil.which("tesseract") is None:
        wanted.append("the program Tesseract (Debian's package tesseract-ocr)")
    return " and ".join(wanted)


def lines_of(page: pypdfium2.PdfPage) -> list[Line]:
    """The lines that Tesseract sees on a page.

    Raises:
        InputError: it fails; it says why.
    """
    width, height = page.get_size()
    scale = min(_DOTS / 72, (_MOST_PIXELS / max(width * height, 1.0)) ** 0.5)
    picture = page.render(scale=scale, grayscale=True).to_pil()
    drawn = BytesIO()
    picture.save(drawn, "PNG")
    # Through pipes: where files are parsed none can be written (qa.articles.cage), as its wrappers would.
    command = [shutil.which("tesseract") or "tesseract", "stdin", "stdout"]
    try:
        done = subprocess.run(
            command, input=drawn.getvalue(), capture_output=True, timeout=_SECONDS, check=True
        )
    except subprocess.TimeoutExpired as error:
        raise InputError(f"Tesseract takes more than {_SECONDS} s") from error
    except subprocess.CalledProcessError as error:
        said = " ".join(error.stderr.decode("utf-8", "replace").split())[:_LONGEST_REASON]
        raise InputError(f"Tesseract fails ({said or error.returncode})") from error
    except OSError as error:
        raise InputError(f"Tesseract cannot be started: {error.strerror}") from error
    finally:
        on_page()
    text = done.stdout.decode("utf-8", "replace")
    lines = (" ".join(line.split()) for line in text.splitlines())
    return [
        Line(line, 0.0, _WIDTH * len(line), height - _PITCH * number, _SIZE, 0, 0, False, False)
        for number, line in enumerate(lines)
        if line
    ]
