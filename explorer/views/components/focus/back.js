// The browser's Back closes the focus: opening it adds an entry to the history, which differs from the page's own in its hash.
//
// Streamlit runs the page anew on every popstate, unless the address has a hash and neither page nor query changed. Its listener
// is older than any of ours, so it cannot be stopped; the entry below the focus therefore has a hash for as long as it is open.

const MARK = "cnnFocus", HASH = "#focus";

/**
 * Adds the entry, and listens for Back.
 * @param {() => void} leave Called when the visitor goes back.
 * @returns {{drop: () => void}} `drop` takes the entry away again, when the focus is closed in another way.
 */
export function watchBack(leave) {
  const address = location.href, [plain] = address.split("#");
  history.replaceState(history.state, "", `${plain}#`);
  history.pushState({ ...history.state, [MARK]: true }, "", plain + HASH);
  let open = true;
  const gone = () => {
    if (history.state?.[MARK]) return; // a selection made in the focus was taken back: it stays open
    window.removeEventListener("popstate", gone);
    // Later, or Streamlit would not see the hash if it listened after us.
    setTimeout(() => { if (location.href.split("#")[0] === plain) history.replaceState(history.state, "", address); });
    if (open) leave();
    open = false;
  };
  window.addEventListener("popstate", gone);
  return {
    drop() {
      if (!open) return;
      open = false;
      if (history.state?.[MARK]) history.back();
      else window.removeEventListener("popstate", gone); // a selection has written entries of its own above ours
    },
  };
}
