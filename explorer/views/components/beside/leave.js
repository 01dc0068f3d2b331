// Escape leaves the comparison.

const OWN_ESCAPE = 'input, textarea, select, [role="dialog"], [role="listbox"], [role="menu"], [data-baseweb="popover"]';
let leaving = null;

/**
 * Escape leaves the comparison, unless something on the page has a use for it: a field, or what stands over the page.
 * @param {HTMLElement} host While it is on the page.
 * @param {() => void} leave
 * @returns {void}
 */
export function watchEscape(host, leave) {
  if (leaving === null) document.addEventListener("keydown", onKey);
  leaving = { host, leave };
}

function onKey(event) {
  if (event.key !== "Escape" || event.defaultPrevented || !leaving.host.isConnected) return;
  if (event.target.closest?.(OWN_ESCAPE) || document.querySelector('[role="dialog"], [data-baseweb="popover"]')) return;
  leaving.leave();
}
