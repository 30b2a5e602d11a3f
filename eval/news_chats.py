"""Chats over real news, as people type who have never seen the program.

    python -m eval.news_chats FOLDER [--half tuned|kept] [--threads 0] [--out FILE]

``eval/news_chats.txt`` is written as ``eval/chats.txt`` is, without articles: these are the later news of
``eval.later_news``, in FOLDER. With the half "tuned" rules were made. The half "kept" was written when these
were done, by somebody who had not seen the program; two rules were mended since for what went wrong in it.
"""

from __future__ import annotations

from pathlib import Path

from eval.archives import HALVES, archives
from eval.chats import play, print_wrong
from eval.dialogues import summary
from eval.harness import parser, record
from eval.news import assistant_of
from qa.settings import Settings

CASES = Path(__file__).parent / "news_chats.txt"
AS_OF = "2026-07-15"  # the day after the newest articles


def main() -> None:
    """Print the turns that went wrong and the figures."""
    options = parser("news_chats", __doc__)
    options.add_argument("folder", type=Path)
    options.add_argument("--half", choices=HALVES[:2], help="one half alone")
    options.add_argument("--threads", type=int, default=0)
    arguments = options.parse_args()
    settings = Settings(threads=arguments.threads)
    figures = {}
    with assistant_of(arguments.folder, settings) as assistant:
        for half in HALVES[:2] if arguments.half is None else [arguments.half]:
            outcomes = list(play(archives(CASES, half).asked, assistant, as_of=AS_OF))
            print_wrong(outcomes)
            figures[half] = summary(outcomes)
    record(arguments, figures, settings)


if __name__ == "__main__":
    main()
