"""Time of a follow-up against a plain ask.

    python -m eval.followup_time [--out FILE]

Some paragraphs of SQuAD 1.1 dev are one index. Each round asks a plain question, then a follow-up to it in a
conversation, then another plain question, so that whatever else the machine does falls on both alike. The
aim is at most 2.5 times the time of a plain ask at the 95th percentile.
"""

from __future__ import annotations

import random
import statistics
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from eval.harness import Stopwatch, assistant_over, parser, percentiles, questions_of, record
from qa.assistant import Assistant
from qa.settings import Settings

FOLLOW_UPS = (
    "Why?",
    "When did he do that?",
    "And Germany?",
    "Where was it?",
    "Who else?",
    "What did they say?",
)
_ROUNDS, _WARMING_UP = 24, 3
_PARAGRAPHS = 100


def main() -> None:
    """Measure and print; write the result where asked."""
    arguments = parser("followup_time", __doc__).parse_args()
    squad = questions_of("squad-1.1-dev")
    some = replace(squad, articles=tuple(random.Random(0).sample(squad.articles, _PARAGRAPHS)))
    first = {question.paragraph: question.text for question in reversed(squad.questions)}
    with assistant_over(some, Settings()) as assistant:
        record(arguments, measured(assistant, [first[article.id] for article in some.articles]))


def measured(assistant: Assistant, questions: Sequence[str]) -> dict[str, Any]:
    """Seconds of plain asks and follow-ups, in alternation."""
    plain, follow, ratios = [], [], []
    for number, question in enumerate(questions[: _ROUNDS + _WARMING_UP]):
        chat = assistant.conversation()
        before = seconds(chat.ask, question)
        second = seconds(chat.ask, FOLLOW_UPS[number % len(FOLLOW_UPS)])
        after = seconds(assistant.ask, question)
        if number >= _WARMING_UP:
            plain += [before, after]
            follow.append(second)
            ratios.append(second / statistics.mean((before, after)))
    asked, followed = percentiles(plain), percentiles(follow)
    return {
        "rounds": len(follow),
        "top": assistant.pipeline.depth,
        "plain_seconds": asked,
        "follow_up_seconds": followed,
        "ratio_at_p95": round(followed["p95"] / asked["p95"], 3),
        "ratio_at_p50": round(followed["p50"] / asked["p50"], 3),
        "ratio_within_a_round": percentiles(ratios),
    }


def seconds(ask: Callable[[str], object], question: str) -> float:
    """What asking takes by the clock."""
    with Stopwatch() as watch:
        ask(question)
    return watch.seconds


if __name__ == "__main__":
    main()
