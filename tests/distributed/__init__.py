"""Tests of qa/distributed/, each file named as the module it holds."""
