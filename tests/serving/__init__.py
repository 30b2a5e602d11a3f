"""Tests of the server; ``test_page.py`` drives a real browser."""
