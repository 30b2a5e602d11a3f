"""Tests of qa/articles/, each file named as the module it holds."""
