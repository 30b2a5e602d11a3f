"""Which runtime computes a model: by the settings, by the model, and without importing the other one."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from qa.assistant import Assistant
from qa.errors import SettingsError
from qa.models.bert import Bert, NotExportable
from qa.models.runtimes import RuntimeChoice, choices, int8_pays, sums_of_32_bits
from qa.resources import default_reader
from qa.settings import Settings

FORBIDDEN = ("torch", "transformers", "sentence_transformers", "sklearn", "scipy", "trafilatura", "onnx")

ASK = """
import sys
from qa.cli import main
code = main(["ask", "Who is Finland's new Prime Minister?", "--json"])
print([name for name in %r if name in sys.modules], file=sys.stderr)
raise SystemExit(code)
"""


def test_asking_imports_none_of_the_heavy_libraries() -> None:
    """A whole qa ask on the sample articles, models and all, without PyTorch or what rests on it."""
    with Assistant.samples():  # the first use of a machine indexes them, which takes more than asking
        pass
    asked = subprocess.run(
        [sys.executable, "-c", ASK % (FORBIDDEN,)], capture_output=True, text=True, check=False
    )
    assert asked.returncode == 0, asked.stderr
    assert "Stubb" in json.loads(asked.stdout)["text"]
    assert asked.stderr.splitlines()[-1] == "[]"


def test_onnx_comes_first_and_torch_behind_it() -> None:
    """Auto asks ONNX Runtime first, in int8 exactly where that is faster."""
    first = RuntimeChoice("onnx", "int8") if int8_pays() else RuntimeChoice("onnx", "float32")
    assert choices(Settings()) == [first, RuntimeChoice("torch", "auto")]


@pytest.mark.parametrize(
    ("system", "machine", "flags", "pays", "sums"),
    [
        ("Linux", "x86_64", "flags : sse2 avx2 avx512_vnni", True, True),
        ("Linux", "x86_64", "flags : sse2 avx2", True, False),
        ("Linux", "aarch64", "Features : fp asimd asimddp", True, True),
        ("Linux", "aarch64", "Features : fp asimd", False, False),
        ("Windows", "AMD64", None, True, False),
        ("Darwin", "arm64", None, True, True),
        ("Darwin", "x86_64", None, True, False),
    ],
)
def test_where_int8_pays_and_how_it_is_added(
    system: str, machine: str, flags: str | None, pays: bool, sums: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On every x86, and on an ARM with the dot product; sums that are not known have 16 bits."""

    def read_text(path: Path, *given: str) -> str:
        if flags is None:
            raise FileNotFoundError(path)
        return f"processor : 0\n{flags}\n"

    monkeypatch.setattr("platform.system", lambda: system)
    monkeypatch.setattr("platform.machine", lambda: machine)
    monkeypatch.setattr(Path, "read_text", read_text)
    assert (int8_pays(), sums_of_32_bits()) == (pays, sums)


@pytest.mark.parametrize(
    ("runtime", "dtype", "expected"),
    [
        ("onnx", "float32", [RuntimeChoice("onnx", "float32")]),
        ("onnx", "int8", [RuntimeChoice("onnx", "int8")]),
        ("torch", "auto", [RuntimeChoice("torch", "auto")]),
        ("auto", "bfloat16", [RuntimeChoice("torch", "bfloat16")]),
        ("auto", "int8", [RuntimeChoice("onnx", "int8")]),
    ],
)
def test_what_is_asked_for_is_taken(runtime: str, dtype: str, expected: list[RuntimeChoice]) -> None:
    """A number type that only one runtime has decides for it."""
    assert choices(Settings.model_validate({"runtime": runtime, "dtype": dtype})) == expected


@pytest.mark.parametrize(("runtime", "dtype"), [("onnx", "bfloat16"), ("torch", "int8")])
def test_what_no_runtime_computes_is_refused(runtime: str, dtype: str) -> None:
    """Nothing is computed in other numbers than those asked for without a word."""
    with pytest.raises(SettingsError, match=dtype):
        choices(Settings.model_validate({"runtime": runtime, "dtype": dtype}))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"model_type": "deberta-v2"}, "deberta-v2"),
        ({"position_embedding_type": "relative_key"}, "relative positions"),
        ({"is_decoder": True}, "decoder"),
        ({"hidden_act": "relu"}, "activation"),
        ({"embedding_size": 128}, "projects"),
    ],
)
def test_what_would_be_computed_wrongly_is_refused(
    tmp_path: Path, change: dict[str, object], reason: str
) -> None:
    """A model outside the family is named with the flag that computes it."""
    config = json.loads((default_reader() / "config.json").read_text("utf-8")) | change
    shutil.copy(default_reader() / "model.safetensors", tmp_path)
    (tmp_path / "config.json").write_text(json.dumps(config), "utf-8")
    with pytest.raises(NotExportable, match=rf"{reason}.*--runtime torch"):
        Bert(tmp_path)
