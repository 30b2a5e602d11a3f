"""Every setting in one validated object: defaults < TOML files < ``QA_*`` environment < flags.

The TOML files are ``qa.toml`` in the user's configuration folder and, over it, ``qa.toml`` in the working
folder; or the one that ``QA_CONFIG`` names. A key that is not a setting is refused, wherever it stands.

The working folder may be somebody else's. Of its file, only the settings that can do no harm count
(``HARMLESS``) until the user has said ``qa trust``: the others choose what is loaded, whom a program talks to
and with which secrets.
"""

from __future__ import annotations

import os
import re
import shlex
import tomllib
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

import platformdirs
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError

from qa.errors import SettingsError
from qa.trust import is_trusted
from qa.validation import problem

_PREFIX = "QA_"
_ENVIRONMENT, _FLAGS = "the environment", "the command line"
# Names that start with QA_ and belong to the tooling around the package, not to the settings.
_NOT_SETTINGS = frozenset({"QA_CONFIG", "QA_DATA", "QA_WORK"})
_NAME = "qa.toml"
_LARGEST = 64_000  # bytes of a settings file: the parser takes quadratic time on some

# What the settings file of a folder may say without the user's leave: how much is read and shown, and how it
# is computed. A new setting needs the leave until it is named here.
HARMLESS = frozenset(
    {
        *("runtime", "dtype", "threads", "cached_answers"),
        *("passage_words", "passage_overlap", "max_answer_tokens"),
        *("retriever", "candidates", "top", "threshold", "precision"),
        *("milvus_timeout", "milvus_dense", "milvus_shards"),
    }
)

Count = Annotated[int, Field(ge=1)]


class Settings(BaseModel):
    """All settings. Frozen; make a changed copy with ``model_copy(update=...)``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    index: str | None = None  # a collection's name or the place of an index, asked where none is named

    embedder: str = "default"  # finds passages: "default", a local folder, or a name on a model hub
    reader: str = "default"  # finds answers in them: as for the embedder
    runtime: Literal["auto", "torch", "onnx"] = "auto"  # what runs the models; auto: the faster that can
    dtype: Literal["auto", "float32", "bfloat16", "int8"] = "auto"  # auto: the fastest without loss
    threads: Annotated[int, Field(ge=0, le=1024)] = 0  # of the processor; 0: as many as it has cores

    passage_words: Annotated[int, Field(ge=20, le=300)] = 100  # words of a passage, about
    passage_overlap: Annotated[int, Field(ge=0, le=100)] = 25  # words shared with the passage before

    retriever: Literal["fused", "dense", "lexical"] = "fused"  # ranks by meaning and words, or by one of them
    candidates: Annotated[int, Field(ge=1, le=10_000)] = 100  # taken from each ranking before fusion
    top: Annotated[int, Field(ge=1, le=1_000)] = 15  # passages read for one question
    max_answer_tokens: Annotated[int, Field(ge=1, le=200)] = 30  # length of an answer, at most
    threshold: Annotated[float, Field(ge=0, le=1)] | None = None  # least confidence; unset: fitted
    precision: Annotated[float, Field(gt=0, le=1)] | None = None  # or so many answers are to be right

    cached_answers: Annotated[int, Field(ge=0, le=1_000_000)] = 0  # answers kept in memory; 0: none
    prompts: Path | None = None  # a folder whose templates override the shipped ones
    log: bool = True  # keep conversations in the user's data folder, and what was shown last for qa open

    # Of an index on a Milvus server. Secrets come from the file or the environment, never from a flag.
    milvus_token: SecretStr | None = None  # who may use it, or
    milvus_user: str | None = None  # the name of a user, with
    milvus_password: SecretStr | None = None  # the password
    milvus_ca: Path | None = None  # certificate of the authority that signed the server's (PEM)
    milvus_certificate: Path | None = None  # this client's own certificate and key (PEM), where asked for
    milvus_key: Path | None = None  # the key of that certificate (PEM)
    milvus_timeout: Annotated[float, Field(gt=0, le=3600)] = 30.0  # seconds for a request, retries included
    milvus_dense: Literal["auto", "flat", "hnsw", "ivf_sq8", "diskann"] = "auto"  # its search; auto: by size
    milvus_shards: Annotated[int, Field(ge=1, le=16)] = 1  # of a new collection; 16 is the most Milvus allows


# Settings that are places: in a file, from its own folder.
_PATHS = [name for name, field in Settings.model_fields.items() if field.annotation == Path | None]


def load_settings(report: Callable[[str], None] | None = None, /, **flags: object) -> Settings:
    """The settings in force. Flags that are None were not given.

    ``report`` hears, in one line, which settings of the working folder do not count because the user has not
    trusted its file, and how to do that; None to warn.

    Raises:
        SettingsError: a value or key that is not valid, naming where it came from.
    """
    layers = [
        *_files(report or _warn),
        (_read_environment(), _ENVIRONMENT),
        ({key: value for key, value in flags.items() if value is not None}, _FLAGS),
    ]
    merged: dict[str, Any] = {}
    came_from: dict[str, str] = {}
    for values, origin in layers:
        merged |= values
        came_from |= dict.fromkeys(values, origin)
    return _checked(merged, came_from)


def read_file(path: Path) -> tuple[bytes, dict[str, Any]]:
    """The bytes of a settings file, and the settings in them: valid ones, whether they count or not.

    Raises:
        SettingsError: it cannot be read, is not valid TOML, or has a value or key that is not valid.
    """
    content = _content(path)
    values = _parsed(content, path)
    _checked(values, dict.fromkeys(values, str(path)))
    return content, values


def _files(report: Callable[[str], None]) -> Iterator[tuple[dict[str, Any], str]]:
    """What the settings files say that counts, the least of them first, each with its place."""
    if named := os.environ.get("QA_CONFIG"):
        yield _parsed(_content(Path(named)), Path(named)), named
        return
    own, here = platformdirs.user_config_path("qa") / _NAME, Path.cwd() / _NAME
    if own.is_file():
        yield _parsed(_content(own), own), str(own)
    if not here.is_file() or (own.is_file() and own.samefile(here)):
        return
    content, values = read_file(here)
    if not is_trusted(here, content):
        if ignored := [key for key in values if key not in HARMLESS]:
            report(
                f"{here}: this folder may be somebody else's, so these settings do not count:"
                f" {', '.join(ignored)} (to have them count: qa trust {shlex.quote(str(here))})"
            )
        values = {key: value for key, value in values.items() if key in HARMLESS}
    yield values, str(here)


def _checked(values: dict[str, Any], came_from: dict[str, str]) -> Settings:
    """The settings of these values; what is wrong with one of them is told with its place."""
    try:
        return Settings(**values)
    except ValidationError as error:
        first = error.errors()[0]
        key = str(first["loc"][0])
        what = "there is no such setting" if first["type"] == "extra_forbidden" else problem(first)
        raise SettingsError(f"{_spelled(key, came_from[key])} in {came_from[key]}: {what}") from error


def _spelled(key: str, origin: str) -> str:
    """The setting as it is written there: ``QA_TOP``, ``--top`` or ``top``."""
    if origin == _ENVIRONMENT:
        return f"{_PREFIX}{key.upper()}"
    return f"--{key.replace('_', '-')}" if origin == _FLAGS else key


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST + 1)
    except OSError as error:
        raise SettingsError(f"cannot read the settings file {path}: {error.strerror}") from error
    if len(content) > _LARGEST:
        raise SettingsError(f"the settings file {path} is larger than {_LARGEST // 1000} kB")
    return content


def _parsed(content: bytes, path: Path) -> dict[str, Any]:
    """The values of a settings file; relative paths in it count from its folder, wherever ``qa`` is run."""
    try:
        values = tomllib.loads(content.decode("utf-8").replace("\r\n", "\n"))
    except UnicodeDecodeError as error:
        raise SettingsError(f"the settings file {path} is not valid TOML: it is not in UTF-8") from error
    except (ValueError, RecursionError) as error:  # numbers of too many digits and deep nesting among them
        place = re.search(r"\(at ([^()]+)\)$", str(error))
        where = f" at {place[1]}" if place else ""
        raise SettingsError(f"the settings file {path} is not valid TOML{where}") from error
    folder = path.absolute().parent
    for key in _PATHS:
        if isinstance(value := values.get(key), str):
            values[key] = str(folder / value)
    if isinstance(value := values.get("index"), str):
        values["index"] = _placed(value, folder)
    return values


def _placed(index: str, folder: Path) -> str:
    """The index that a file of this folder names: a path in it counts from the folder, a name is kept."""
    lite = "milvus:" if index.startswith("milvus:") else ""
    path = index.removeprefix(lite)
    return f"{lite}{folder / path}" if (lite or "/" in path) and "://" not in path else index


def _warn(line: str) -> None:
    warnings.warn(line, stacklevel=4)


def _read_environment() -> dict[str, str]:
    names = [name for name in os.environ if name.startswith(_PREFIX) and name not in _NOT_SETTINGS]
    return {name.removeprefix(_PREFIX).lower(): os.environ[name] for name in names}
