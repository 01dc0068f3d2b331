"""Tests of the records that the focus draws."""
