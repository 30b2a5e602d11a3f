"""Spans to an answer: grouped, calibrated, cited, or withheld; its time, who said it, what disagrees."""
