"""Tests of qa/timelines."""
