"""Extractive question answering over a folder of articles: exact words, with citations."""

from __future__ import annotations

__version__ = "0.1.0"
