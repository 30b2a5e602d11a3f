"""The embedder in ONNX Runtime computes what it computes in PyTorch."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from qa.models.bert import NotExportable
from qa.models.embedder import load_embedder
from qa.models.folder import embedder_folder
from qa.models.onnx_forward import OnnxTextForward
from qa.resources import shipped
from qa.settings import Settings
from qa.types import Vectors


@pytest.fixture(scope="module")
def texts() -> list[str]:
    """Passages of the sample articles, a question, and one word."""
    whole = sorted(shipped("seeds").glob("*.txt"))[0].read_text("utf-8")
    return [*(whole[start : start + 600] for start in range(0, 3000, 600)), "Who is it?", "rain"]


@pytest.fixture(scope="module")
def expected(texts: list[str]) -> Vectors:
    """sentence-transformers' vectors in float32."""
    return load_embedder(Settings(runtime="torch", dtype="float32", threads=1)).embed(texts)


def test_float32_vectors_are_those_of_pytorch(texts: list[str], expected: Vectors) -> None:
    """Texts of different lengths: no component is further off than rounding explains."""
    found = load_embedder(Settings(runtime="onnx", dtype="float32", threads=2)).embed(texts)
    assert np.abs(found - expected).max() < 1e-5


def test_int8_vectors_point_the_same_way(texts: list[str], expected: Vectors) -> None:
    """Quantised vectors may share an index with float32 ones: their cosine is near 1."""
    found = load_embedder(Settings(runtime="onnx", dtype="int8", threads=2)).embed(texts)
    assert (found * expected).sum(axis=1).min() > 0.98


def test_a_model_with_more_modules_is_refused(tmp_path: Path) -> None:
    """A dense layer behind the pooling would be left out silently otherwise."""
    folder = shutil.copytree(embedder_folder("default"), tmp_path / "model")
    modules = json.loads((folder / "modules.json").read_text("utf-8"))
    modules.append({"idx": 3, "name": "3", "path": "3_Dense", "type": "sentence_transformers.models.Dense"})
    (folder / "modules.json").write_text(json.dumps(modules), "utf-8")
    with pytest.raises(NotExportable, match="Dense"):
        OnnxTextForward(folder)


def test_vectors_of_the_first_token(tmp_path: Path, texts: list[str]) -> None:
    """Pooling by [CLS] takes another vector than pooling by mean."""
    folder = shutil.copytree(embedder_folder("default"), tmp_path / "model")
    pooling = {"pooling_mode_cls_token": True, "pooling_mode_mean_tokens": False}
    (folder / "1_Pooling" / "config.json").write_text(json.dumps(pooling), "utf-8")
    ids = np.array([[101, 2043, 102]])
    first = OnnxTextForward(folder).vectors(ids, np.ones_like(ids), np.zeros_like(ids))
    mean = OnnxTextForward(embedder_folder("default")).vectors(ids, np.ones_like(ids), np.zeros_like(ids))
    assert first.shape == mean.shape == (1, 384)
    assert np.abs(first - mean).max() > 0.01
