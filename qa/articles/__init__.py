"""Files to articles: one module a format, the folder walk, and the sidecar metadata.

Every format module has ``read(file, report)``: it yields the articles of one file, tells ``report`` in one
line what it had to leave out, and raises InputError where it can read nothing. Neither names the file; who
asked for it does (``formats.read_file``).
"""

from qa.articles.folders import read_articles

__all__ = ["read_articles"]
