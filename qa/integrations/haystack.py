"""Haystack components over an index: ``pip install 'extractive-qa[haystack]'``.

pipeline.add_component("answerer", ArticleAnswerer("news"))

Haystack tells its makers how it is used unless HAYSTACK_TELEMETRY_ENABLED is False; this module tells nobody.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

from haystack import Document, component, default_to_dict
from haystack.dataclasses import ExtractedAnswer

from qa.assistant import Assistant
from qa.browsing.passages import FoundPassage
from qa.errors import InputError
from qa.integrations import filter_of, identity_of, where_it_stands
from qa.question.checking import checked_depth
from qa.types import Answer, Candidate

Filters = dict[str, Any] | None  # since, until and source, as ``qa.Filter`` has them


class _OverIndex:
    """What both components are: an index, by its name or place, or an assistant that they share."""

    def __init__(self, index: Assistant | str, top_k: int = 10) -> None:
        self.index, self.top_k = index, checked_depth(top_k, 10)

    @cached_property
    def assistant(self) -> Assistant:
        """Opened with its models when it is first used. Raises as ``Assistant.open`` does."""
        return self.index if isinstance(self.index, Assistant) else Assistant.open(self.index)

    def to_dict(self) -> dict[str, Any]:
        """What a saved pipeline keeps. Raises InputError for an assistant, which cannot be kept."""
        if isinstance(self.index, Assistant):
            raise InputError("to save a pipeline, give its components the name or place of the index")
        return default_to_dict(self, index=self.index, top_k=self.top_k)


@component
class ArticleRetriever(_OverIndex):
    """Finds passages, verbatim; the meta of each says where it stands, as docs/json.md has a citation."""

    @component.output_types(documents=list[Document])
    def run(self, query: str, filters: Filters = None, top_k: int | None = None) -> dict[str, Any]:
        """The passages, best first. Raises as ``Assistant.search`` does."""
        top, where = checked_depth(top_k, self.top_k), filter_of(filters)
        return {"documents": [_found(one) for one in self.assistant.search(query, top=top, where=where)]}


@component
class ArticleAnswerer(_OverIndex):
    """Answers in the exact words of the articles; where they do not say, there is no answer in the list."""

    @component.output_types(answers=list[ExtractedAnswer])
    def run(self, query: str, filters: Filters = None, top_k: int | None = None) -> dict[str, Any]:
        """The answer, then other candidates, with how likely each is right as its score."""
        answer = self.assistant.ask(query, where=filter_of(filters))
        given: list[Answer | Candidate] = [answer, *answer.alternatives] if answer.text else []
        return {"answers": [_extracted(query, one) for one in given[: checked_depth(top_k, self.top_k)]]}


def _found(one: FoundPassage) -> Document:
    return Document(
        identity_of(one.citation), one.citation.quote, meta=where_it_stands(one.citation), score=one.score
    )


def _extracted(query: str, one: Answer | Candidate) -> ExtractedAnswer:
    cited = one.citations[0]
    start = cited.start - cited.sentence_start
    span = ExtractedAnswer.Span(start, start + len(cited.quote))
    document = Document(identity_of(cited), cited.sentence, meta=where_it_stands(cited))
    return ExtractedAnswer(query, one.confidence, one.text, document, cited.sentence, span, span)
