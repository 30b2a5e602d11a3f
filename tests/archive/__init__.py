"""Tests of qa/archive/, each file named as the module it holds."""
