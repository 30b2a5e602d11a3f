"""Tests of qa/index/, each file named as the module it holds."""
