"""The focus: how one map is made, in full, as records that a screen draws."""
