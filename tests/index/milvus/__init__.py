"""Tests of qa/index/milvus/, each file named as the module it holds."""
