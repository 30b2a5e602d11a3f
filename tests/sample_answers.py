"""Answers made by hand for the tests of what people see: their offsets are those of a text given here."""

from __future__ import annotations

from qa.types import Answer, Article, Candidate, Citation, digest_of

TEXT = (
    "Dateline.\n"
    "The government fell on Monday. Sanna Marin is Finland's new Prime Minister, the parliament said. "
    "She is 34 years old."
)
ARTICLE = Article("news/finland.txt", "A new government in Helsinki", TEXT, "news/finland.txt", "2019-12-10")
SENTENCE = "Sanna Marin is Finland's new Prime Minister, the parliament said."
QUESTION = "Who is Finland's new Prime Minister?"


def cite(
    quote: str = "Sanna Marin",
    *,
    number: int = 1,
    text: str = TEXT,
    sentence: str = SENTENCE,
    title: str = "A new government in Helsinki",
    source: str = "news/finland.txt",
    published: str | None = "2019-12-10",
    page: int | None = None,
) -> Citation:
    """A citation of the first occurrence of ``quote`` within the first occurrence of ``sentence``."""
    sentence_start = text.index(sentence)
    start = text.index(quote, sentence_start)
    return Citation(
        number=number,
        article_id=source,
        title=title,
        published=published,
        source=source,
        line=text.count("\n", 0, start) + 1,
        page=page,
        start=start,
        end=start + len(quote),
        quote=quote,
        sentence=sentence,
        sentence_start=sentence_start,
        digest=digest_of(text),
    )


def answered(
    citation: Citation | None = None, *, confidence: float = 0.93, question: str = QUESTION
) -> Answer:
    """An answer with one citation and one alternative."""
    citation = citation or cite()
    other = cite("the parliament", number=2)
    return Answer(
        question=question,
        resolved_question=question,
        kind="span",
        text=citation.quote,
        confidence=confidence,
        citations=(citation,),
        alternatives=(Candidate("the parliament", 0.21, 1.5, 1, (other,)),),
        timings={"retrieval": 0.0123},
    )


def withheld(question: str = "Who won the ice hockey final?") -> Answer:
    """No answer, and the passage that came closest."""
    return Answer(question, question, "none", None, 0.08, (), closest=(cite(),))
