"""The network as text, in the sidebar beside the forms."""
