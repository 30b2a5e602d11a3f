"""The reader: questions and passages in, spans out, around whatever runtime computes the logits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass, replace
from pathlib import Path

from qa.models.folder import fingerprint, of_model, reader_folder
from qa.models.forward import SpanForward
from qa.models.question_form import QuestionForm, question_form
from qa.models.read_text import ReadText
from qa.models.runtimes import span_forward
from qa.models.span_edges import SpanEdges
from qa.models.spans import best_apart, spans_of_batch
from qa.models.windows import Windows
from qa.settings import Settings
from qa.types import Passage, Reader, Span

SPANS_PER_PASSAGE = 3
_PAIRS_AT_ONCE = 2048  # bounds the windows held in memory, whatever the caller asks for


@dataclass(slots=True, eq=False)
class SpanReader:
    """A :class:`qa.types.Reader` over any :class:`qa.models.forward.SpanForward`."""

    name: str  # what the user called the model
    fingerprint: str  # identifies its weights, whatever the runtime and number type
    windows: Windows
    forward: SpanForward
    _: KW_ONLY
    max_answer_tokens: int = 30
    spans: int = SPANS_PER_PASSAGE
    form: QuestionForm | None = None  # puts questions as the model knows them; None: they are read as asked

    def read(self, pairs: Sequence[tuple[str, Passage]]) -> list[list[Span]]:
        """The best spans of each (question, passage) pair, best first; one list a pair, empty if none."""
        spans: list[list[Span]] = []
        for first in range(0, len(pairs), _PAIRS_AT_ONCE):
            spans += self._read(pairs[first : first + _PAIRS_AT_ONCE])
        return spans

    def _read(self, pairs: Sequence[tuple[str, Passage]]) -> list[list[Span]]:
        texts = [ReadText(passage, question) for question, passage in pairs]
        made = {question: SpanEdges(question) for question in {question for question, _ in pairs}}
        edges = [made[question] for question, _ in pairs]
        found: list[list[Span]] = [[] for _ in pairs]
        put = [self._put(question, read.text) for (question, _), read in zip(pairs, texts, strict=True)]
        windows = self.windows.windows(
            [(question, read.text) for (question, _), read in zip(put, texts, strict=True)]
        )
        for batch in self.windows.batches(windows):
            start, end = self.forward.logits(*batch.inputs)
            spans = spans_of_batch(
                start,
                end,
                batch,
                texts,
                edges=edges,
                count=self.spans,
                max_answer_tokens=self.max_answer_tokens,
            )
            for pair, span in spans:
                spelt = put[pair][1]
                found[pair].append(replace(span, read_as=spelt) if spelt else span)
        return [best_apart(spans, self.spans) for spans in found]

    def _put(self, question: str, text: str) -> tuple[str, str | None]:
        return self.form.put(question, text) if self.form else (question, None)


def load_reader(settings: Settings) -> Reader:
    """The reader that the settings name, on the runtime they name.

    Raises:
        SettingsError: a runtime that does not compute in the numbers asked for.
        ModelMissing: there is no such model, or it is not what it should be.
    """
    folder = reader_folder(settings.reader)
    with of_model(folder):
        forward = span_forward(folder, settings)
        return span_reader(settings.reader, folder, forward, max_answer_tokens=settings.max_answer_tokens)


def span_reader(name: str, folder: Path, forward: SpanForward, *, max_answer_tokens: int) -> SpanReader:
    """A reader of the model in ``folder`` whose logits ``forward`` computes.

    Raises:
        ModelMissing: its tokenizer or configuration cannot be used.
    """
    windows = Windows.of(folder)
    return SpanReader(
        name,
        fingerprint(folder),
        windows,
        forward,
        max_answer_tokens=max_answer_tokens,
        form=question_form(windows.tokenizer),
    )
