"""Writers of files of arrays (.npz, .safetensors) that hold one array at a time, whatever the size of the file."""

from explorer.formats.weights.writing.entries import Entry, entries_of
from explorer.formats.weights.writing.naming import activation_entries, described, told, weight_entries
from explorer.formats.weights.writing.saving import WRITERS, save_activations, save_weights, write_entries

__all__ = [
    "WRITERS",
    "Entry",
    "activation_entries",
    "described",
    "entries_of",
    "save_activations",
    "save_weights",
    "told",
    "weight_entries",
    "write_entries",
]
