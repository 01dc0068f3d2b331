"""`read`: a network with its weights from a file, of whatever format it is."""

from __future__ import annotations

from pathlib import Path

from explorer.errors import FormatError, quoted, typed
from explorer.formats.json_file import from_json, is_json
from explorer.formats.model import Model
from explorer.limits import MODEL_BYTES

_WEIGHTS = (".npz", ".safetensors", ".keras", ".h5", ".hdf5", ".pt", ".pth", ".ckpt", ".bin")


def read(source: str | Path | bytes, size: tuple[int, int] | None = None) -> Model:
    """The network and the weights of an ONNX or a .cnn.json file, given by its path or as its bytes. Nothing in it is executed.

    `size` is (rows, columns) of the image where the file leaves them open, 224 x 224 by default. What is read is checked, and
    its weights are float32 in our layouts. Where an operator cannot be one of our layers, the model is the part before it, and
    `stopped` names the operator and the reason. Raises FormatError for a file that cannot be read, MissingExtraError without
    the package protobuf (streamlit brings it).

    >>> model = explorer.read("tests/fixtures/models/script/lenet.onnx")
    >>> model.network
    <Network: 11 layers on 24 × 24 × 1, 1,100 parameters, 37,800 MACs>
    >>> model.weights.params(model.network)["0"]["kernel"].shape
    (5, 5, 1, 3)
    """
    if isinstance(source, bytes):
        return _read(source, size)
    if not isinstance(source, str | Path):
        raise FormatError(f"{typed(source)} was given for the file.", 'Give its path: explorer.read("model.onnx").')
    path = Path(source)
    suffix = path.suffix.casefold()
    if suffix in _WEIGHTS:
        raise FormatError(
            f"{quoted(path.name)} holds weights without a network, or in a form that is not read.",
            "Save the network as ONNX: torch.onnx.export(model, image, 'model.onnx') or python -m tf2onnx.convert. Weights "
            "for a network that you have are read by explorer.read_weights.",
        )
    try:
        if path.stat().st_size > MODEL_BYTES:
            raise FormatError(
                f"{quoted(path.name)} has {path.stat().st_size / 1e6:,.0f} MB, more than {MODEL_BYTES / 1e6:,.0f}.",
                "Save the weights as float16.",
            )
        data = path.read_bytes()
    except OSError as error:
        raise FormatError(f"{quoted(str(source))} cannot be opened: {error.strerror}.", "Check its path.") from None
    return _read(data, size, suffix)


def _read(data: bytes, size: tuple[int, int] | None, suffix: str = "") -> Model:
    if suffix == ".json" or is_json(data):
        return from_json(data)
    # Imported when a file is read: this reader is a good part of what `import explorer` would take.
    from explorer.formats.onnx_file.reading import read_onnx

    return read_onnx(data, size)
