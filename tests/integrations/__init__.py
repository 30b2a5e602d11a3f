"""Tests of qa/integrations/, against the real packages."""
