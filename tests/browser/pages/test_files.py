"""Files of the Share dialog: downloaded as a page and as a demo, and the demo opened again by somebody else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from explorer.store import zipped
from tests.browser.app import App
from tests.browser.serving import new_context
from tests.browser.test_accessible import sound
from tests.store.demos import photo

pytestmark = pytest.mark.thorough


@pytest.fixture
def visitor(server: str, chromium: Browser) -> Iterator[App]:
    """Somebody else, with a browser of their own."""
    context = new_context(chromium, 1440, 900, "light")
    yield App(context.new_page(), server)
    context.close()


def downloaded(app: App, button: str, folder: Path) -> Path:
    """The file that a button of the dialog downloads."""
    with app.page.expect_download() as waiting:
        app.page.get_by_role("dialog").get_by_role("button", name=button).click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def test_what_is_on_the_screen_is_taken_away_and_opened_again(app: App, visitor: App, tmp_path: Path) -> None:
    app.open()
    app.upload("cat.png", photo(3, 64), "image/png")
    app.settled()
    app.page.get_by_role("button", name="Share").click()
    dialog = app.page.get_by_role("dialog")
    dialog.get_by_role("radio", name="File").click()
    dialog.get_by_label("Title").fill("My cat & I")
    dialog.get_by_label("Title").press("Enter")
    app.settled()
    sound(app, "the dialog with the files")
    page = downloaded(app, "Download as a web page", tmp_path)
    assert page.name == "My-cat-I.html"
    assert "<h1>My cat &amp; I</h1>" in page.read_text("utf-8")
    demo = downloaded(app, "Download as a demo file", tmp_path)
    assert demo.name == "My-cat-I.cnn.zip"
    bundle = zipped.unpack(demo.read_bytes())
    assert (bundle.title, list(bundle.files.values())) == ("My cat & I", [photo(3, 64)])

    visitor.visit("gallery?show=demos")
    visitor.page.get_by_role("button", name="Open a demo file").click()
    broken = tmp_path / "broken.cnn.zip"
    broken.write_bytes(b"PK not really")
    uploader = visitor.page.locator('[data-testid="stFileUploader"] input[type=file]')
    uploader.set_input_files(broken)
    expect(visitor.page.get_by_text("This file is no demo.")).to_be_visible()
    uploader.set_input_files(demo)
    visitor.drawn()
    visitor.settled()
    assert "f=" in visitor.page.url
    expect(visitor.page.locator(".st-key-walk")).to_contain_text("My cat & I")
    assert visitor.scene().image.digest == app.scene().image.digest
    visitor.page.reload()
    visitor.drawn()
    expect(visitor.page.get_by_text("open the file in the Gallery")).to_be_visible()
