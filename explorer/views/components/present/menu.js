// The toolbar's menu "More" closes when one of its entries was chosen, as menus do: a popover of Streamlit's stays open.

const ENTRIES = ".st-key-more_actions button", MENU = ".st-key-more button";
let listening = false;

/**
 * Starts to listen, once.
 * @returns {void}
 */
export function closeAfterChoice() {
  if (listening) return;
  listening = true;
  document.addEventListener("click", (event) => {
    if (event.target.closest?.(ENTRIES)) setTimeout(() => document.querySelector(MENU)?.click());
  });
}
