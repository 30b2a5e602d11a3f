"""Reported speech: where it stands in an article, and who says it."""
