// The grip of a phone's sheet. The sheet is the rest of the page: scrolling pushes it over the maps, which stay where they
// are. It comes to rest at three heights: low (only its head is seen), half of the window, and whole.

import { nearestStop, nextStop, stopsOf } from "./stops.js";

const REST = 120; // ms without scrolling, after which a sheet that a finger has moved comes to rest
const WORDS = ["Raise the sheet", "Raise the sheet to its whole height", "Lower the sheet"];

/**
 * @param {{parentElement: HTMLElement}} component
 * @returns {void}
 */
export default function ({ parentElement }) {
  if (parentElement.querySelector(".cnn-grip")) return;
  const grip = document.createElement("button");
  grip.type = "button";
  grip.className = "cnn-grip";
  parentElement.append(grip);
  const scroller = grip.closest('[data-testid="stMain"]');
  if (scroller) follow(grip, scroller);
}

/** The stops of the sheet as it lies now. The grip sticks to the top, so its place is where its sheet begins. */
function stops(grip, scroller) {
  const sheet = document.querySelector(".st-key-training:has(.cnn-training.playing)") ?? document.querySelector(".st-key-right");
  if (!sheet) return [0];
  const top = sheet.getBoundingClientRect().top + scroller.scrollTop - grip.offsetHeight;
  return stopsOf(top, scroller.clientHeight, headerHeight());
}

const headerHeight = () => document.querySelector('[data-testid="stHeader"]')?.offsetHeight ?? 0;

function follow(grip, scroller) {
  let touched = false, held = false, timer = 0;
  const goTo = (top) => {
    touched = false; // it moves by itself now
    const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    scroller.scrollTo({ top, behavior: calm ? "auto" : "smooth" });
  };
  const name = () => {
    const all = stops(grip, scroller), at = nearestStop(all, scroller.scrollTop);
    grip.dataset.height = ["low", "half", "whole"][at];
    grip.setAttribute("aria-label", WORDS[at]);
    grip.setAttribute("aria-expanded", String(at > 0));
  };
  const rest = () => {
    if (!grip.isConnected) return;
    name();
    const all = stops(grip, scroller), whole = all[all.length - 1];
    if (touched && !held && scroller.scrollTop < whole) goTo(all[nearestStop(all, scroller.scrollTop)]);
    if (!held) touched = false;
  };
  const later = () => { clearTimeout(timer); timer = setTimeout(rest, REST); };
  scroller.addEventListener("scroll", later, { passive: true });
  scroller.addEventListener("touchstart", () => { touched = held = true; }, { passive: true });
  for (const end of ["touchend", "touchcancel"]) scroller.addEventListener(end, () => { held = false; later(); }, { passive: true });
  // While a training plays, its maps are to be seen: the control is the head of the sheet then.
  document.addEventListener("cnn-explorer:lower", () => { if (grip.isConnected) goTo(0); });
  grip.onclick = () => goTo(nextStop(stops(grip, scroller), scroller.scrollTop));
  name();
}
