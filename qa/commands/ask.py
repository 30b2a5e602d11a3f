"""``qa ask``: one question, one cited answer."""

from __future__ import annotations

import sys
import time
from typing import Annotated

import typer

from qa.commands import options

NO_ANSWER = 1


def ask(
    question: Annotated[str, typer.Argument(metavar="QUESTION", help="The question, in quotes.")],
    index: options.AskedIndex = None,
    json: options.Json = False,
    since: options.Since = None,
    until: options.Until = None,
    source: options.Source = None,
    as_of: options.AsOf = None,
    top: options.Top = None,
    candidates: options.Candidates = None,
    retriever: options.Retriever = None,
    threshold: options.Threshold = None,
    precision: options.Precision = None,
    reader: options.Reader = None,
    embedder: options.Embedder = None,
    runtime: options.Runtime = None,
    threads: options.Threads = None,
    prompts: options.Prompts = None,
    profile: Annotated[bool, typer.Option("--profile", help="Say on stderr where the time went.")] = False,
) -> int:
    """Answer one question.

    The answer stands in the words of the articles, with citations. Exit code 0: answered; 1: the articles
    do not say.
    """
    from qa.commands import opening
    from qa.question.checking import checked_question
    from qa.rendering.renderer import Renderer, to_json_line
    from qa.rendering.terminal import Screen
    from qa.settings import load_settings

    settings = load_settings(
        top=top,
        candidates=candidates,
        retriever=retriever,
        threshold=threshold,
        precision=precision,
        reader=reader,
        embedder=embedder,
        runtime=runtime,
        threads=threads,
        prompts=prompts,
    )
    where = options.filter_of(since, until, source)
    options.date_of("--as-of", as_of)
    question = checked_question(question)
    renderer = Renderer(Screen.of(sys.stdout), settings.prompts)
    opening.check_index(index)
    opening.note_samples(index)
    began = time.perf_counter()
    with opening.waiting("Loading the models"):
        assistant = opening.open_assistant(index, settings)
    loaded = time.perf_counter()
    with assistant:
        answer = assistant.ask(question, where=where, as_of=as_of)
    print(to_json_line(answer) if json else renderer.answer(answer))
    if profile:
        asked = {"load": loaded - began, **answer.timings, "ask": time.perf_counter() - loaded}
        print("  ".join(f"{stage} {seconds:.3f} s" for stage, seconds in asked.items()), file=sys.stderr)
    return NO_ANSWER if answer.kind == "none" else 0
