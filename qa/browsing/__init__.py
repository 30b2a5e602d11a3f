"""Looking into an index without asking a question: its articles, its passages, and where words stand."""
