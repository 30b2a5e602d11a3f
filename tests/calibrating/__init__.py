"""Tests of qa/calibrating/, each file named as the module it holds."""
