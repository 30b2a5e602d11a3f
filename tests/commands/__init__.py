"""Tests of qa/commands/, each file named as the module it holds."""
