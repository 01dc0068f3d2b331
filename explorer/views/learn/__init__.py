"""The Learn page: lessons, exercises, the glossary, material for teachers."""
