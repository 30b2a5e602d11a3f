"""The articles for agents: tools and resources of the Model Context Protocol, over its official Python SDK.

Whatever a program or a model says it has read here can be held against the articles: every tool gives
verbatim words with where they stand, and ``check_quote`` says whether a sentence stands there at all.
"""
