// The insert mark: a line with a plus in the gap where the next layer goes, and another one at the gap under the pointer.

import { gapAt, pathBelow, placeNear, rowBoxes } from "./gaps.js";
import { openPalette } from "./palette.js";

const NEAR = 9; // px from a gap within which its plus is offered

const listOf = () => document.querySelector(".st-key-rows");

function makeMark(line, name) {
  const mark = Object.assign(document.createElement("div"), { className: `mark ${name}`, hidden: true });
  const plus = Object.assign(document.createElement("button"), { type: "button", textContent: "+", title: "Add a layer here" });
  plus.setAttribute("aria-label", "Add a layer here");
  plus.onclick = () => openPalette(line, mark.dataset.path, plus);
  mark.append(plus);
  return mark;
}

/** Puts a mark into its gap; hidden where the gap is not on the page. */
function put(line, mark, path) {
  const gap = path === null ? null : gapAt(line.rows, path);
  mark.hidden = !gap;
  if (!gap) return;
  mark.dataset.path = path;
  const around = mark.offsetParent?.getBoundingClientRect() ?? { top: 0, left: 0 };
  Object.assign(mark.style, { top: `${gap.y - around.top}px`, left: `${gap.left - around.left}px`, width: `${gap.width}px` });
}

/**
 * Shows where the next layer goes: while the menu is open, and below the form that is open.
 * @param {object} line
 * @returns {void}
 */
export function showMark(line) {
  const shown = line.palette?.matches(":popover-open") || line.open;
  put(line, line.rest, shown ? line.at ?? line.mark : null);
  line.rest.classList.toggle("strong", Boolean(line.palette?.matches(":popover-open")));
  put(line, line.hover, line.hovered ?? null);
}

/**
 * Shows the drop line of a row that is dragged, or hides it.
 * @param {object} line
 * @param {string | null} path
 * @returns {void}
 */
export function showDrop(line, path) {
  line.hover.classList.toggle("drop", path !== null);
  line.hovered = path;
  showMark(line);
}

/**
 * Watches the pointer and the focus over the list, and whatever moves its rows.
 * @param {object} line
 * @param {HTMLElement} box
 * @returns {() => void} ends it
 */
export function watchGaps(line, box) {
  line.rest = makeMark(line, "rest");
  line.hover = makeMark(line, "hover");
  box.append(line.rest, line.hover);
  let frame = 0;
  const again = () => { cancelAnimationFrame(frame); frame = requestAnimationFrame(() => showMark(line)); };
  const hover = (path) => {
    if (line.dragged || line.hovered === path) return;
    line.hovered = path;
    again();
  };
  const offer = (event) => {
    if (event.pointerType === "touch" || event.target.closest(".mark")) return;
    if (!event.target.closest(".st-key-rows")) return hover(focusedGap());
    const boxes = rowBoxes(line.rows);
    const near = boxes.some(({ top, bottom }) => Math.min(Math.abs(event.clientY - top), Math.abs(event.clientY - bottom)) < NEAR);
    hover(near ? placeNear(boxes, event.clientY) : focusedGap());
  };
  const focusedGap = () => {
    const id = rowIdOf(document.activeElement);
    const row = id && document.activeElement.matches(":focus-visible") && line.rows.find((each) => each.id === id);
    return row ? pathBelow(row.path) : null;
  };
  const focused = () => requestAnimationFrame(() => hover(document.activeElement?.closest?.(".mark") ? line.hovered : focusedGap()));
  document.addEventListener("pointermove", offer);
  document.addEventListener("focusin", focused);
  const sizes = new ResizeObserver(again), changes = new MutationObserver(again);
  sizes.observe(listOf());
  changes.observe(listOf(), { childList: true, subtree: true });
  window.addEventListener("resize", again);
  return () => {
    document.removeEventListener("pointermove", offer);
    document.removeEventListener("focusin", focused);
    window.removeEventListener("resize", again);
    sizes.disconnect();
    changes.disconnect();
  };
}

/**
 * The id of the row that an element stands in; "" elsewhere.
 * @param {Element | null} element
 * @returns {string}
 */
export function rowIdOf(element) {
  const row = element?.closest?.(".st-key-rows [class*='st-key-row_']");
  return row ? [...row.classList].find((name) => name.startsWith("st-key-row_")).slice("st-key-row_".length) : "";
}
