"""A tiny random reader and made-up questions that it can learn in seconds."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

NAMES = ("anna", "boris", "clara", "david", "edith", "fritz", "greta", "hanno")
PLACES = ("paris", "lima", "oslo", "cairo", "quito", "delhi")
WORDS = ("where", "which", "does", "live", "in", "the", "city", "of", "lives", "near", "a", "river", "?", ".")


def make_base(folder: Path, *, kind: str = "bert") -> Path:
    """A model folder with random weights, its special tokens numbered as the real ones are.

    ``bert``; ``distilbert``, which has no segment ids; or ``mpnet``, whose pieces are BERT's under other
    numbers and which puts two separators between question and passage.
    """
    import torch
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

    unused = [f"[unused{number}]" for number in range(99)]
    pieces = ["[PAD]", *unused, "[UNK]", "[CLS]", "[SEP]", *NAMES, *PLACES, *WORDS]
    if kind == "mpnet":
        pieces = ["<s>", "<pad>", "</s>", "<unk>", *pieces, "<mask>"]
    vocabulary = {piece: number for number, piece in enumerate(pieces)}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    if kind == "mpnet":
        tokenizer.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0))
    else:
        tokenizer.post_processor = processors.TemplateProcessing(
            single="[CLS] $A [SEP]",
            pair="[CLS] $A [SEP] $B:1 [SEP]:1",
            special_tokens=[("[CLS]", vocabulary["[CLS]"]), ("[SEP]", vocabulary["[SEP]"])],
        )
    torch.manual_seed(0)
    _tiny(kind, len(vocabulary)).save_pretrained(folder)
    tokenizer.save(str(folder / "tokenizer.json"))
    return folder


def _tiny(kind: str, pieces: int) -> Any:
    """Two layers of 32."""
    import transformers

    if kind == "distilbert":
        shape = transformers.DistilBertConfig(
            vocab_size=pieces, dim=32, n_layers=2, n_heads=2, hidden_dim=64, max_position_embeddings=64
        )
        return transformers.DistilBertForQuestionAnswering(shape)
    sizes: dict[str, Any] = {
        "vocab_size": pieces,
        "hidden_size": 32,
        "num_hidden_layers": 2,
        "num_attention_heads": 2,
        "intermediate_size": 64,
        "max_position_embeddings": 66,
    }
    if kind == "mpnet":
        return transformers.MPNetForQuestionAnswering(transformers.MPNetConfig(**sizes))
    return transformers.BertForQuestionAnswering(transformers.BertConfig(**sizes))


def paragraph(name: str, place: str) -> str:
    """One made-up paragraph."""
    return f"{name.capitalize()} lives in the city of {place.capitalize()} near a river."


def questions(pairs: Sequence[tuple[str, str]]) -> list[dict[str, Any]]:
    """Paragraphs in the SQuAD layout, each with a question it answers and one it does not."""
    paragraphs = []
    for name, place in pairs:
        text = paragraph(name, place)
        answer = {"text": place.capitalize(), "answer_start": text.index(place.capitalize())}
        paragraphs.append(
            {
                "context": text,
                "qas": [
                    {
                        "id": f"{name}-{place}",
                        "question": f"Where does {name} live?",
                        "answers": [answer],
                        "is_impossible": False,
                    },
                    {
                        "id": f"{name}-{place}-not",
                        "question": f"Which river does {name} live near?",
                        "answers": [],
                        "is_impossible": True,
                    },
                ],
            }
        )
    return paragraphs


def write_squad(path: Path, paragraphs: Sequence[dict[str, Any]]) -> Path:
    """A file in the SQuAD layout."""
    path.write_text(json.dumps({"data": [{"title": "made up", "paragraphs": list(paragraphs)}]}), "utf-8")
    return path


def all_pairs() -> list[tuple[str, str]]:
    """Every name with every place: 48 paragraphs."""
    return [(name, place) for name in NAMES for place in PLACES]
