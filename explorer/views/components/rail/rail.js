// The rail: what the selected cell's number is made of, as Python wrote it, and the buttons at its end.

import { scrollToResult } from "../answer/arrival.js";

/** What the buttons that stay in the browser ask of the focus. */
const FOCUS = { open: { open: true }, slide: { open: true, slide: true } };
/** What the others bring into view. */
const RESULTS = { arithmetic: ".st-key-tabs", looks: ".st-key-influence_class", depends: ".st-key-influence_cell" };

/**
 * @param {{data: {html: string}, parentElement: HTMLElement, setTriggerValue: (name: string, value: object) => void}} component
 * @returns {void}
 */
export default function ({ data, parentElement, setTriggerValue }) {
  const rail = parentElement.querySelector(".cnn-rail") ?? parentElement.appendChild(makeRail());
  if (rail.shown !== data.html) replace(rail, data.html);
  rail.onclick = (event) => {
    const button = event.target.closest("[data-ask]");
    if (button) passOn(button.dataset.ask, setTriggerValue);
  };
}

function makeRail() {
  const rail = document.createElement("section");
  rail.className = "cnn-rail";
  rail.setAttribute("aria-label", "The selected cell");
  return rail;
}

/** Shows the new text; a button that has the focus keeps it. */
function replace(rail, html) {
  const focused = rail.contains(document.activeElement) && document.activeElement.dataset.ask;
  rail.shown = rail.innerHTML = html;
  if (focused) rail.querySelector(`[data-ask="${focused}"]`)?.focus({ preventScroll: true });
}

function passOn(what, setTriggerValue) {
  if (FOCUS[what]) {
    document.dispatchEvent(new CustomEvent("cnn-explorer:focus", { detail: FOCUS[what] }));
    return;
  }
  setTriggerValue("ask", what);
  scrollToResult(RESULTS[what]);
}
