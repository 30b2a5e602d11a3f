"""Tests of qa/evaluation/, each file named as the module it holds."""
