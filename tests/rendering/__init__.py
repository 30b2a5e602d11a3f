"""Tests of qa/rendering/, each file named as the module it holds."""
