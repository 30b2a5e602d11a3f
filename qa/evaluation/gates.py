"""Gates for continuous integration: ``--fail-below f1=80``, ``--fail-above ece=0.05``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qa.errors import SettingsError
from qa.evaluation.summary import Summary


@dataclass(frozen=True, slots=True)
class Gate:
    """A bound that a figure must hold."""

    name: str
    bound: float  # in the unit of the figure: per cent for f1, 0 to 1 for ece
    below: bool  # the run fails below the bound; else above it


def parse_gates(fail_below: Sequence[str], fail_above: Sequence[str]) -> list[Gate]:
    """The gates written as ``NAME=NUMBER``.

    Raises:
        SettingsError: one is not written so.
    """
    return [_parsed(text, True) for text in fail_below] + [_parsed(text, False) for text in fail_above]


def failures(gates: Sequence[Gate], summary: Summary) -> list[str]:
    """One line for each gate that does not hold.

    Raises:
        SettingsError: a gate names no figure of this run.
    """
    lines = []
    for gate in gates:
        figure = summary.figure(gate.name)
        if figure is None:
            known = ", ".join(figure.name for figure in summary.figures)
            raise SettingsError(f"this run has no figure {gate.name!r}; it has {known}")
        if figure.value < gate.bound if gate.below else figure.value > gate.bound:
            side = "below" if gate.below else "above"
            lines.append(f"{gate.name} is {figure.value:.4g}, {side} {gate.bound:g}")
    return lines


def _parsed(text: str, below: bool) -> Gate:
    name, _, number = text.partition("=")
    try:
        if name:
            return Gate(name.strip(), float(number), below)
    except ValueError:
        pass
    raise SettingsError(f"a gate is written NAME=NUMBER, such as f1=80, not {text!r}")
