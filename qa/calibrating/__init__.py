"""Fitting the confidence of answers to questions whose answers are known."""
