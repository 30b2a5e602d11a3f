"""What ``qa doctor --runtimes`` prints: one line for each runtime and number type."""

from __future__ import annotations

from collections.abc import Iterator

from qa.settings import Settings


def runtime_lines(settings: Settings) -> Iterator[str]:
    """The table, line by line as each is measured; a star marks what is used on this machine."""
    from qa.models.measuring import runtime_rows

    yield "  runtime  numbers    load s  read ms  embed ms  logits off by (mean)  cosine"
    for row in runtime_rows(settings):
        start = f"{'*' if row.chosen else ' '} {row.runtime:8} {row.number:9}"
        figures = (row.load_seconds, row.read_seconds, row.embed_seconds)
        off, mean, cosine = row.logit_difference, row.logit_difference_mean, row.least_cosine
        if None in figures or off is None or mean is None or cosine is None:
            yield f"{start}  {row.problem}"
            continue
        load, read, embed = (figure or 0.0 for figure in figures)
        yield (
            f"{start} {load:7.2f} {1000 * read:8.0f} {1000 * embed:9.0f}"
            f"  {off:13.5f} ({mean:.5f})  {cosine:.4f}"
        )
    yield "Ten passages of the sample articles; differences and cosines are to the first line."
