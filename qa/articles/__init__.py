"""Files to articles: one module a format, the folder walk, and the sidecar metadata.

Every format module has ``read(path, report)`` (that of plain text is in ``formats``): it yields the articles
of one file, tells ``report`` in one line what it had to leave out, and raises InputError where it can read
nothing. Neither names the file; the folder walk does.
"""

from qa.articles.folders import read_articles

__all__ = ["read_articles"]
