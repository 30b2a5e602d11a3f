"""Tests of qa/question/, each file named as the module it holds."""
