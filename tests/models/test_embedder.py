"""The embedder: unit vectors in the order of the texts, the same as sentence-transformers' own."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from qa.errors import ModelMissing
from qa.models.batching import batches
from qa.models.embedder import MAX_QUESTION, TextEmbedder, load_embedder
from qa.models.folder import embedder_folder
from qa.models.tokens import Ints, load_tokenizer
from qa.settings import Settings
from qa.types import Embedder, Vectors
from tests.small_models import distilbert_embedder

TEXTS = [
    "Finland's new Prime Minister Alexander Stubb wants to join NATO.",
    "",
    "A poll showed the majority of Swedes in favor.",
    "word " * 400,
    "\U0001f600 e\u0301 \ud800 \x00",
    "NATO",
]


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    """The default embedder on PyTorch in float32."""
    return load_embedder(Settings(runtime="torch", dtype="float32", threads=1))


class CountingForward:
    """Says of each row how many tokens it has and what their sum is."""

    dim = 2

    def __init__(self) -> None:
        self.shapes: list[tuple[int, ...]] = []

    def vectors(self, input_ids: Ints, attention_mask: Ints, token_type_ids: Ints) -> Vectors:
        """(tokens, sum of ids) of each row."""
        self.shapes.append(input_ids.shape)
        assert input_ids.shape == attention_mask.shape == token_type_ids.shape
        counts, sums = attention_mask.sum(axis=1), (input_ids * attention_mask).sum(axis=1)
        vectors: Vectors = np.stack([counts, sums], axis=1).astype(np.float32)
        return vectors


def test_vectors_are_those_of_sentence_transformers(embedder: Embedder) -> None:
    """Batching by length and our own tokenizing change nothing but the time."""
    from sentence_transformers import SentenceTransformer

    texts = [text.replace("\ud800", "\ufffd") for text in TEXTS]
    plain = SentenceTransformer(str(embedder_folder("default")), device="cpu").encode(texts)
    np.testing.assert_allclose(embedder.embed(TEXTS), plain, atol=1e-5)


def test_vectors_have_unit_length_and_the_order_of_the_texts(embedder: Embedder) -> None:
    """A text's vector does not depend on its neighbours."""
    vectors = embedder.embed(TEXTS)
    assert vectors.shape == (len(TEXTS), embedder.dim)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(embedder.embed(TEXTS[::-1])[::-1], vectors, atol=1e-5)


def test_nothing_to_embed_is_no_error(embedder: Embedder) -> None:
    """No texts give an empty array of the right width."""
    assert embedder.embed([]).shape == (0, embedder.dim)


def test_no_batch_is_above_its_budget() -> None:
    """Memory is bounded however many or long the texts are, and like lengths share a batch."""
    forward = CountingForward()
    tokenizer = load_tokenizer(embedder_folder("default"))
    embedder = TextEmbedder("counting", "x", tokenizer, forward, max_tokens=256)
    texts = ["word " * (number % 300) for number in range(700)]
    vectors = embedder.embed(texts)
    assert all(rows * length <= 2048 for rows, length in forward.shapes)
    encodings = tokenizer.encode_batch(texts)
    counts = np.array([len(encoding.ids) for encoding in encodings])
    sums = np.array([sum(encoding.ids) for encoding in encodings])
    assert counts.max() == 256
    np.testing.assert_allclose(vectors[:, 0] / vectors[:, 1], counts / sums, rtol=1e-4)
    assert sum(rows * length for rows, length in forward.shapes) < 1.15 * counts.sum()


def test_a_row_longer_than_the_budget_is_a_batch_of_its_own() -> None:
    """Nothing is dropped because it is long."""
    assert list(batches([5, 10_000], budget=2048)) == [([1], 10_000), ([0], 8)]


def test_a_folder_without_an_embedder_is_refused(tmp_path: Path) -> None:
    """Damaged weights or an unknown architecture are a missing model, not a traceback."""
    folder = tmp_path / "broken"
    folder.mkdir()
    for name in ("tokenizer.json", "tokenizer_config.json"):
        shutil.copy(embedder_folder("default") / name, folder)
    (folder / "config.json").write_text(json.dumps({"model_type": "no such thing"}))
    (folder / "model.safetensors").write_bytes(b"not weights")
    with pytest.raises(ModelMissing, match="broken") as error:
        load_embedder(Settings(embedder=str(folder), runtime="torch"))
    assert "\n" not in str(error.value)


def test_an_embedder_of_another_architecture_is_loaded_from_its_folder(tmp_path: Path) -> None:
    """DistilBERT with CLS pooling: its vectors are those of sentence-transformers, long texts included."""
    from sentence_transformers import SentenceTransformer

    folder = distilbert_embedder(tmp_path)
    ours = load_embedder(Settings(embedder=str(folder), runtime="torch", dtype="float32"))
    texts = ["Finland's new Prime Minister", "NATO", "word " * 300]
    plain = SentenceTransformer(str(folder), device="cpu").encode(texts, normalize_embeddings=True)
    np.testing.assert_allclose(ours.embed(texts), plain, atol=1e-5)


@pytest.mark.parametrize(
    ("named", "question", "text"),
    [
        ({"prompts": {"query": "query: ", "passage": "passage: "}}, "query: ", "passage: "),
        (
            {"prompts": {"query": "Find passages that answer: ", "document": ""}},
            "Find passages that answer: ",
            "",
        ),
        ({"prompts": {"search": "search: "}, "default_prompt_name": "search"}, "search: ", "search: "),
    ],
)
def test_what_a_model_reads_before_questions_and_texts_is_put_there(
    tmp_path: Path, named: dict[str, object], question: str, text: str
) -> None:
    """As sentence-transformers puts it there; vectors made with other prompts are not taken for the same."""
    from sentence_transformers import SentenceTransformer

    folder = distilbert_embedder(tmp_path)
    settings = Settings(embedder=str(folder), runtime="torch", dtype="float32")
    bare = load_embedder(settings).fingerprint
    config = folder / "config_sentence_transformers.json"
    config.write_text(json.dumps(json.loads(config.read_text("utf-8")) | named), "utf-8")
    ours, plain = load_embedder(settings), SentenceTransformer(str(folder), device="cpu")
    texts = ["Finland's new Prime Minister", "Who is he?"]
    for found, prompt in ((ours.embed_questions(texts), question), (ours.embed(texts), text)):
        wanted = plain.encode(texts, prompt=prompt, normalize_embeddings=True)
        np.testing.assert_allclose(found, wanted, atol=1e-5)
    assert ours.fingerprint != bare


def _header(text: str) -> bytes:
    return len(text).to_bytes(8, "little") + text.encode()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("model.safetensors", _header('{"a": ' + "[" * 50_000 + "]" * 50_000 + "}")),
        ("model.safetensors", _header('{"a": {"dtype": "F32", "shape": [1e999], "data_offsets": [0, 0]}}')),
        ("config.json", b"[" * 100_000),
        ("config.json", b'{"num_hidden_layers": "many"}'),
        ("config.json", b'{"num_hidden_layers": 1000000000000}'),
        ("config.json", b'{"layer_norm_eps": "small"}'),
        ("config.json", b'{"pad_token_id": "none"}'),
        ("config.json", b'{"pad_token_id": 1000000000000000000000000}'),
        ("modules.json", b"[" * 100_000),
        ("modules.json", b'[1, {"path": 3}]'),
        ("config_sentence_transformers.json", b'{"prompts": {"query": 3}}'),
        ("config_sentence_transformers.json", b'{"prompts": "query: "}'),
        ("config_sentence_transformers.json", b"[]"),
    ],
)
def test_whatever_the_files_of_a_model_say_is_refused_in_one_line(
    tmp_path: Path, name: str, content: bytes
) -> None:
    """Deep, endless, of another type: an error of the model, with its folder."""
    folder = tmp_path / "mine"
    shutil.copytree(embedder_folder("default"), folder, copy_function=shutil.copyfile)
    if content.startswith(b"{"):
        content = json.dumps(json.loads((folder / name).read_text("utf-8")) | json.loads(content)).encode()
    (folder / name).write_bytes(content)
    with pytest.raises(ModelMissing) as error:
        load_embedder(Settings(embedder=str(folder), runtime="onnx"))
    assert str(folder) in str(error.value)
    assert "\n" not in str(error.value)


def test_of_a_question_only_the_beginning_counts() -> None:
    """Whatever comes behind it, so that its time has a bound; a passage is read as far as ever."""
    forward = CountingForward()
    tokenizer = load_tokenizer(embedder_folder("default"))
    embedder = TextEmbedder("counting", "0" * 64, tokenizer, forward)
    real, endless = "Who leads Finland? " * 3, "Who leads Finland? " * 90
    assert np.array_equal(embedder.embed_questions([real]), embedder.embed([real]))
    assert np.array_equal(
        embedder.embed_questions([endless]), embedder.embed_questions([endless + "And Norway?"])
    )
    embedder.embed([endless])
    assert [length for _, length in forward.shapes[2:]] == [MAX_QUESTION, MAX_QUESTION, 256]
