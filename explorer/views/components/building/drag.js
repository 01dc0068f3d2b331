// Moving rows: by dragging them with a mouse or a pen, by holding and dragging them with a finger, and by keys while a row has the focus.

import { isOwnPlace, pathBelow, placeNear, rowBoxes, rowElement } from "./gaps.js";
import { rowIdOf, showDrop } from "./mark.js";
import { openPalette } from "./palette.js";

const STARTS = 6; // px that the pointer moves before a press becomes a drag
const HOLDS = 350; // ms that a finger rests on a row before it takes it along: a finger that moves sooner scrolls the list
const EDGE = 32; // px from the end of the list within which it scrolls

/**
 * Listens to pointers and keys over the rows.
 * @param {object} line
 * @returns {() => void} ends it
 */
export function listenToRows(line) {
  let press = null;
  const down = (event) => {
    // The menu of kinds lies in front of everything: it would cover the menu of a row.
    if (event.target.closest?.(".st-key-rows [class*='st-key-menu_']") && line.palette.matches(":popover-open")) {
      line.palette.hidePopover();
      line.marked();
    }
    const row = line.rows.find((each) => each.id === rowIdOf(event.target));
    if (!row || !event.isPrimary || event.button || event.target.closest("[class*='st-key-menu_']")) return;
    press = { row, x: event.clientX, y: event.clientY, finger: event.pointerType === "touch" };
    if (press.finger) press.timer = setTimeout(lift, HOLDS);
  };
  const lift = () => {
    line.dragged = press.row;
    document.documentElement.classList.add("cnn-dragging");
    rowElement(press.row.id)?.classList.add("cnn-dragged");
  };
  const forget = () => {
    clearTimeout(press?.timer);
    press = null;
  };
  const move = (event) => {
    if (!press || !event.isPrimary) return;
    if (!line.dragged) {
      if (Math.hypot(event.clientX - press.x, event.clientY - press.y) < STARTS) return;
      if (press.finger) return forget();
      lift();
    }
    event.preventDefault();
    scrollAtEdges(event.clientY);
    const place = placeNear(rowBoxes(line.rows), event.clientY);
    showDrop(line, place && !isOwnPlace(press.row.path, place) ? place : null);
  };
  const up = (event) => {
    if (!event.isPrimary) return;
    const dragged = line.dragged, place = line.hovered;
    if (dragged) {
      drop(event.type === "pointerup" && place !== null ? { do: "place", id: dragged.id, at: place } : null);
      window.addEventListener("click", swallow, { capture: true, once: true }); // the press was no click
      setTimeout(() => window.removeEventListener("click", swallow, { capture: true }), press?.finger ? 50 : 0);
    }
    forget();
  };
  // A finger that has taken a row along neither scrolls the list nor opens the browser's menu.
  const still = (event) => {
    if (line.dragged || (press?.finger && event.type === "contextmenu")) event.preventDefault();
  };
  const drop = (request) => {
    rowElement(line.dragged.id)?.classList.remove("cnn-dragged");
    document.documentElement.classList.remove("cnn-dragging");
    if (request) {
      line.moved = { id: line.dragged.id };
      line.ask(request);
    }
    line.dragged = null;
    showDrop(line, null);
  };
  const key = (event) => {
    if (event.key === "Escape" && line.dragged) {
      drop(null);
      forget();
      return;
    }
    pressed(line, event);
  };
  document.addEventListener("pointerdown", down);
  document.addEventListener("pointermove", move, { passive: false });
  document.addEventListener("pointerup", up);
  document.addEventListener("pointercancel", up);
  document.addEventListener("touchmove", still, { passive: false });
  document.addEventListener("contextmenu", still);
  document.addEventListener("keydown", key, { capture: true });
  return () => {
    document.removeEventListener("pointerdown", down);
    document.removeEventListener("pointermove", move);
    document.removeEventListener("pointerup", up);
    document.removeEventListener("pointercancel", up);
    document.removeEventListener("touchmove", still);
    document.removeEventListener("contextmenu", still);
    document.removeEventListener("keydown", key, { capture: true });
  };
}

const swallow = (event) => {
  event.preventDefault();
  event.stopPropagation();
};

function scrollAtEdges(y) {
  const list = document.querySelector('[data-testid="stSidebarContent"]'), box = list?.getBoundingClientRect();
  if (!box) return;
  if (y < box.top + EDGE) list.scrollTop -= 12;
  if (y > box.bottom - EDGE) list.scrollTop += 12;
}

/** Keys on a row: Alt and an arrow move it, + adds a layer below it, Delete removes it. */
function pressed(line, event) {
  if (event.ctrlKey || event.metaKey || !event.target.closest?.("[class*='st-key-open_'] button")) return;
  const row = line.rows.find((each) => each.id === rowIdOf(event.target));
  if (!row) return;
  if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
    line.moved = { id: row.id, focus: true };
    line.ask({ do: "move", id: row.id, by: event.key === "ArrowUp" ? -1 : 1 });
  } else if (!event.altKey && event.key === "+") openPalette(line, pathBelow(row.path), event.target);
  else if (!event.altKey && event.key === "Delete") line.ask({ do: "remove", id: row.id });
  else return;
  swallow(event);
}
