"""Tests of qa/training/, each file named as the module it holds."""
