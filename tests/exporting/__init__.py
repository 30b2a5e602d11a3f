"""Tests of qa/exporting."""
