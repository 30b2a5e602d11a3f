"""``qa chat``: a conversation with the articles."""

from __future__ import annotations

import sys

from qa.commands import options


def chat(
    index: options.IndexFolder = None,
    json: options.Json = False,
    since: options.Since = None,
    until: options.Until = None,
    source: options.Source = None,
    top: options.Top = None,
    candidates: options.Candidates = None,
    retriever: options.Retriever = None,
    threshold: options.Threshold = None,
    reader: options.Reader = None,
    embedder: options.Embedder = None,
    runtime: options.Runtime = None,
    threads: options.Threads = None,
    prompts: options.Prompts = None,
) -> int:
    """Hold a conversation.

    Follow-up questions are understood; /help shows what else there is. Where standard input is no terminal,
    questions are read from it, one a line.
    """
    from qa.commands.opening import open_assistant
    from qa.rendering import Renderer, to_json_line
    from qa.settings import load_settings
    from qa.terminal import Screen
    from qa.types import Filter

    settings = load_settings(
        top=top,
        candidates=candidates,
        retriever=retriever,
        threshold=threshold,
        reader=reader,
        embedder=embedder,
        runtime=runtime,
        threads=threads,
        prompts=prompts,
    )
    renderer = Renderer(Screen.of(sys.stdout), settings.prompts)
    with open_assistant(index, settings) as assistant:
        for line in sys.stdin:
            if line.strip():
                answer = assistant.ask(line.strip(), where=Filter(since, until, source))
                print(to_json_line(answer) if json else renderer.answer(answer), flush=True)
    return 0
