// The list of keys, in a dialog.

const KEYS = [
  ["← ↑ → ↓", "another cell of the map"],
  ["Shift + ↑ ↓", "another map of the layer"],
  ["Shift + ← →", "another layer"],
  ["Enter", "open up the selected map"],
  ["Escape", "back"],
  ["Alt + ↑ ↓", "in the list: move the layer"],
  ["+", "in the list: add a layer below"],
  ["P", "present: large text, no controls"],
  ["?", "this list"],
];

/**
 * Opens the list; Escape or its button closes it.
 * @returns {void}
 */
export function showHelp() {
  const dialog = document.querySelector("dialog.cnn-keys") ?? document.body.appendChild(makeDialog());
  if (!dialog.open) dialog.showModal();
}

function makeDialog() {
  const dialog = document.createElement("dialog");
  dialog.className = "cnn-keys";
  dialog.setAttribute("aria-labelledby", "cnn-keys-title");
  const rows = KEYS.map(([keys, what]) => `<tr><th scope="row"><kbd>${keys}</kbd></th><td>${what}</td></tr>`).join("");
  dialog.innerHTML = `<h2 id="cnn-keys-title">Keys</h2><p>The first three and Enter act on the picture: click it, or reach it with Tab.</p>` +
    `<table>${rows}</table><form method="dialog"><button>Close</button></form>`;
  return dialog;
}
