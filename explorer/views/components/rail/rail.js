// The rail: what the selected cell's number is made of, as Python wrote it, and the buttons at its end.

import { wishFocus } from "../focus/wish.js";
import { scrollToPart, scrollToResult } from "../answer/arrival.js";
import { writeRail } from "./writing.js";

/** What the buttons that stay in the browser ask of the focus. */
const FOCUS = { open: { open: true }, slide: { open: true, slide: true } };
/** What the others bring into view. */
const RESULTS = { looks: ".st-key-influence_class", depends: ".st-key-influence_cell" };

/**
 * @param {{data: {html: string}, parentElement: HTMLElement, setTriggerValue: (name: string, value: object) => void}} component
 * @returns {void}
 */
export default function ({ data, parentElement, setTriggerValue }) {
  const rail = parentElement.querySelector(".cnn-rail") ?? parentElement.appendChild(makeRail());
  if (rail.shown !== data.html) {
    rail.shown = data.html;
    writeRail(rail, data.html);
  }
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

function passOn(what, setTriggerValue) {
  if (FOCUS[what]) {
    wishFocus(FOCUS[what]);
    return;
  }
  setTriggerValue("ask", what);
  if (what === "arithmetic") scrollToPart(".st-key-tabs", ".st-key-explain");
  else scrollToResult(RESULTS[what]);
}
