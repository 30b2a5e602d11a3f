"""Tests of qa/quotations/, each file named as the module it holds."""
