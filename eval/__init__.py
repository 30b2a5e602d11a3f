"""Benchmarks and labelled sets; no part of the installed package."""
