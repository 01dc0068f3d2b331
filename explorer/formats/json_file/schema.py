"""The JSON schema of the format, made of what the kinds declare of their settings: so that other tools can write it.

https://json-schema.org/draft/2020-12
"""

from __future__ import annotations

import json
from typing import Any

from explorer import limits
from explorer.formats.json_file.words import FORMAT, KIND, NAME, REQUIRED
from explorer.formats.text.names import REQUIRED as SIZES
from explorer.layers import KINDS
from explorer.layers.base import Layer
from explorer.layers.stack import MAX_BRANCHES, MAX_LAYERS, Branches, Stack
from explorer.network.naming import MAX_NAME
from explorer.settings import (
    Bool,
    Choice,
    Float,
    Int,
    Numbers,
    Order,
    Padding,
    Pair,
    Setting,
    Sides,
    Triple,
    Type,
    settings_of,
)
from explorer.weights.random_kernels import SCHEMES
from explorer.weights.seeded import MAX_SEED

Schema = dict[str, Any]
_STACK: Schema = {"type": "array", "maxItems": MAX_LAYERS, "items": {"$ref": "#/$defs/layer"}}
_TEXT: Schema = {"type": "string"}
_COUNT: Schema = {"type": "integer", "minimum": 0}
_PATH: Schema = {"type": "string", "description": 'The path of a layer: "5", or "5.b1.2" inside a block.'}
_VALUES: Schema = {"type": "array", "items": {"type": "number"}}


def schema_text() -> str:
    """The schema as docs/cnn.schema.json has it."""
    return f"{json.dumps(schema(), indent=1, ensure_ascii=False)}\n"


def schema() -> Schema:
    """The schema of a `.cnn.json` file. It says what each field may be, not whether the layers fit together.

    >>> explorer.formats.json_file.schema()["$defs"]["ReLU"]["properties"]["kind"]
    {'const': 'ReLU'}
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A convolutional network",
        "description": "What CNN Explorer writes as .cnn.json and reads again.",
        **_object(
            {
                "$schema": _TEXT,
                "format": {"const": FORMAT},
                "input_shape": {
                    "description": "Rows, columns and channels of the image.",
                    "type": "array",
                    "prefixItems": [
                        *[{"type": "integer", "minimum": 1, "maximum": limits.IMAGE_SIDE}] * 2,
                        {"type": "integer", "minimum": 1, "maximum": limits.CHANNELS},
                    ],
                    "minItems": 3,
                    "maxItems": 3,
                },
                "layers": _STACK,
                "weights": _weights(),
                "classes": {
                    "description": "The names of the outputs, the first of output 0.",
                    "type": "array",
                    "maxItems": limits.CLASS_NAMES,
                    "items": {"type": "string", "maxLength": limits.CLASS_NAME_CHARS},
                },
            },
            *REQUIRED,
        ),
        "$defs": {
            "layer": {
                "type": "object",
                "required": [KIND],
                "oneOf": [{"$ref": f"#/$defs/{kind.__name__}"} for kind in KINDS],
            },
            **{kind.__name__: _kind(kind) for kind in KINDS},
        },
    }


def _kind(kind: type[Layer]) -> Schema:
    name: Schema = {
        "description": "A name of one's own, unique in its stack: a letter, then letters, digits, _ and -.",
        "type": "string",
        "minLength": 1,
        "maxLength": MAX_NAME,
    }
    settings = {each.name: _setting(each) for each in settings_of(kind)}
    fields = {KIND: {"const": kind.__name__}, NAME: name, **settings}
    return {"description": kind.about, **_object(fields, KIND, *(name for name in SIZES if name in settings))}


def _setting(declared: Setting) -> Schema:
    """What a setting takes, with its help and its default; an empty stack needs no default."""
    found: Schema = {"description": declared.help, **values(declared.type)}
    plain = declared.type.plain(declared.default)
    return found if isinstance(declared.type, Stack | Branches) else {**found, "default": _listed(plain)}


def values(declared: Type) -> Schema:
    """The values that a type of setting takes. Raises NotImplementedError for a type that has no row here."""
    match declared:
        case Stack():
            return _STACK
        case Branches():
            return {"type": "array", "minItems": 2, "maxItems": MAX_BRANCHES, "items": _STACK}
        case Bool():
            return {"type": "boolean"}
        case Choice(options):
            return {"enum": list(options)}
        case Int(low, high):
            return _whole(low, high)
        case Float(low, high):
            return _number(low, high)
        case Numbers(low, high):
            one = _number(low, high)
            return {"anyOf": [one, {"type": "array", "minItems": 1, "maxItems": limits.LISTED_NUMBERS, "items": one}]}
        case Pair(low, high):
            return _one_or_two(_whole(low, high))
        case Order():
            return {**_row(_whole(1, 3), 3), "uniqueItems": True}
        case Triple(low, high):
            return _row(_whole(low, high), 3)
        case Padding(high):
            return {"anyOf": [{"enum": ["valid", "same"]}, *_sides(high)["anyOf"]]}
        case Sides(high):
            return _sides(high)
    raise NotImplementedError(f"The JSON schema has no row for {type(declared).__name__}.")


def _sides(high: int) -> Schema:
    """One number for all sides, two for rows and columns, or ((top, bottom), (left, right))."""
    side = _whole(0, high)
    return {"anyOf": [side, _row(_one_or_two(side), 2)]}


def _one_or_two(one: Schema) -> Schema:
    return {"anyOf": [one, _row(one, 2)]}


def _row(item: Schema, count: int) -> Schema:
    return {"type": "array", "items": item, "minItems": count, "maxItems": count}


def _whole(low: int, high: int) -> Schema:
    return {"type": "integer", "minimum": low, "maximum": high}


def _number(low: float, high: float) -> Schema:
    return {"type": "number", "minimum": low, "maximum": high}


def _object(fields: Schema, *required: str) -> Schema:
    return {
        "type": "object",
        "properties": fields,
        "required": list(required),
        "additionalProperties": False,
    }


def _listed(value: Any) -> Any:
    return [_listed(each) for each in value] if isinstance(value, list | tuple) else value


def _weights() -> Schema:
    """Where the parameters come from, at most one of four, and what of them was edited by hand."""
    seeded = _object(
        {"scheme": {"enum": list(SCHEMES)}, "seed": {"type": "integer", "minimum": 0, "maximum": MAX_SEED}}
    )
    trained = _object({"name": _TEXT, "epoch": _COUNT}, "name", "epoch")
    uploaded = _object(
        {
            "digest": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
            "kernels": _COUNT,
            "plain": _COUNT,
            "name": _TEXT,
        },
        *("digest", "kernels", "plain"),
    )
    here = {"family": {"type": "string", "pattern": "^([0-9a-f]{64})?$"}, "epoch": {"type": "number", "minimum": 0}}
    trained_here = _object({**uploaded["properties"], **here}, *uploaded["properties"], *here)
    kernel = _object({"layer": _PATH, "bank": {"type": "array", "items": _TEXT}, "values": _VALUES}, "layer")
    one_filter = _object({"layer": _PATH, "channel": _COUNT, "values": _VALUES}, "layer", "channel", "values")
    number = _object(
        {"layer": _PATH, "parameter": _TEXT, "index": _COUNT, "value": {"type": "number"}},
        *("layer", "parameter", "index", "value"),
    )
    streams: Schema = {"type": "array", "items": _COUNT}
    described = {
        "seeded": {"description": "Random, the same for ever: a scheme and a seed.", **seeded},
        "trained": {"description": "Those of a network that comes along, after so many epochs.", **trained},
        "uploaded": {"description": "Those of a file, by its digest: the file is asked for.", **uploaded},
        "trained_here": {"description": "Those of a training in the program, by digest.", **trained_here},
        "kernels": {
            "description": "Kernels made by hand: filters of the bank, or all numbers.",
            "type": "array",
            "items": kernel,
        },
        "filters": {
            "description": "Filters that were edited, with or without the bias as the last number.",
            "type": "array",
            "items": one_filter,
        },
        "numbers": {"description": "Single numbers that were edited.", "type": "array", "items": number},
        "streams": {"description": "The numbers by which layers with a kernel keep their parameters.", **streams},
        "plain_streams": {"description": "The same for layers that have parameters but no kernel.", **streams},
    }
    return _object(described)
