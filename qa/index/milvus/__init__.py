"""An index in Milvus: the engine searches and keeps everything; what it cannot promise is made up for here.

Milvus knows no transactions. So one row of one collection, an article's own, says which passages are the
article's: passages are written before it and deleted after it, and whatever no article's row covers does not
exist (see ``store``).
"""
