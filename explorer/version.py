"""The version of this package; CITATION.cff and CHANGELOG.md name the same one."""

__version__ = "0.1.0"
