"""Tests of qa/language/, each file named as the module it holds."""
