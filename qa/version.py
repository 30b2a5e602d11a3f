"""The version of this package: what the wheel is built as, and what results and caches are stamped with."""

from __future__ import annotations

__version__ = "0.1.0"
