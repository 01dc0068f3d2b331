"""Names of exported files, the link that downloads one, and what stands there when it is too large."""

from __future__ import annotations

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

import explorer
from explorer.views.export.links import file_name


def test_a_file_is_called_after_its_preset_or_what_the_network_is() -> None:
    scene = explorer.presets.load("edges").scene()
    assert file_name(scene, ".onnx") == "edges.onnx"
    own = replace(scene, preset="", layers=scene.layers[:1])
    assert file_name(own, "_report.html").endswith("_report.html")
    assert set(file_name(own, "")) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-")


@pytest.mark.parametrize("label", ["Download .onnx", '"><script>alert(1)</script>'])
def test_a_link_is_text_that_cannot_break_out(label: str) -> None:
    def page(label: str) -> None:
        from explorer.views.export.links import download_link

        download_link("/download/abc", label)

    app = AppTest.from_function(page, args=(label,)).run()
    assert not app.exception
    (found,) = (each.proto.body for each in app.get("html"))
    assert found.count("<a ") == found.count("</a>") == 1
    assert "<script" not in found
    assert 'href="/download/abc" download' in found


def test_what_is_too_large_comes_with_the_command_for_home() -> None:
    def page() -> None:
        from explorer import limits, presets
        from explorer.views.export.links import too_much
        from explorer.views.shared.downloads.offers import TooLarge, too_large

        scene = presets.load("vgg16").scene()
        too_much(TooLarge(*too_large("vgg16.onnx", limits.DOWNLOAD_BYTES + 1, scene)))

    app = AppTest.from_function(page).run()
    assert not app.exception
    assert "this server sends at most" in app.markdown[0].value
    assert app.code[0].value == "cnn-explorer export vgg16 -o vgg16.onnx"
