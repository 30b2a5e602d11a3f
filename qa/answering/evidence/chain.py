"""The chain of evidence: every kind in its order, and the features of a proposal by all of them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from qa.answering.evidence.byline import BYLINE
from qa.answering.evidence.comparison import COMPARISON
from qa.answering.evidence.continuity import CONTINUITY
from qa.answering.evidence.country import COUNTRY
from qa.answering.evidence.date import DATE
from qa.answering.evidence.form import FORM
from qa.answering.evidence.kin import KIN
from qa.answering.evidence.kinds import Evidence
from qa.answering.evidence.leaving import LEAVING
from qa.answering.evidence.name import NAME
from qa.answering.evidence.nobody import NOBODY
from qa.answering.evidence.part import PART
from qa.answering.evidence.reading import READING
from qa.answering.evidence.retraction import RETRACTION
from qa.answering.evidence.retrieval import RETRIEVAL
from qa.answering.evidence.revision import REVISION
from qa.answering.evidence.roles import ROLES
from qa.answering.evidence.speech import SPEECH
from qa.answering.evidence.support import SUPPORT
from qa.answering.evidence.wording import WORDING
from qa.answering.proposing import Proposal
from qa.question.query import Query

CHAIN: tuple[Evidence, ...] = (
    *(READING, RETRIEVAL, SUPPORT, WORDING, DATE, COUNTRY),
    *(REVISION, RETRACTION, ROLES, COMPARISON, SPEECH, FORM),
    *(CONTINUITY, LEAVING, PART, NAME, KIN, NOBODY, BYLINE),
)
FEATURES: tuple[str, ...] = tuple(name for evidence in CHAIN for name in evidence.names)


def features(query: Query, proposals: Sequence[Proposal]) -> list[dict[str, float]]:
    """Every feature of each proposal, by name."""
    by_kind = [evidence.of(query, proposals) for evidence in CHAIN]
    return [dict(zip(FEATURES, chain(*values), strict=True)) for values in zip(*by_kind, strict=True)]
