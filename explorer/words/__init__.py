"""Texts: how numbers are written, the glossary, and descriptions of scenes."""
