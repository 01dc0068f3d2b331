// Choosing a cell: by pointer, by keys, and from Python; and the line of text about what the pointer is on.

const COLOURS = ["red", "green", "blue"];
const SEND_EVERY = 90; // ms, while a key is held down

function choose(hub, cell) {
  if (!cell || !hub.scene) return;
  document.dispatchEvent(new CustomEvent("cnn-explorer", { detail: "click" }));
  hub.chosen = cell;
  hub.serial = (hub.serial || 0) + 1; // from now on an answer to anything earlier is stale
  const overview = chart("overview");
  if (SVG_READY(overview)) mark(hub, overview);
  refresh(hub);
  clearTimeout(hub.timer);
  const wait = Math.max(0, SEND_EVERY - (performance.now() - hub.sent));
  hub.timer = setTimeout(() => deliver(hub), wait);
}

function refresh(hub) {
  const photo = chart("photo"), enlarged = chart("enlarged");
  if (SVG_READY(photo)) markPhoto(hub, photo);
  if (SVG_READY(enlarged)) markEnlarged(hub, enlarged);
  for (const channels of pages()) if (SVG_READY(channels)) markChannels(hub, channels);
  tell(hub);
}

function deliver(hub) {
  if (!hub.send || !hub.chosen) return;
  hub.sent = performance.now();
  const { step, row, col, channel } = hub.chosen;
  hub.send("pick", { path: hub.scene.steps[step].path, row, col, channel, serial: hub.serial });
}

/** Python's answer. An older one than our last message does not move the cell back. */
function adopt(hub, pointer, send) {
  hub.send = send;
  const step = hub.scene ? hub.scene.steps.findIndex((s) => s.path === pointer.path) : -1;
  const cell = { step, row: pointer.row, col: pointer.col, channel: pointer.channel };
  hub.pointer = { ...pointer, cell: has(hub, cell) ? cell : null };
  const stale = pointer.serial && hub.serial && pointer.serial < hub.serial;
  if (!stale && hub.pointer.cell) {
    hub.chosen = hub.pointer.cell;
    clearTimeout(hub.settling);
    if (pointer.behind) hub.settling = setTimeout(() => hub.send("settle", { link: pointer.behind }), 1000);
  }
  attach(hub);
  tell(hub);
  sayCell(hub, pointer.said);
}

const clamp = (value, length) => Math.min(Math.max(value, 0), length - 1);

/** The cell that a key leads to: arrows in the map, brackets through channels, plus and minus through layers. */
function moved(hub, cell, name, shift) {
  const steps = hub.scene.steps, by = shift ? 8 : 1, shape = steps[cell.step].shape;
  const vector = shape[0] === 1 && shape[1] === 1, next = { ...cell };
  const rows = { ArrowUp: -by, ArrowDown: by }[name] || 0, cols = { ArrowLeft: -by, ArrowRight: by }[name] || 0;
  const channel = { "[": -1, "]": 1 }[name] || 0, layer = { "-": -1, "+": 1, "=": 1 }[name] || 0;
  if (vector) next.channel = clamp(cell.channel + rows + cols + channel, shape[2]);
  else {
    next.row = clamp(cell.row + rows, shape[0]);
    next.col = clamp(cell.col + cols, shape[1]);
    next.channel = clamp(cell.channel + channel, shape[2]);
  }
  if (!layer) return next;
  let to = clamp(cell.step + layer, steps.length);
  while (steps[to].folded) to += layer; // what is folded in is passed over; the last step never is
  return to === cell.step ? cell : at(hub, to);
}

const KEYS = ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "[", "]", "+", "-", "="];

function key(hub, event) {
  if (!KEYS.includes(event.key) || event.ctrlKey || event.metaKey || event.altKey || !hub.chosen) return;
  event.preventDefault();
  event.stopPropagation();
  hub.hovered = null;
  choose(hub, moved(hub, hub.chosen, event.key, event.shiftKey));
}

const span = (what, a, b) => (a === b ? `${what} ${a}` : `${what}s ${a}–${b}`);

function where(hub, cell) {
  const step = hub.scene.steps[cell.step], [rows, cols, channels] = step.shape;
  if (rows === 1 && cols === 1) return `${step.name}, unit ${cell.channel}`;
  const what = cell.step === 0 ? (channels === 3 ? COLOURS[cell.channel] : "grey") : `map ${cell.channel}`;
  return `${step.name}, ${what}, row ${cell.row}, column ${cell.col}`;
}

/** The line below the overview. */
function tell(hub) {
  const line = document.querySelector(".cnn-readout");
  if (!line || !hub.scene) return;
  const cell = hub.hovered;
  const finger = window.matchMedia("(hover: none), (max-width: 640px)").matches;
  let text = finger ? "Tap a map, then tap a cell in the enlarged one." : "Point at a square to see what it reads. Click to keep it; arrow keys move it, [ ] change the map, + − the layer.";
  if (!cell && hub.zone) text = hub.zone.words;
  if (cell) {
    const reach = reaches(hub.scene.steps, cell)[0];
    text = where(hub, cell);
    if (cell.step > 0) {
      text += reach ? ` reads ${span("row", reach.r0, reach.r1)}, ${span("column", reach.c0, reach.c1)} of the image: ` +
        `${reach.r1 - reach.r0 + 1} × ${reach.c1 - reach.c0 + 1} px` : " reads nothing but padding";
    }
  }
  if (line.textContent !== text) line.textContent = text;
}

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const hub = (window.__cnnExplorer ??= makeHub());
  if (data.role === "scene") {
    if (!parentElement.querySelector(".cnn-readout")) {
      const line = document.createElement("div");
      line.className = "cnn-readout";
      parentElement.appendChild(line);
    }
    hub.given = data;
    assemble(hub);
  } else if (data.role === "tables") {
    hub.tables = data;
    assemble(hub);
  } else adopt(hub, data, setTriggerValue);
}

/** The scene, once the tables of its network are here too. */
function assemble(hub) {
  const { given, tables } = hub;
  if (!given || !tables || given.tables !== tables.digest) return;
  const steps = tables.steps.map((step, i) => ({ ...step, slots: given.slots[i], folded: given.folded.includes(i) }));
  hub.scene = { ...given, steps };
  hub.hovered = hub.zone = null;
  if (!has(hub, hub.chosen)) hub.chosen = null;
  if (hub.pointer) adopt(hub, hub.pointer, hub.send);
  attach(hub);
  tell(hub);
}
