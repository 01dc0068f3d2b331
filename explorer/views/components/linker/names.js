// Accessible names of the charts, and the announcement of the selected cell for screen readers.

import { chartOf } from "./charts.js";

/**
 * Gives every linked chart an ARIA role and a name; charts that take keys get the role "application".
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
 * Records which chart has the focus, so that it can get the focus back when Streamlit mounts it anew.
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
 * Gives the focus back to a chart that was mounted anew.
 * @param {import("./hub.js").Hub} hub
 * @returns {void}
 */
export function refocus(hub) {
  const gd = hub.focused && document.activeElement === document.body && chartOf(hub.focused);
  if (gd && gd.dataset.linked) gd.focus({ preventScroll: true });
}

/**
 * Announces the selected cell when it changes; not at the start, when the visitor has not selected anything.
 * @param {import("./hub.js").Hub} hub
 * @param {string} text
 * @returns {void}
 */
export function sayCell(hub, text) {
  if (!text || text === hub.spokenText) return;
  const first = hub.spokenText === undefined;
  hub.spokenText = text;
  const line = spokenLine("cnn-said");
  if (!first) line.textContent = text;
}

/**
 * Announces what an edit of the network changed; an empty text forgets it, so that the same can be said again.
 * @param {string} text
 * @returns {void}
 */
export function sayEdit(text) {
  const line = spokenLine("cnn-said-edit");
  if (line.textContent !== text) line.textContent = text;
}

/**
 * The line of the page that screen readers read when it changes; one for each subject, so that none cuts off another.
 * @param {string} className
 * @returns {HTMLElement}
 */
function spokenLine(className) {
  let line = document.querySelector(`.${className}`);
  if (!line) {
    line = document.createElement("div");
    line.className = className;
    line.setAttribute("aria-live", "polite");
    document.body.appendChild(line);
  }
  return line;
}
