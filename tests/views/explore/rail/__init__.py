"""Tests of the right column."""
