"""Tests of qa/conversation/, each file named as the module it holds."""
