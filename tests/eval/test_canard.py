"""The measure of follow-ups against people's rewrites."""

from __future__ import annotations

from eval.canard import figures_of, measure


def test_terms_and_gate_are_counted() -> None:
    """A pronoun replaced by the name that the person wrote is a right term; what stands alone adds none."""
    history = ["Ann Lee", "Early life", "Who opened the bridge?", "Ann Lee opened it in 1990."]
    records = [
        {
            "QuAC_dialog_id": "d1",
            "History": history,
            "Question": question,
            "Rewrite": rewrite,
        }
        for question, rewrite in (
            ("Where did she live?", "Where did Ann Lee live?"),
            ("When was the Eiffel Tower built?", "When was the Eiffel Tower built?"),
        )
    ]
    figures = figures_of(measure(records)["all"])
    assert figures["questions"] == 2
    assert figures["leaning"] == 1
    assert figures["gate"]["precision"] == 1.0
    assert figures["gate"]["recall"] == 1.0
    assert figures["terms"] == {"precision": 1.0, "recall": 1.0, "f1": 1.0}
