"""What a model is worth on the questions that are held out, told from tokens alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch
from torch import Tensor

from .drawing import Pass, Row, together, windows
from .layout import Batch
from .packed import NOWHERE, Array, Packed

MOST_ANSWER = 30  # tokens, as in use

Logits = Callable[[Batch], tuple[Tensor, Tensor]]


@dataclass(frozen=True)
class HeldOut:
    """Held-out questions of every set, each with its own paragraph and with those that mislead.

    F1 is over the bag of an answer's tokens: near the official one, and for comparing runs only.
    """

    packed: Packed
    questions: int = 1000  # of a set
    pass_tokens: int = 65_536

    def scores(self, logits: Logits, device: torch.device | str = "cpu") -> dict[str, dict[str, float]]:
        """F1 of each set, in percent.

        ``f1``: on the own paragraph alone, at the best threshold; ``answerable``: of the answerable ones,
        always answering; ``misled``: of these, where misleading paragraphs are read as well.
        """
        own: dict[int, tuple[float, Array]] = {}
        best: dict[int, tuple[float, Array]] = {}
        for drawn, meant in self.read:
            batch = Batch.of(drawn, device)
            with torch.no_grad():
                found = best_spans(*logits(batch), batch)
            for row, (score, first, last) in enumerate(zip(*(one.tolist() for one in found), strict=True)):
                question, is_own = meant[row]
                answer = (score, drawn.ids[row, first : last + 1])
                for kept in (best, own) if is_own else (best,):
                    kept[question] = max(kept.get(question, (-np.inf, answer[1])), answer, key=_score)
        return {name: self._of_set(chosen, own, best) for name, chosen in self._chosen.items()}

    def _of_set(
        self, chosen: Array, own: dict[int, tuple[float, Array]], best: dict[int, tuple[float, Array]]
    ) -> dict[str, float]:
        answerable = np.array([len(self.packed.answers[question]) > 0 for question in chosen], np.bool_)
        closed = np.array([self._f1(question, own[question][1]) for question in chosen])
        among = np.array([self._f1(question, best[question][1]) for question in chosen])
        sure = np.array([own[question][0] for question in chosen])
        return {
            "questions": len(chosen),
            "f1": round(100 * best_f1(closed, sure, answerable), 2),
            "answerable": round(100 * float(closed[answerable].mean()), 2),
            "misled": round(100 * float(among[answerable].mean()), 2),
        }

    def _f1(self, question: int, found: Array) -> float:
        """The best overlap of tokens with a right answer; 0 where there is none."""
        paragraph = self.packed.paragraphs[int(self.packed.paragraph_of[question])]
        right = [paragraph[first : last + 1] for first, last in self.packed.answers[question]]
        return max((overlap(found.tolist(), one.tolist()) for one in right), default=0.0)

    @cached_property
    def _chosen(self) -> dict[str, Array]:
        """The questions of each set; of more than are read, some drawn at random."""
        hidden = np.flatnonzero(self.packed.held_out[self.packed.paragraph_of])
        rng, found = np.random.default_rng(0), {}
        for number, name in enumerate(self.packed.sets):
            every = hidden[self.packed.set_of[self.packed.paragraph_of[hidden]] == number]
            chosen = np.sort(rng.permutation(every)[: self.questions])
            if any(len(self.packed.answers[question]) for question in chosen):
                found[name] = chosen
        return found

    @cached_property
    def read(self) -> list[tuple[Pass, list[tuple[int, bool]]]]:
        """Passes, and of each of their rows the question and whether the paragraph is its own."""
        packed = self.packed
        rows: list[Row] = []
        meant: list[tuple[int, bool]] = []
        for question in np.concatenate([*self._chosen.values(), np.empty(0, np.int64)]).tolist():
            asked, own = packed.asked[packed.text_of[question]], int(packed.paragraph_of[question])
            for paragraph in [own, *packed.misleading[question].tolist()]:
                if paragraph == NOWHERE:
                    continue
                title = packed.titles[int(packed.title_of[paragraph])]
                for ids, before, _ in windows(asked, np.concatenate([title, packed.paragraphs[paragraph]])):
                    rows.append(Row(ids, before, (0,), (0,), len(rows)))
                    meant.append((question, paragraph == own))
        lengths = [len(row.ids) for row in rows]
        return [
            (Pass.of([rows[place] for place in places]), [meant[place] for place in places])
            for places, _ in together(range(len(rows)), lengths, self.pass_tokens)
        ]


def best_spans(start: Tensor, end: Tensor, batch: Batch) -> tuple[Tensor, Tensor, Tensor]:
    """Score (start + end - null) and first and last token of the best span of each window: [rows] each."""
    null = start[:, 0].float() + end[:, 0].float()
    inside = batch.allowed.clone()
    inside[:, 0] = False
    starts = start.float().masked_fill(~inside, -torch.inf)
    ends = end.float().masked_fill(~inside, -torch.inf)
    behind = torch.nn.functional.pad(ends, (0, MOST_ANSWER - 1), value=-torch.inf).unfold(1, MOST_ANSWER, 1)
    score, place = (starts[:, :, None] + behind).flatten(1).max(1)
    first = place // MOST_ANSWER
    return score - null, first, first + place % MOST_ANSWER


def best_f1(values: Array, scores: Array, answerable: Array) -> float:
    """The mean at the threshold on the score that is best: below it nothing is answered."""
    order = np.argsort(-scores, kind="stable")
    gains = np.where(answerable, values, -1.0)[order]
    silent = float((~answerable).sum())
    return (silent + max(0.0, float(np.cumsum(gains).max(initial=0.0)))) / len(values)


def overlap(found: Sequence[int], right: Sequence[int]) -> float:
    """F1 over two bags of tokens."""
    common = sum((Counter(found) & Counter(right)).values())
    return 2 * common / (len(found) + len(right))


def _score(answer: tuple[float, Array]) -> float:
    return answer[0]
