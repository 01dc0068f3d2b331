"""Component: a kernel that is edited by painting."""
