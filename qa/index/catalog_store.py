"""The catalog as the store that following articles writes to: each batch in one transaction."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from qa.index import families
from qa.index.catalog import Catalog, Known
from qa.index.writing import Written
from qa.types import Vectors


class CatalogStore:
    """Implements ``qa.index.writing.Store``."""

    def __init__(self, catalog: Catalog) -> None:
        """Write to this catalog."""
        self._catalog = catalog

    def known(self, article_ids: Sequence[str]) -> dict[str, Known]:
        """Those of the articles that are stored, and as what."""
        found = {article_id: self._catalog.known(article_id) for article_id in article_ids}
        return {article_id: known for article_id, known in found.items() if known is not None}

    def reusable(self, replaced: Sequence[Known]) -> dict[str, Vectors]:
        """Stored vectors by the text of their passage."""
        return {
            text: np.frombuffer(vector, np.float16).astype(np.float32)
            for known in replaced
            for text, vector in self._catalog.passages_of(known.n)
        }

    def write(self, batch: Sequence[Written]) -> None:
        """Store the batch, all or nothing."""
        with self._catalog.transaction():
            for item in batch:
                if item.known is not None:
                    self._catalog.remove(item.known.n)
                n = self._catalog.store(item.article, item.passages, item.vectors)
                families.join(self._catalog.database, n, item.lead)
