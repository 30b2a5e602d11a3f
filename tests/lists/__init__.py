"""Tests of qa/lists."""
