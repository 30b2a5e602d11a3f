"""Tests of qa/models/, each file named as the module it holds."""
