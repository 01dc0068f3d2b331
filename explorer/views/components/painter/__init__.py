"""A kernel that is edited by painting."""
