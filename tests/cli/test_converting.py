"""`cnn-explorer convert`: files of PyTorch become files that the app opens, and wrong ones a sentence and code 2."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from explorer.cli.main import main
from explorer.formats.weights import read_arrays
from tests.formats.weights.making import Called, Named, npz, pytorch, tensor


@pytest.mark.parametrize("ending", [".npz", ".safetensors"])
@pytest.mark.parametrize("data", [pytorch({"a.weight": tensor()}), npz({"a.weight": np.arange(6.0).reshape(2, 3)})])
def test_a_file_becomes_another(tmp_path: Path, data: bytes, ending: str, capsys: pytest.CaptureFixture[str]) -> None:
    source, target = tmp_path / "model.pth", tmp_path / f"model{ending}"
    source.write_bytes(data)
    if data.find(b"data.pkl") < 0:
        source = source.rename(tmp_path / "other.npz")
    assert main(["convert", str(source), str(target)]) == 0
    assert "has 1 array, " in capsys.readouterr().out
    read = read_arrays(target.read_bytes(), target.name)
    np.testing.assert_array_equal(read["a.weight"], np.arange(6).reshape(2, 3))


def test_wrong_files_are_told_in_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    harm, target = tmp_path / "harm.pth", tmp_path / "model.npz"
    harm.write_bytes(pytorch({"a": Called(Named("os", "system"), "touch /tmp/harm")}))
    for arguments, sentence in (
        ([str(harm), str(target)], "names “os.system”"),
        ([str(tmp_path / "none.pth"), str(target)], "cannot be read"),
        ([str(harm), str(tmp_path / "model.bin")], "cannot be written as '.bin'"),
    ):
        assert main(["convert", *arguments]) == 2
        assert sentence in capsys.readouterr().err
    assert not target.exists()
    harm.write_bytes(pytorch({"a": tensor()}))
    assert main(["convert", str(harm), str(tmp_path / "no" / "model.npz")]) == 2
    assert "cannot be written" in capsys.readouterr().err
