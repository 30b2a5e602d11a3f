"""Tests of qa/repl/, each file named as the module it holds."""
