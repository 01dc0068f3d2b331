// The link between the charts of the page: hover and click in one, outlines in all. One hub per page.

const chart = (key) => document.querySelector(`.st-key-${key} .js-plotly-plot`);
const SVG_READY = (gd) => gd && gd._fullLayout && gd._fullLayout.xaxis && window.Plotly;

function makeHub() {
  const hub = { scene: null, pointer: null, send: null, chosen: null, hovered: null, sent: 0, reaches, feeds };
  hub.timings = { hover: [], pictures: 0 };
  new MutationObserver(() => soon(hub)).observe(document.body, { childList: true, subtree: true });
  return hub;
}

function soon(hub) {
  if (!hub.queued) hub.queued = requestAnimationFrame(() => { hub.queued = 0; attach(hub); });
}

/** A change of a chart; one that Streamlit is taking down at this moment is left alone and found again later. */
function change(hub, gd, how, ...what) {
  const later = () => setTimeout(() => soon(hub), 50);
  try {
    const done = window.Plotly[how](gd, ...what);
    if (done && done.catch) done.catch(later);
  } catch (error) {
    later();
  }
}

/** Whether the network on the screen has this cell. */
function has(hub, cell) {
  const step = cell && hub.scene && hub.scene.steps[cell.step];
  return Boolean(step) && cell.row < step.shape[0] && cell.col < step.shape[1] && cell.channel < step.shape[2];
}

/** Finds the charts again, whatever Streamlit has mounted anew, and brings each up to date. */
function attach(hub) {
  if (!hub.scene) return;
  const overview = chart("overview"), photo = chart("photo"), enlarged = chart("enlarged");
  if (SVG_READY(overview) && overview.layout.meta && overview.layout.meta.key === hub.scene.key) {
    listen(hub, overview, hitOverview, "overview");
    paint(hub, overview);
    bringIntoView(hub, overview);
  }
  if (SVG_READY(photo)) { listen(hub, photo, hitPhoto, "photo"); markPhoto(hub, photo); }
  for (const channels of pages()) {
    if (SVG_READY(channels)) { listen(hub, channels, hitChannels, "channels"); markChannels(hub, channels); }
  }
  const strengths = chart("strengths");
  if (SVG_READY(strengths)) listen(hub, strengths, hitStrengths, "strengths");
  if (SVG_READY(enlarged)) { listen(hub, enlarged, hitEnlarged, "enlarged"); markEnlarged(hub, enlarged); }
  const cone = chart("cone_maps");
  if (SVG_READY(cone)) listen(hub, cone, hitCone, "cone");
  nameAll(hub);
  refocus(hub);
}

/** Once per layout: a wide network is scrolled to the selected column, and a phone's chips to the selected layer. */
function bringIntoView(hub, gd) {
  if (!hub.chosen || hub.viewed === hub.scene.key) return;
  const frame = gd.closest(".st-key-overview"), slot = hub.scene.steps[hub.chosen.step].slots[0];
  const chip = document.querySelector('.st-key-chips [aria-checked="true"], .st-key-chips [kind$="Active"]');
  const row = chip && chip.parentElement;
  if (!row && document.querySelector(".st-key-chips")) return; // the chips are not drawn yet
  hub.viewed = hub.scene.key;
  if (frame && slot && frame.scrollWidth > frame.clientWidth) frame.scrollLeft = slot[1] - frame.clientWidth / 2;
  if (row) row.scrollLeft = chip.offsetLeft - row.clientWidth / 2;
}

function listen(hub, gd, hit, role) {
  if (gd.dataset.linked) return;
  gd.dataset.linked = role;
  // Streamlit draws a chart again from its first specification after a resize or a change of theme.
  gd.on("plotly_afterplot", () => soon(hub));
  gd.addEventListener("mousemove", (event) => hover(hub, hit(hub, gd, event)));
  gd.addEventListener("mouseleave", () => hover(hub, null));
  gd.addEventListener("click", (event) => choose(hub, hit(hub, gd, event)));
  if (role === "overview") {
    gd.addEventListener("mousemove", (event) => point(hub, gd, event));
    gd.addEventListener("mouseleave", () => { hub.zone = null; tell(hub); });
    gd.addEventListener("click", (event) => { if (!hit(hub, gd, event)) act(hub, gd, event); });
  }
  if (role === "photo" || role === "strengths") return;
  gd.tabIndex = 0;
  keepFocus(hub, gd, role);
  gd.addEventListener("keydown", (event) => key(hub, event));
}

/** New pictures into the slots of the overview, and its texts; nothing when they are there already. */
function paint(hub, gd) {
  const { sources, texts, version } = hub.scene;
  const changes = {};
  for (const [index, text] of Object.entries(texts)) {
    if (gd.layout.annotations[index].text !== text) changes[`annotations[${index}].text`] = text;
  }
  const stale = sources && sources.some((source, i) => gd.data[i].source !== source);
  // Pictures and texts in one call: each would make Plotly draw all of it.
  if (stale) change(hub, gd, "update", { source: sources }, changes, sources.map((_, i) => i));
  else if (Object.keys(changes).length) change(hub, gd, "relayout", changes);
  if (gd.dataset.version !== version) {
    gd.dataset.version = version;
    hub.timings.pictures = performance.now();
  }
  mark(hub, gd);
}

const place = (gd, event) => {
  const box = gd.getBoundingClientRect(), { xaxis, yaxis } = gd._fullLayout;
  return [xaxis.p2d(event.clientX - box.left - xaxis._offset), yaxis.p2d(event.clientY - box.top - yaxis._offset)];
};

function hitOverview(hub, gd, event) {
  const [x, y] = place(gd, event);
  for (let i = 0; i < hub.scene.steps.length; i++) {
    const step = hub.scene.steps[i], [rows, cols, channels] = step.shape;
    for (const [channel, sx, sy, w, h] of step.slots) {
      if (x < sx || x >= sx + w || y < sy || y >= sy + h) continue;
      if (step.form !== "maps") return { step: i, row: 0, col: 0, channel: Math.floor(((y - sy) / h) * channels) };
      return { step: i, row: Math.floor(((y - sy) / h) * rows), col: Math.floor(((x - sx) / w) * cols), channel };
    }
  }
  return null;
}

const inside = (shape, row, col) => row >= 0 && col >= 0 && row < shape[0] && col < shape[1];

function hitEnlarged(hub, gd, event) {
  if (!hub.chosen) return null;
  const [x, y] = place(gd, event), row = Math.round(y), col = Math.round(x);
  const { step, channel } = hub.chosen, shape = hub.scene.steps[step].shape;
  if (shape[0] === 1 && shape[1] === 1) {
    const cols = Number(hub.pointer.columns || 1), unit = row * cols + col;
    return unit >= 0 && unit < shape[2] ? { step, row: 0, col: 0, channel: unit } : null;
  }
  return inside(shape, row, col) ? { step, row, col, channel } : null;
}

function hitPhoto(hub, gd, event) {
  const [x, y] = place(gd, event), row = Math.round(y), col = Math.round(x);
  return inside(hub.scene.steps[0].shape, row, col) ? { step: 0, row, col, channel: 0 } : null;
}

/** The charts with a page of maps of one layer: on the Layer tab, and its activations and gradients on the Sees tab. */
const pages = () => ["channels", "page_of_acts", "page_of_gradients"].map(chart);

/** A map on one of them. */
function hitChannels(hub, gd, event) {
  const [x, y] = place(gd, event), { path, slots } = gd.layout.meta;
  const step = hub.scene.steps.findIndex((s) => s.path === path);
  const hit = slots.find(([, sx, sy, w, h]) => x >= sx && x < sx + w && y >= sy && y < sy + h);
  if (step < 0 || !hit) return null;
  const [channel, sx, sy, w, h] = hit, [rows, cols] = hub.scene.steps[step].shape;
  return { step, channel, row: Math.floor(((y - sy) / h) * rows), col: Math.floor(((x - sx) / w) * cols) };
}

const same = (a, b) => a === b || (a && b && a.step === b.step && a.row === b.row && a.col === b.col && a.channel === b.channel);

function hover(hub, cell) {
  if (same(cell, hub.hovered)) return;
  const began = performance.now();
  hub.hovered = cell;
  if (cell) document.dispatchEvent(new CustomEvent("cnn-explorer", { detail: "point" }));
  const overview = chart("overview"), photo = chart("photo");
  if (SVG_READY(overview) && overview.dataset.linked) mark(hub, overview, true);
  if (SVG_READY(photo)) markPhoto(hub, photo);
  const cone = chart("cone_maps");
  if (SVG_READY(cone)) markCone(hub, cone);
  tell(hub);
  hub.timings.hover.push(performance.now() - began);
}

/** Outlines in the overview: what the hovered and the chosen cell read. */
function mark(hub, gd, hoverOnly = false) {
  const { steps } = hub.scene, shapes = gd.layout.shapes.map((shape) => ({ ...shape }));
  const found = hub.hovered ? reaches(steps, hub.hovered) : [];
  shapes[0].path = hub.hovered ? ownEdges(steps, hub.hovered, found) : "M0,0";
  shapes[1].path = shapes[2].path = hub.hovered ? outlines(steps, found) : "M0,0";
  shapes[5].path = hub.hovered ? feedOutlines(steps, feeds(steps, hub.hovered)) : "M0,0";
  shapes[6].path = hub.chosen && !hub.hovered ? feedOutlines(steps, feeds(steps, hub.chosen)) : "M0,0";
  if (!hoverOnly) shapes[3].path = shapes[4].path = hub.chosen ? outlines(steps, reaches(steps, hub.chosen)) : "M0,0";
  reshape(hub, gd, shapes);
}

/**
 * New paths for the shapes of the overview. One unit there is one px, so that the path Plotly drew can be changed where
 * it is (0.1 ms); otherwise the array goes to Plotly as a whole (for single attributes it would calculate every trace).
 */
function reshape(hub, gd, shapes) {
  const { xaxis, yaxis, shapes: full } = gd._fullLayout;
  const natural = xaxis._length === gd.layout.width && yaxis._length === gd.layout.height && !xaxis._offset && !yaxis._offset;
  const drawn = natural && shapes.map((_, i) => gd.querySelector(`.shapelayer path[data-index="${i}"]`));
  if (!drawn || drawn.includes(null)) {
    if (paths(shapes) !== paths(gd.layout.shapes)) change(hub, gd, "relayout", { shapes });
    return;
  }
  shapes.forEach(({ path }, i) => {
    if (gd.layout.shapes[i].path === path) return;
    gd.layout.shapes[i].path = full[i].path = path;
    drawn[i].setAttribute("d", path);
  });
}

const edges = (r) => [r.c0 - 0.5, r.r0 - 0.5, r.c1 + 0.5, r.r1 + 0.5];

/** The photo: the hovered cell's pixels, the chosen cell's, and hatched what lies in the padding. */
function markPhoto(hub, gd) {
  const { rows, cols } = gd.layout.meta, steps = hub.scene.steps, pointer = hub.pointer || {};
  const shapes = [];
  const line = (path, color, width, dash) => shapes.push({ type: "path", path, line: { color, width, dash } });
  let view = [-0.5, -0.5, cols - 0.5, rows - 0.5];
  const exact = hub.chosen && pointer.cell && same(hub.chosen, pointer.cell);
  if (hub.chosen) {
    const box = exact && pointer.box;
    if (box) view = [Math.min(view[0], box[0]), Math.min(view[1], box[1]), Math.max(view[2], box[2]), Math.max(view[3], box[3])];
    const hatched = box ? padding(box, rows, cols) : "";
    if (hatched) { line(hatched, hub.scene.ink, 1); line(rect(...box), hub.scene.ink, 1, "dot"); }
    const reach = reaches(steps, hub.chosen)[0];
    if (reach) { line(rect(...edges(reach)), "#000000", 4); line(rect(...edges(reach)), "#ffd400", 2); }
  }
  if (hub.hovered && !same(hub.hovered, hub.chosen)) {
    const reach = reaches(steps, hub.hovered)[0];
    if (reach) { line(rect(...edges(reach)), "#000000", 3.5); line(rect(...edges(reach)), "#ffffff", 1.5); }
  }
  const side = Math.max(view[2] - view[0], view[3] - view[1], rows, cols);
  const grow = (low, high, length) => {
    const extra = (side * length) / Math.max(rows, cols) - (high - low);
    return extra > 0 ? [low - extra / 2, high + extra / 2] : [low, high];
  };
  const wide = side > Math.max(rows, cols) ? side * 1.04 : side;
  const x = grow(view[0], view[2], cols * (wide / side)), y = grow(view[1], view[3], rows * (wide / side));
  put(hub, gd, shapes, x, [y[1], y[0]]);
}

const paths = (shapes) => (shapes || []).map((shape) => shape.path + shape.line.color).join();

/** Sets shapes and ranges of a small chart, if they are not so already. */
function put(hub, gd, shapes, x, y) {
  const { xaxis, yaxis } = gd._fullLayout;
  const changes = {};
  if (paths(gd.layout.shapes) !== paths(shapes)) changes.shapes = shapes;
  if (xaxis.range.join() !== x.join()) changes["xaxis.range"] = x;
  if (yaxis.range.join() !== y.join()) changes["yaxis.range"] = y;
  if (Object.keys(changes).length) change(hub, gd, "relayout", changes);
}

/** The chosen cell on its enlarged map. */
function markEnlarged(hub, gd) {
  if (!hub.chosen || !hub.pointer || !hub.pointer.cell) return;
  const { step, channel } = hub.pointer.cell, cell = hub.chosen;
  const shape = hub.scene.steps[cell.step].shape, vector = shape[0] === 1 && shape[1] === 1;
  if (cell.step !== step || (!vector && cell.channel !== channel)) return;
  const cols = hub.pointer.columns || 1;
  const [row, col] = vector ? [Math.floor(cell.channel / cols), cell.channel % cols] : [cell.row, cell.col];
  const range = gd._fullLayout.xaxis.range, least = (Math.abs(range[1] - range[0]) * 6) / gd._fullLayout.width;
  const box = grownBox(col - 0.5, row - 0.5, col + 0.5, row + 0.5, least);
  const shapes = [["#000000", 4], ["#ffd400", 2]].map(([color, width]) => ({ type: "path", path: rect(...box), line: { color, width } }));
  put(hub, gd, shapes, range, gd._fullLayout.yaxis.range);
}

/** The chosen map on a page of maps. */
function markChannels(hub, gd) {
  const { path, slots } = gd.layout.meta, cell = hub.chosen;
  const slot = cell && hub.scene.steps[cell.step].path === path && slots.find(([channel]) => channel === cell.channel);
  const box = slot ? rect(slot[1] - 2, slot[2] - 2, slot[1] + slot[3] + 2, slot[2] + slot[4] + 2) : "M0,0";
  const shapes = [["#000000", 4], ["#ffd400", 2]].map(([color, width]) => ({ type: "path", path: box, line: { color, width } }));
  put(hub, gd, shapes, gd._fullLayout.xaxis.range, gd._fullLayout.yaxis.range);
}

function grownBox(x0, y0, x1, y1, least) {
  const d = Math.max(0, least - (x1 - x0)) / 2;
  return [x0 - d, y0 - d, x1 + d, y1 + d];
}
