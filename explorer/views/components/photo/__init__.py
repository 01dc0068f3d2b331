"""The component with the small photo of a phone, and the close button of the large one."""
