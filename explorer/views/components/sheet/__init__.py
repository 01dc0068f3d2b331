"""The component that raises and lowers a phone's sheet."""
