"""A component: the focus, a dialog that shows how one map is made."""
