"""Small questions to Python's syntax trees."""

from __future__ import annotations

import ast


def located(node: ast.expr, place: ast.stmt) -> ast.expr:
    """A made expression with the place of a statement in all its parts."""
    for each in ast.walk(node):
        if isinstance(each, ast.expr) and not hasattr(each, "lineno"):
            ast.copy_location(each, place)
    return node


def dotted_name(node: ast.expr) -> str:
    """A name with dots, such as self.conv1 or keras.layers.Conv2D; "" for all else."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute) and len(parts) < 10:
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return ""
    return ".".join([node.id, *reversed(parts)])


def last_name(node: ast.expr) -> str:
    """The last part of what is called: compile for model.compile and for f().compile."""
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
