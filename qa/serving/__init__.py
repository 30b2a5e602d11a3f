"""A server for one person or a few: an HTTP API and a page in the browser, over one index or several.

    qa serve --index news

Requests are served by one event loop; everything that touches models and indexes is done on one thread
(``engine``), which reads together what arrives together.
"""
