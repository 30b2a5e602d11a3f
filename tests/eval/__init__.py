"""Tests of the scripts of eval/, each file named as the module it holds."""
