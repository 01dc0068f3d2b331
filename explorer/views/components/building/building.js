// The menu that adds a layer, the insert mark between the rows of the list, and moving rows by drag and by keys.
// The rows are Streamlit's; nothing of theirs is changed here: what is drawn stands in an element of our own.

import { listenToRows } from "./drag.js";
import { showMark, watchGaps } from "./mark.js";
import { closePalette, fillPalette, makePalette, openPalette } from "./palette.js";

const SETTLES = 300; // ms until a form that opens has been drawn
const WAIT = 1500; // ms after which a request that was not answered is sent again: a run that ends another can lose it

/** What the parts share: kinds, rows, the mark's place, and how to ask the server. */
const line = { families: [], rows: [], mark: "0", open: "", at: null, queue: [], sent: null, handled: 0, opened: 0 };

/** Sends one request after the other: Streamlit keeps only the last of those that arrive during one run. */
line.ask = (request) => {
  line.queue.push(request);
  sendNext();
};

function sendNext() {
  clearTimeout(line.timer);
  if (line.sent && line.sent.n <= line.handled) line.sent = null;
  if (!line.sent && !line.queue.length) return;
  const again = Boolean(line.sent);
  if (again && performance.now() - line.sentAt < WAIT) {
    line.timer = setTimeout(sendNext, WAIT);
    return;
  }
  if (!again) line.sent = { ...line.queue.shift(), n: line.handled + 1 };
  line.sentAt = performance.now();
  line.send({ ...line.sent, sent: Math.round(line.sentAt) }); // the server does what it has done already only once
  line.timer = setTimeout(sendNext, WAIT);
}

/**
 * @param {{data: object, parentElement: HTMLElement, setTriggerValue: (name: string, value: any) => void}} component
 * @returns {(() => void) | undefined}
 */
export default function ({ data, parentElement, setTriggerValue }) {
  if (data.families) {
    line.families = data.families;
    if (line.palette) fillPalette(line);
    return undefined;
  }
  line.marked = () => showMark(line);
  if (!parentElement.querySelector(".cnn-building")) build(parentElement);
  line.send = (request) => setTriggerValue("asked", request);
  take(data);
  return () => {
    line.stop?.();
    line.palette?.remove();
    line.palette = null;
  };
}

function build(parentElement) {
  const box = Object.assign(document.createElement("div"), { className: "cnn-building" });
  const button = Object.assign(document.createElement("button"), { type: "button", className: "add" });
  const plus = Object.assign(document.createElement("span"), { className: "plus", textContent: "+", ariaHidden: "true" });
  button.append(plus, "Add a layer");
  button.setAttribute("aria-haspopup", "dialog");
  button.onclick = () => (line.palette.matches(":popover-open") ? closePalette(line) : openPalette(line, null, button));
  line.said = Object.assign(document.createElement("p"), { className: "said" });
  line.said.setAttribute("role", "status");
  line.box = box;
  box.append(button, line.said);
  parentElement.append(box);
  makePalette(line, box);
  const stops = [watchGaps(line, box), listenToRows(line)];
  line.stop = () => stops.forEach((stop) => stop());
}

function take(data) {
  const opened = line.open !== data.open;
  Object.assign(line, { rows: data.rows, mark: data.mark, open: data.open, handled: data.handled });
  if (data.opened > line.opened) openPalette(line, data.at, null);
  line.opened = data.opened;
  if (opened && line.open) intoView(line.open);
  if (line.moved && !line.queue.length && (!line.sent || line.sent.n <= line.handled)) sayMoved();
  showMark(line);
  fillPalette(line);
  sendNext();
}

/** The form that has opened may lie below the fold, or above it; it has its size a moment after its data. */
function intoView(id) {
  setTimeout(() => {
    document.querySelector(`.st-key-form_${id}`)?.scrollIntoView({ block: "nearest" });
    document.querySelector(`.st-key-row_${id}`)?.scrollIntoView({ block: "nearest" });
  }, SETTLES);
}

/** A row that was moved by a key keeps the focus, and its new place is announced. */
function sayMoved() {
  const { id, focus } = line.moved;
  line.moved = null;
  const row = line.rows.find((each) => each.id === id);
  if (!row) return;
  const [prefix, place] = [row.path.slice(0, row.path.lastIndexOf(".") + 1), Number(row.path.split(".").at(-1)) + 1];
  const beside = line.rows.filter((each) => each.path.slice(0, each.path.lastIndexOf(".") + 1) === prefix).length;
  line.said.textContent = `${row.name} is now layer ${place} of ${beside}.`;
  if (focus) focusAgain(id, 30);
}

function focusAgain(id, frames) {
  const button = document.querySelector(`.st-key-open_${id} button`);
  if (button && document.activeElement !== button) button.focus({ preventScroll: true });
  if (frames) requestAnimationFrame(() => focusAgain(id, frames - 1));
}
