"""Tests of qa/answering/, each file named as the module it holds."""
