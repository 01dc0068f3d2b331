"""A page object for the app: what browser tests do on the page and read from it."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from explorer import presets
from explorer.network import Cell
from explorer.scene import Scene, link

HUB = "window.__cnnExplorer"
SMALL = f"?m={link.encode(presets.load('fashion_tinyvgg').scene())}"
"""A small trained network: what a test starts from that opens nothing itself."""


def beside(page: Page, address: str) -> None:
    """Show an empty page below `address`, which the browser makes itself."""
    page.route("**/beside", lambda route: route.fulfill(content_type="text/html", body="<!doctype html>"))
    page.goto(f"{address}/beside")


class App:
    """One browser page with the app open."""

    def __init__(self, page: Page, address: str) -> None:
        self._page = page
        self.address = address

    @property
    def page(self) -> Page:
        """Playwright's page; a small trained network if nothing else was opened yet."""
        if self._page.url == "about:blank":
            self.open(SMALL)
        return self._page

    def open(self, query: str = "") -> None:
        """Open a query of the Explore page, by default the opening screen, and wait until its overview is drawn."""
        self.visit(query)
        self.drawn()

    def visit(self, path: str) -> None:
        """Go to an address of the app, and do not wait for the overview: not every page has one."""
        self._page.goto(f"{self.address}/{path}")

    def beside(self) -> None:
        """Go to an empty page of the same origin, which has no policy of ours: modules can be tried there without the app."""
        beside(self.page, self.address)

    def resize(self, width: int, height: int) -> None:
        """Set the size of the window, in px."""
        self._page.set_viewport_size({"width": width, "height": height})

    # -- waiting ----------------------------------------------------------------------------------------------

    def drawn(self) -> None:
        """Wait until the chart has the pictures that the server sent last, and a cell is selected; or until two sides stand."""
        self.page.locator(".st-key-overview, .st-key-compare_view").first.wait_for()
        if self.page.locator(".st-key-compare_view").count():
            self.compared()
            return
        self.page.wait_for_function(
            f"""() => {{
                const hub = {HUB}, gd = document.querySelector('.st-key-overview .js-plotly-plot');
                return hub && hub.scene && gd && gd.dataset.version === hub.scene.version && hub.chosen
                    && gd.layout.meta.key === hub.scene.key;
            }}"""
        )
        self.page.wait_for_selector(
            ".st-key-cell .cnn-value", state="attached"
        )  # Present mode hides it until the guess

    def compared(self) -> None:
        """Wait until what stands side by side is drawn, or is to be chosen."""
        self.settled()
        self.page.wait_for_function(
            """() => document.querySelector('.st-key-compare_empty, .st-key-compare_numbers, .st-key-compare_view .stAlert')
                || (document.querySelector('.st-key-compare_rows .cnn-beside button')
                    && [...document.querySelectorAll('.st-key-compare_view .js-plotly-plot')].every((gd) => gd._fullLayout))"""
        )

    def version(self) -> str:
        """The version of the pictures on the screen; it changes with any number in them."""
        return str(self.page.evaluate(f"{HUB}.scene.version"))

    def changed(self, version: str) -> None:
        """Wait until pictures of another version than `version` are drawn."""
        self.page.wait_for_function(f"old => {HUB}.scene.version !== old", arg=version)
        self.drawn()

    def settled(self) -> None:
        """Wait until Streamlit has no script running."""
        self.page.wait_for_timeout(150)
        self.page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]')

    # -- reading ----------------------------------------------------------------------------------------------

    def scene(self) -> Scene:
        """The scene that the link in the address encodes."""
        return link.decode(str(self.page.evaluate("new URL(location).searchParams.get('m')")))

    def steps(self) -> list[dict[str, Any]]:
        """The network's steps as the browser has them."""
        found: list[dict[str, Any]] = self.page.evaluate(f"{HUB}.scene.steps")
        return found

    def names(self) -> list[str]:
        """The names of the steps."""
        return [step["name"] for step in self.steps()]

    def chosen(self) -> Cell:
        """The selected cell according to the browser."""
        at = self.page.evaluate(f"{HUB}.chosen")
        return Cell(self.steps()[at["step"]]["path"], at["row"], at["col"], at["channel"])

    def shapes(self, key: str) -> list[dict[str, Any]]:
        """The Plotly shapes of a chart."""
        found: list[dict[str, Any]] = self.page.evaluate(
            "key => document.querySelector(`.st-key-${key} .js-plotly-plot`).layout.shapes || []", key
        )
        return found

    def text(self, key: str) -> str:
        """The text in the container with this key."""
        return self.page.locator(f".st-key-{key}").inner_text()

    def row(self, name: str) -> Locator:
        """The row of a layer in the sidebar's list."""
        self.edit_network()
        return self.page.locator(".st-key-rows [class*='st-key-row_']").filter(
            has=self.page.get_by_text(name, exact=True)
        )

    # -- doing ------------------------------------------------------------------------------------------------

    def place(self, cell: Cell) -> tuple[float, float]:
        """The middle of a cell in the overview, in px of the window; a phone's row of maps is swiped to it."""
        at: list[float] = self.page.evaluate(
            f"""([path, row, col, channel]) => {{
                const step = {HUB}.scene.steps.find((s) => s.path === path);
                const [rows, cols, channels] = step.shape;
                const gd = document.querySelector('.st-key-overview .js-plotly-plot'), frame = gd.closest('.st-key-overview');
                const maps = step.form === "maps";
                const slot = maps ? step.slots.find((s) => s[0] === channel) : step.slots[0];
                const x = maps ? slot[1] + slot[3] * (col + 0.5) / cols : slot[1] + slot[3] / 2;
                const y = maps ? slot[2] + slot[4] * (row + 0.5) / rows : slot[2] + slot[4] * (channel + 0.5) / channels;
                const {{ xaxis, yaxis }} = gd._fullLayout;
                if (x < frame.scrollLeft || x > frame.scrollLeft + innerWidth - 32) frame.scrollLeft = x - innerWidth / 2;
                const box = gd.getBoundingClientRect();
                const enlarged = box.width / gd.offsetWidth;
                const across = xaxis._offset + xaxis.d2p(x), down = yaxis._offset + yaxis.d2p(y);
                return [box.left + enlarged * across, box.top + enlarged * down];
            }}""",
            [cell.path, cell.row, cell.col, cell.channel],
        )
        return at[0], at[1]

    def hover(self, cell: Cell) -> None:
        """Move the pointer to a cell of the overview."""
        self.page.mouse.move(*self.place(cell))

    def click(self, cell: Cell) -> Cell:
        """Click a cell and wait until the right column shows it.

        A click falls on a whole px of the screen; where cells are smaller than that, the one that was hit is returned.
        """
        if self.chosen() == cell:
            return cell  # another click on it would open its focus
        self.page.mouse.click(*self.place(cell))
        hit = self.chosen()
        assert (hit.path, hit.channel) == (cell.path, cell.channel)
        assert max(abs(hit.row - cell.row), abs(hit.col - cell.col)) <= 2
        self.answered(hit)
        return hit

    def answered(self, cell: Cell) -> None:
        """Wait until the server has confirmed that `cell` is selected."""
        self.page.wait_for_function(
            f"""want => {{
                const p = {HUB}.pointer;
                return p && p.path === want[0] && p.row === want[1] && p.col === want[2] && p.channel === want[3];
            }}""",
            arg=[cell.path, cell.row, cell.col, cell.channel],
        )
        self.settled()

    def in_address(self) -> None:
        """Wait until the link in the address has the selected cell."""
        cell = self.chosen()
        self.page.wait_for_function(f"() => !{HUB}.pointer.behind")
        self.settled()
        assert self.scene().cell == cell

    def edit_network(self) -> None:
        """Open the sidebar, unless it is open."""
        opener = self.page.get_by_test_id("stExpandSidebarButton")
        if opener.is_visible():
            opener.click()
            self.page.wait_for_selector('[data-testid="stSidebar"][data-collapsed="false"]')
            self.page.wait_for_timeout(400)  # it slides in
            if self.page.locator(".st-key-overview").count():
                self.drawn()
            self.settled()

    def about(self) -> str:
        """What the strip below the overview says about the network and the picture; it is closed again."""
        self.page.get_by_role("button", name="About", exact=True).click()
        words = self.page.get_by_test_id("stPopoverBody")
        words.locator("p").first.wait_for()
        said = words.inner_text()
        self.page.keyboard.press("Escape")
        try:
            words.wait_for(state="hidden", timeout=3000)
        except PlaywrightTimeoutError:  # a script that ran meanwhile has taken the focus out of it
            self.page.get_by_role("button", name="About", exact=True).click()
            words.wait_for(state="hidden")
        return said

    def preset(self, title: str) -> None:
        """Choose a preset in the sidebar."""
        self.edit_network()
        version = self.version()
        self.page.locator(".st-key-preset [data-baseweb=select], .st-key-preset [role=combobox]").first.click()
        self.page.keyboard.type(title)  # of a long list only what is in view is there
        self.page.get_by_role("option", name=title, exact=True).click()
        self.page.mouse.move(2, 2)  # away from what has a tooltip, which may lie over the maps
        self.changed(version)
        self.settled()

    def toggle(self, name: str) -> None:
        """Open or close the form of a layer."""
        self.row(name).locator("[class*='st-key-open_'] button").click()
        self.settled()

    def menu(self, name: str, action: str) -> None:
        """Choose an action from the menu of a row."""
        self.row(name).get_by_role("button", name="Actions").click()
        self.page.get_by_role("menuitem", name=action, exact=True).or_(
            self.page.get_by_role("option", name=action)
        ).first.click()
        self.settled()

    def add(self, title: str, below: str = "") -> None:
        """Add a layer of the kind with this title: below the row of a layer, by default where the mark is."""
        if below:
            self.menu(below, "Insert below")
        elif not self.page.locator(".cnn-palette").is_visible():
            self.page.get_by_role("button", name="Add a layer", exact=True).click()
        self.page.locator(".cnn-palette").get_by_role("option").filter(
            has=self.page.get_by_text(title, exact=True)
        ).click()
        self.settled()

    def type_number(self, label: str, value: str) -> None:
        """Type into a number field of the open form."""
        field = self.page.get_by_label(label, exact=True)
        field.fill(value)
        field.press("Enter")
        self.settled()

    def your_image(self, way: str) -> None:
        """Open the panel of the visitor's own image, if it is not open, at one of its ways."""
        if not self.page.locator(".st-key-your_image_panel").count():
            self.page.locator(".st-key-your_image button").first.click()
        self.page.locator(".st-key-image_way").get_by_text(way, exact=True).click()
        self.settled()

    def upload(self, name: str, data: bytes, kind: str = "image/jpeg") -> None:
        """Upload a file as the visitor's own image."""
        self.your_image("File")
        files = self.page.locator(".st-key-upload input[type=file]")
        expect(files).to_be_attached()
        files.set_input_files({"name": name, "mimeType": kind, "buffer": data})
        self.settled()
