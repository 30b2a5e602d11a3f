"""What can go wrong, and the exit code each kind of failure has on the command line.

    QAError                  1   (never raised itself)
    ├── SettingsError        2   a setting or flag that makes no sense
    ├── InputError           3   articles, questions or files that cannot be read
    ├── IndexError_          4
    │   ├── IndexMissing         no index at that place
    │   ├── IndexMismatch        an index of another embedder, splitter or format
    │   ├── IndexCorrupt         an index whose catalog is damaged
    │   ├── IndexBusy            another process is writing to it, or it cannot be written
    │   ├── IndexUnreachable     the server that holds it does not answer
    │   └── IndexClosed          an index, or an assistant, that was closed
    ├── ModelMissing         5   a model that is not there or is not what it should be
    └── ClusterError         6   a Ray cluster that cannot be joined, or that can work no more

That no article holds an answer is a value (``Answer.kind == "none"``), never an exception.
"""

from __future__ import annotations

_LONGEST_REASON = 200  # characters


class QAError(Exception):
    """Base of every error this package raises on purpose: one line saying what, where, and what to do."""

    exit_code = 1


class SettingsError(QAError):
    """A setting, flag or environment variable that makes no sense."""

    exit_code = 2


class InputError(QAError):
    """Articles, questions or files that cannot be read or used."""

    exit_code = 3


class IndexError_(QAError):  # the underscore keeps the built-in IndexError visible
    """Anything about the index folder."""

    exit_code = 4


class IndexMissing(IndexError_):
    """There is no index at the place named."""


class IndexMismatch(IndexError_):
    """The index was made by another embedder, splitter or format version."""


class IndexCorrupt(IndexError_):
    """The catalog of the index is damaged."""


class IndexBusy(IndexError_):
    """Another process writes to the index, or it cannot be written at all."""


class IndexUnreachable(IndexError_):
    """The server that holds the index does not answer, or not in time."""


class IndexClosed(IndexError_):
    """The index was closed; open it again."""


class ModelMissing(QAError):
    """A model that is not where it was said to be, or whose files are not what they should be."""

    exit_code = 5


class ClusterError(QAError):
    """A Ray cluster that cannot be joined, or whose nodes cannot do the work any more."""

    exit_code = 6


def reason_of(error: Exception) -> str:
    """What a library says is wrong with a file, in one line; some repeat the whole file."""
    return " ".join(str(error)[:_LONGEST_REASON].split())
