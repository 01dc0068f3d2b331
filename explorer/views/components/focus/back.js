// The browser's Back closes the focus: opening it adds an entry to the history, with the same address.

const MARK = "cnnFocus";

/**
 * Adds the entry, and listens for Back.
 * @param {() => void} leave Called when the visitor goes back.
 * @returns {{drop: () => void}} `drop` takes the entry away again, when the focus is closed in another way.
 */
export function watchBack(leave) {
  const address = location.href;
  history.pushState({ ...history.state, [MARK]: true }, "", address);
  let open = true;
  const gone = (event) => {
    if (!open) return;
    open = false;
    window.removeEventListener("popstate", gone, true);
    // Nothing but the focus went: Streamlit need not run the page anew. After a selection the address differs, and it must.
    if (location.href === address) event.stopImmediatePropagation();
    leave();
  };
  window.addEventListener("popstate", gone, true);
  return {
    drop() {
      if (!open) return;
      open = false;
      window.removeEventListener("popstate", gone, true);
      if (!history.state?.[MARK]) return; // a selection has written entries of its own above ours
      window.addEventListener("popstate", (event) => { if (location.href === address) event.stopImmediatePropagation(); }, { capture: true, once: true });
      history.back();
    },
  };
}
