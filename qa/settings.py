"""Every setting in one validated object: defaults < TOML file < ``QA_*`` environment < flags.

The TOML file is ``qa.toml`` in the working folder, else in the user's configuration folder, or the one
that ``QA_CONFIG`` names. A key that is not a setting is refused, wherever it stands.
"""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal

import platformdirs
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError

from qa.errors import SettingsError
from qa.validation import problem

_PREFIX = "QA_"
_ENVIRONMENT, _FLAGS = "the environment", "the command line"
# Names that start with QA_ and belong to the tooling around the package, not to the settings.
_NOT_SETTINGS = frozenset({"QA_CONFIG", "QA_DATA", "QA_WORK"})

Count = Annotated[int, Field(ge=1)]


class Settings(BaseModel):
    """All settings. Frozen; make a changed copy with ``model_copy(update=...)``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    embedder: str = "default"  # "default", a local folder, or a name on a model hub
    reader: str = "default"
    runtime: Literal["auto", "torch", "onnx"] = "auto"
    dtype: Literal["auto", "float32", "bfloat16", "int8"] = "auto"  # auto: what is fastest here without loss
    threads: Annotated[int, Field(ge=0)] = 0  # 0: as many as the machine has cores

    passage_words: Annotated[int, Field(ge=20, le=300)] = 100
    passage_overlap: Annotated[int, Field(ge=0, le=100)] = 25  # words shared with the passage before

    retriever: Literal["fused", "dense", "lexical"] = "fused"
    candidates: Annotated[int, Field(ge=1, le=10_000)] = 100  # taken from each ranking before fusion
    top: Annotated[int, Field(ge=1, le=1_000)] = 15  # passages read for one question
    max_answer_tokens: Annotated[int, Field(ge=1, le=200)] = 30
    threshold: Annotated[float, Field(ge=0, le=1)] | None = None  # least confidence; None: the fitted one
    precision: Annotated[float, Field(gt=0, le=1)] | None = None  # expected share of right answers, instead

    cached_answers: Annotated[int, Field(ge=0, le=1_000_000)] = 0  # kept in memory; 0: none
    prompts: Path | None = None  # a folder whose templates override the shipped ones
    log: bool = True  # keep a log of conversations in the user's data folder

    # Of an index on a Milvus server. Secrets come from the file or the environment, never from a flag.
    milvus_token: SecretStr | None = None
    milvus_user: str | None = None
    milvus_password: SecretStr | None = None
    milvus_ca: Path | None = None  # certificate of the authority that signed the server's (PEM)
    milvus_certificate: Path | None = None  # this client's own certificate and key (PEM), where asked for
    milvus_key: Path | None = None
    milvus_timeout: Annotated[float, Field(gt=0, le=3600)] = 30.0  # seconds for one request, retries included
    milvus_dense: Literal["auto", "flat", "hnsw", "ivf_sq8", "diskann"] = "auto"  # auto: by size
    milvus_shards: Annotated[int, Field(ge=1, le=16)] = 1  # of a new collection; 16 is the most Milvus allows


def load_settings(**flags: object) -> Settings:
    """The settings in force. Flags that are None were not given.

    Raises:
        SettingsError: a value or key that is not valid, naming where it came from.
    """
    merged: dict[str, Any] = {}
    came_from: dict[str, str] = {}
    path = _config_file()
    layers = (
        (_read_toml(path), str(path)),
        (_read_environment(), _ENVIRONMENT),
        ({key: value for key, value in flags.items() if value is not None}, _FLAGS),
    )
    for values, origin in layers:
        merged |= values
        came_from |= dict.fromkeys(values, origin)
    try:
        return Settings(**merged)
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


def _config_file() -> Path | None:
    named = os.environ.get("QA_CONFIG")
    if named:
        return Path(named)
    for folder in (Path.cwd(), platformdirs.user_config_path("qa")):
        if (folder / "qa.toml").is_file():
            return folder / "qa.toml"
    return None


def _read_toml(path: Path | None) -> dict[str, Any]:
    if path is None:
        return {}
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise SettingsError(f"cannot read the settings file {path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"the settings file {path} is not valid TOML: it is not in UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"\(at ([^()]+)\)$", str(error))
        where = f" at {place[1]}" if place else ""
        raise SettingsError(f"the settings file {path} is not valid TOML{where}") from error


def _read_environment() -> dict[str, str]:
    names = [name for name in os.environ if name.startswith(_PREFIX) and name not in _NOT_SETTINGS]
    return {name.removeprefix(_PREFIX).lower(): os.environ[name] for name in names}
