"""The network as JSON, `.cnn.json`, both ways: docs/json.md describes it, docs/cnn.schema.json is its schema."""

from explorer.formats.json_file.reading import from_json, is_json
from explorer.formats.json_file.schema import schema, schema_text
from explorer.formats.json_file.writing import to_json

SUFFIX = ".cnn.json"

__all__ = ["SUFFIX", "from_json", "is_json", "schema", "schema_text", "to_json"]
