"""Tiny models of other architectures, made on the spot: what a user's own model folder may hold."""

from __future__ import annotations

from pathlib import Path

from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors, trainers

TEXT = (
    "A few weeks later, Finland's new Prime Minister Alexander Stubb said he wants the country to join NATO."
)


def roberta_tokenizer(folder: Path) -> Tokenizer:
    """A byte-level tokenizer with RoBERTa's special tokens, saved as tokenizer.json."""
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=400,
        special_tokens=["<s>", "<pad>", "</s>", "<unk>", "<mask>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator([TEXT], trainer)
    tokenizer.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0))
    tokenizer.save(str(folder / "tokenizer.json"))
    return tokenizer


def roberta_reader(folder: Path) -> Path:
    """A RoBERTa reader with random weights: no segment ids, padding token 1, positions counted from it."""
    import torch
    from transformers import RobertaConfig, RobertaForQuestionAnswering

    tokenizer = roberta_tokenizer(folder)
    torch.manual_seed(0)
    config = RobertaConfig(
        vocab_size=tokenizer.get_vocab_size(),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=514,
        type_vocab_size=1,
        pad_token_id=1,
    )
    RobertaForQuestionAnswering(config).save_pretrained(folder)
    return folder


def distilbert_embedder(folder: Path) -> Path:
    """A DistilBERT sentence embedder with CLS pooling and random weights: it takes no segment ids."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import DistilBertConfig, DistilBertModel, PreTrainedTokenizerFast

    parts = folder / "parts"
    parts.mkdir()
    tokenizer = roberta_tokenizer(parts)
    torch.manual_seed(0)
    config = DistilBertConfig(
        vocab_size=tokenizer.get_vocab_size(), dim=16, n_layers=1, n_heads=2, hidden_dim=32, pad_token_id=1
    )
    DistilBertModel(config).save_pretrained(parts)
    fast = PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]  # untyped there
        tokenizer_object=tokenizer, pad_token="<pad>", cls_token="<s>", sep_token="</s>", model_max_length=48
    )
    fast.save_pretrained(parts)
    transformer = Transformer(str(parts), max_seq_length=48)
    model = SentenceTransformer(modules=[transformer, Pooling(16, pooling_mode="cls")], device="cpu")
    model.save(str(folder / "model"))
    return folder / "model"
