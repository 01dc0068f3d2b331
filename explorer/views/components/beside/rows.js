// The rows of the comparison as buttons over their pictures: one stop for Tab, the arrow keys go from row to row.

import { layOver } from "./over.js";

/**
 * Lays the buttons over the chart of the rows.
 * @param {HTMLElement} host
 * @param {{rows: {path: string, label: string, top: number, height: number}[], chosen: string}} data
 * @param {(path: string) => void} choose
 * @returns {void}
 */
export function drawRows(host, data, choose) {
  const old = new Map([...host.children].map((button) => [button.dataset.path, button]));
  const buttons = data.rows.map((row) => {
    const button = old.get(row.path) ?? Object.assign(document.createElement("button"), { type: "button" });
    button.dataset.path = row.path;
    button.setAttribute("aria-label", row.label);
    button.setAttribute("aria-pressed", String(row.path === data.chosen));
    Object.assign(button.style, { top: `${row.top}px`, height: `${row.height}px` });
    button.onclick = () => {
      buttons.forEach((each) => each.setAttribute("aria-pressed", String(each === button)));
      stopAt(buttons, button);
      choose(row.path);
    };
    return button;
  });
  host.replaceChildren(...buttons);
  host.setAttribute("role", "group");
  host.setAttribute("aria-label", "Pairs of layers; up and down go from row to row");
  stopAt(buttons, buttons.find((button) => button.dataset.path === data.chosen) ?? buttons[0]);
  host.onkeydown = (event) => {
    const at = buttons.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (at < 0 || !buttons[to]) return;
    event.preventDefault();
    stopAt(buttons, buttons[to]);
    buttons[to].focus();
  };
  layOver(host, "compare_rows", () => {});
}

const stopAt = (buttons, stop) => buttons.forEach((button) => { button.tabIndex = button === stop ? 0 : -1; });
