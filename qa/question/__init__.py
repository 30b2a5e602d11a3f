"""A question as a value: its words, who asks it when and of which articles, and what its words say."""
