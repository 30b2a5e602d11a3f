"""``qa chat``: a conversation on a terminal (``interactive``) or through a pipe (``piped``).

``session`` holds what both share, ``commands`` the slash commands, ``pager`` shows an article at its quote,
``chat`` is what is asked, on a ``worker`` that keeps the prompt free while models load and answer.
"""
