// Accessible names of the charts, and the announcement of the selected cell for screen readers.

import { chartOf } from "./charts.js";

/**
 * Every linked chart has a role and a name, whenever it was mounted. Those that take keys are applications.
 * @param {import("./hub.js").Hub} hub
 * @returns {void}
 */
export function nameCharts(hub) {
  const names = { overview: hub.scene && hub.scene.alt, ...(hub.pointer && hub.pointer.names) };
  for (const [key, text] of Object.entries(names)) {
    const gd = chartOf(key);
    if (!gd || !text) continue;
    const role = key === "photo" ? "img" : "application";
    if (gd.getAttribute("role") !== role) gd.setAttribute("role", role);
    if (gd.getAttribute("aria-label") !== text) gd.setAttribute("aria-label", text);
  }
}

/**
 * Remembers which chart has the focus: one that is built anew while it has it gets it back.
 * @param {import("./hub.js").Hub} hub
 * @param {HTMLElement} gd A Plotly chart.
 * @param {string} role
 * @returns {void}
 */
export function keepFocus(hub, gd, role) {
  gd.addEventListener("focus", () => { hub.focused = role; });
  gd.addEventListener("blur", () => setTimeout(() => { if (gd.isConnected && hub.focused === role) hub.focused = null; }));
}

/**
 * Gives the focus back to a chart that was built anew.
 * @param {import("./hub.js").Hub} hub
 * @returns {void}
 */
export function refocus(hub) {
  const gd = hub.focused && document.activeElement === document.body && chartOf(hub.focused);
  if (gd && gd.dataset.linked) gd.focus({ preventScroll: true });
}

/**
 * The selected cell's sentence, once it is another one; not at the start, when nobody has selected anything.
 * @param {import("./hub.js").Hub} hub
 * @param {string} text
 * @returns {void}
 */
export function sayCell(hub, text) {
  if (!text || text === hub.spokenText) return;
  const first = hub.spokenText === undefined;
  hub.spokenText = text;
  let line = document.querySelector(".cnn-said");
  if (!line) {
    line = document.createElement("div");
    line.className = "cnn-said";
    line.setAttribute("aria-live", "polite");
    document.body.appendChild(line);
  }
  if (!first) line.textContent = text;
}
