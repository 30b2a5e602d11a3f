"""Answers to text, by the templates in ``prompts/``, or to JSON; safe to print whatever articles hold."""
