// Writes a text into the rail.

/**
 * Shows another text; a button that has the focus keeps it.
 * @param {HTMLElement} rail
 * @param {string} html
 * @returns {void}
 */
export function writeRail(rail, html) {
  const focused = rail.contains(document.activeElement) && document.activeElement.dataset.ask;
  rail.written = rail.innerHTML = html;
  if (focused) rail.querySelector(`[data-ask="${focused}"]`)?.focus({ preventScroll: true });
}
