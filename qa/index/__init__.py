"""An index: the catalog is the truth, the dense and the lexical ranking are made from it."""
