"""Tests of the program that trains on a borrowed graphics card."""
