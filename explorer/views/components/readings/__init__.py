"""The component and how it is mounted."""
