"""The table of runtimes: every way that works has its figures, every other its reason."""

from __future__ import annotations

import pytest

from qa.commands.doctor import runtime_lines
from qa.models import measuring
from qa.models.measuring import RuntimeRow, runtime_rows
from qa.settings import Settings


def test_every_way_is_measured_or_explained() -> None:
    """float32 is the reference; int8 differs a little; exactly one way is the one chosen here."""
    rows = {(row.runtime, row.number): row for row in runtime_rows(Settings(threads=2, dtype="int8"))}
    assert list(rows) == [
        ("onnx", "float32"),
        ("onnx", "int8"),
        ("torch", "float32"),
        ("torch", "bfloat16"),
    ]
    assert [way for way, row in rows.items() if row.chosen] == [("onnx", "int8")]
    for row in rows.values():
        assert (row.read_seconds is None) == bool(row.problem)
    exact, int8, torch = (rows[way] for way in list(rows)[:3])
    assert exact.logit_difference == 0
    assert torch.logit_difference is not None and torch.logit_difference < 1e-3
    assert int8.logit_difference_mean is not None and 0 < int8.logit_difference_mean < 0.3
    assert int8.least_cosine is not None and int8.least_cosine > 0.98


def test_the_table_marks_what_is_used_and_says_why_a_way_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    """A line for each way: figures in milliseconds and a star, or the reason it cannot be used."""
    rows = [
        RuntimeRow("onnx", "int8", True, 0.2, 0.12, 0.03, 0.5, 0.01, 0.995),
        RuntimeRow("torch", "bfloat16", False, problem="PyTorch is not installed"),
    ]
    monkeypatch.setattr(measuring, "runtime_rows", lambda settings: iter(rows))
    _, used, unusable, _ = runtime_lines(Settings())
    assert used.split() == ["*", "onnx", "int8", "0.20", "120", "30", "0.50000", "(0.01000)", "0.9950"]
    assert unusable.split(maxsplit=2) == ["torch", "bfloat16", "PyTorch is not installed"]
