// A kernel as a grid to paint on: drag with a number, or move with the arrow keys and press Space.

import { cssColor, inkOn, mapScale, shade } from "../shared/colors.js";
import { clamp, shortNumber } from "../shared/numbers.js";

const BRUSHES = [-1, -0.5, 0, 0.5, 1];
const WAIT = 300; // ms without a change until the maps follow

/** The number with as many digits as there is room for in `side` px; the title has all three. */
const fittingNumber = (value, side) => [3, 2, 1].map((digits) => shortNumber(value, digits)).find((text) => text.length * 7 <= side - 4) || "";

/**
 * @param {{data: object, parentElement: HTMLElement, setTriggerValue: (name: string, value: object) => void}} component
 * @returns {void}
 */
export default function ({ data, parentElement, setTriggerValue }) {
  let root = parentElement.querySelector(".cnn-painter");
  if (!root) root = build(parentElement);
  const state = root.state;
  state.send = (stroke) => setTriggerValue("paint", stroke);
  if (state.what !== data.what || state.rows !== data.values.length || state.cols !== data.values[0].length) {
    clearTimeout(state.timer);
    Object.assign(state, { what: data.what, rows: data.values.length, cols: data.values[0].length, waiting: new Map(), sent: [] });
    grid(root);
  }
  state.data = data;
  // Strokes that Python has applied are in its numbers now; the others stay on the screen as they were painted.
  state.sent = state.sent.filter((stroke) => stroke.serial > data.serial);
  show(root);
}

function build(parent) {
  const root = document.createElement("div");
  root.className = "cnn-painter";
  root.innerHTML = '<div class="cnn-brushes" role="group" aria-label="The number to paint with"></div>' +
    '<div class="cnn-grid" role="group" aria-label="The kernel. Arrow keys move, Space paints."></div><p></p>';
  root.onpointerleave = () => { if (!root.state.painting) flush(root); }; // the next click may choose another kernel
  root.state = { brush: 1, waiting: new Map(), sent: [], serial: Date.now(), focus: [0, 0] };
  root.lastChild.textContent = "Drag to paint, or move with the arrow keys and press Space.";
  const brushes = root.firstChild;
  for (const value of BRUSHES) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = shortNumber(value);
    button.onclick = () => choose(root, value);
    brushes.appendChild(button);
  }
  const other = document.createElement("input");
  other.type = "number";
  other.step = "any";
  other.placeholder = "other";
  other.setAttribute("aria-label", "Another number to paint with");
  other.oninput = () => { if (other.value !== "" && Number.isFinite(Number(other.value))) choose(root, Number(other.value)); };
  brushes.appendChild(other);
  parent.appendChild(root);
  choose(root, 1);
  return root;
}

function choose(root, value) {
  root.state.brush = value;
  const [brushes] = root.children;
  [...brushes.querySelectorAll("button")].forEach((button, i) => button.setAttribute("aria-pressed", String(BRUSHES[i] === value)));
}

/** The cells, and how the pointer and the keys paint them. */
function grid(root) {
  const [, area] = root.children, { state } = root;
  const side = clamp(Math.floor(300 / state.cols) - 1, 16, 48);
  state.side = side;
  area.style.gridTemplateColumns = `repeat(${state.cols}, ${side}px)`;
  area.replaceChildren(...Array.from({ length: state.rows * state.cols }, (_, i) => {
    const cell = document.createElement("div");
    cell.style.height = `${side}px`;
    cell.setAttribute("role", "button");
    cell.tabIndex = i === 0 ? 0 : -1;
    cell.at = [Math.floor(i / state.cols), i % state.cols];
    return cell;
  }));
  const under = (event) => {
    const hit = document.elementFromPoint(event.clientX, event.clientY);
    return hit && hit.parentElement === area ? hit : null;
  };
  area.onpointerdown = (event) => {
    if (event.button) return;
    state.painting = true;
    area.setPointerCapture(event.pointerId);
    const cell = under(event);
    if (cell) { paint(root, cell); cell.focus({ preventScroll: true }); }
    event.preventDefault();
  };
  area.onpointermove = (event) => {
    if (!state.painting) return;
    // The browser merges moves; without the coalesced ones a quick stroke would leave cells out.
    for (const each of event.getCoalescedEvents ? event.getCoalescedEvents() : [event]) {
      const cell = under(each);
      if (cell) paint(root, cell);
    }
  };
  area.onpointerup = area.onpointercancel = () => {
    state.painting = false;
    later(root);
  };
  area.onkeydown = (event) => key(root, event);
}

const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

function key(root, event) {
  const cell = event.target, { state } = root, [, area] = root.children;
  if (!cell.at) return;
  const move = MOVES[event.key];
  if (move) {
    const [row, col] = [cell.at[0] + move[0], cell.at[1] + move[1]];
    if (row >= 0 && col >= 0 && row < state.rows && col < state.cols) {
      const next = area.children[row * state.cols + col];
      cell.tabIndex = -1;
      next.tabIndex = 0;
      next.focus();
    }
  } else if (event.key === " " || event.key === "Enter") paint(root, cell);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

function paint(root, cell) {
  const { state } = root, place = cell.at.join();
  if (value(state, ...cell.at) === state.brush) return;
  state.waiting.set(place, state.brush);
  show(root);
  if (!state.painting) later(root); // a stroke is sent whole
}

function later(root) {
  clearTimeout(root.state.timer);
  root.state.timer = setTimeout(() => flush(root), WAIT);
}

/** Sends what was painted; one message is one step of undo. */
function flush(root) {
  const { state } = root;
  clearTimeout(state.timer);
  if (!state.waiting.size) return;
  const cells = new Map(state.waiting);
  state.waiting = new Map();
  state.serial += 1;
  state.sent.push({ serial: state.serial, cells });
  state.send({ what: state.what, serial: state.serial, cells: [...cells].map(([place, v]) => [...place.split(",").map(Number), v]) });
}

/** The number of a cell as it is on the screen: painted, on its way to Python, or as Python has it. */
function value(state, row, col) {
  const place = `${row},${col}`;
  if (state.waiting.has(place)) return state.waiting.get(place);
  for (const stroke of [...state.sent].reverse()) if (stroke.cells.has(place)) return stroke.cells.get(place);
  return state.data.values[row][col];
}

function show(root) {
  const { state } = root, [, area] = root.children;
  const values = [...area.children].map((cell) => value(state, ...cell.at));
  const top = Math.max(state.data.top, ...values.map(Math.abs)), scale = mapScale(state.data.colours, top);
  [...area.children].forEach((cell, i) => {
    const color = shade(scale, values[i]), text = shortNumber(values[i]);
    cell.style.background = cssColor(color);
    cell.style.color = inkOn(color);
    cell.textContent = fittingNumber(values[i], state.side);
    cell.title = text;
    cell.setAttribute("aria-label", `row ${cell.at[0]}, column ${cell.at[1]}: ${text}`);
  });
}
