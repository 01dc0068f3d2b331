"""What is shown live: what the screen has, what the browser asks for, and the route where it asks."""
