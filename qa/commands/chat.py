"""``qa chat``: a conversation with the articles."""

from __future__ import annotations

import sys

from qa.commands import options


def chat(
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
    log: options.Log = None,
    resume: options.Continue = False,
) -> int:
    """Hold a conversation.

    Follow-up questions are understood; /help shows what else there is. Where standard input or output is no
    terminal, questions are read one a line; with --json each line is a JSON object, such as
    {"question": "...", "since": "2022"} or {"command": "/undo"}, and so is each answer.
    """
    from qa.commands import opening
    from qa.rendering.renderer import Renderer
    from qa.rendering.terminal import Screen
    from qa.repl.setup import Setup
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
        log=log,
    )
    where = options.filter_of(since, until, source)
    options.date_of("--as-of", as_of)
    renderer = Renderer(Screen.of(sys.stdout), settings.prompts)
    opening.check_index(index)
    if not (on_terminal := sys.stdin.isatty() and sys.stdout.isatty() and not json):
        opening.note_samples(index)
    setup = Setup(
        open_chat=lambda: opening.open_chat(index, settings),
        articles=str(index) if index is not None else "the sample articles",
        renderer=renderer,
        where=where,
        as_of=as_of,
        top=settings.top,
        keep=settings.log,
        resume=resume,
    )
    if on_terminal:
        return setup.on_a_terminal()
    return setup.through_a_pipe(json)
