"""The focus on the Explore page: how one map is made, opened in place."""
