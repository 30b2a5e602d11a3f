"""Tests of qa/answering/evidence/, each file named as the module it holds."""
