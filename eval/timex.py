"""Whether times without a year are given the right date, on real news.

    python -m eval.timex FOLDER ... [--out]

Where an article says "Thursday, Feb. 5", the day of the week tells the year. So both halves are read alone,
"Feb. 5" and "Thursday", as if the other were not written, and compared with what they are together. FOLDER
is one of real news, as ``eval.news`` takes it; articles without a day are left out.
"""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from eval.harness import interval, parser, record
from qa.articles.folders import read_articles
from qa.dates import known_day
from qa.language import lexicon
from qa.language.timex import timex_value

_DAY = re.compile(
    rf"\b(?P<weekday>{lexicon.either(lexicon.WEEKDAYS)}),?\s"
    rf"(?P<date>(?P<month>{lexicon.either(lexicon.MONTHS)})\.?\s(?P<day>\d{{1,2}}))\b(?!,?\s{lexicon.YEAR})",
    re.IGNORECASE,
)
_WEEK = 7  # days, within which a day of the week stands for a date


def compared(text: str, published: str) -> Iterator[tuple[str, bool | None]]:
    """What is read alone, and whether it is given the date of both; None: no date."""
    told = known_day(published)
    if told is None:
        return
    for match in _DAY.finditer(text):
        date = _date(match, told)
        if date is None:
            continue
        before, behind = text[: match.start()], text[match.end() :]
        halves = {"date": match["date"]}
        if abs((date - told).days) < _WEEK:
            halves["day of the week"] = match["weekday"]
        for name, half in halves.items():
            value = timex_value(before + half + behind, len(before), len(before + half), published)
            yield name, None if value is None else value == date.isoformat()


def _date(match: re.Match[str], told: datetime.date) -> datetime.date | None:
    """The day that is of this day of the week, this year or in one beside it; None where none is."""
    month, day = lexicon.MONTHS[match["month"].casefold()], int(match["day"])
    for year in (told.year, told.year - 1, told.year + 1):
        try:
            date = datetime.date(year, month, day)
        except ValueError:
            continue
        if date.weekday() == lexicon.WEEKDAYS[match["weekday"].casefold()]:
            return date
    return None


def main() -> None:
    """Count over all articles."""
    options = parser("timex", __doc__)
    options.add_argument("folders", type=Path, nargs="+", help="folders of real news")
    arguments = options.parse_args()
    found: Counter[tuple[str, bool | None]] = Counter()
    for folder in arguments.folders:
        for article in read_articles([folder / "articles.jsonl"], print):
            found.update(compared(article.text, article.published or ""))
    figures = {}
    for name in ("date", "day of the week"):
        given = [1.0] * found[name, True] + [0.0] * found[name, False]
        figures[name] = {"read": len(given) + found[name, None], "given a date, right": interval(given)}
    record(arguments, figures)


if __name__ == "__main__":
    main()
