// The curves of a training: loss and accuracy, on the training pictures and on the validation, drawn in place as they grow.

import { fixedText, shortNumber } from "../shared/numbers.js";
import { make } from "../shared/elements.js";

const LEFT = 40, RIGHT = 46, TOP = 6, BOTTOM = 16, HIGH = 108; // px
const SMOOTH = 0.85; // what the running mean keeps from step to step: single batches jump
const KINDS = [
  { title: "Loss", of: 2, unseen: 4, text: (value) => shortNumber(value, 2) },
  { title: "Accuracy", of: 3, unseen: 5, text: (value) => `${fixedText(100 * value, 0)}%`, low: 0, high: 1 },
];

/**
 * Makes the curves.
 * @param {HTMLElement} host
 * @returns {{show: (told: import("./feed.js").Told) => void}}
 */
export function makeCurves(host) {
  const figures = KINDS.map((kind) => figureOf(host, kind));
  const key = host.appendChild(document.createElement("p"));
  key.className = "key";
  key.innerHTML = '<span class="learned"><i></i>training batches</span><span class="unseen"><i></i>validation</span>';
  // The width is told by an observer: asking for it at every frame would lay the whole page out once more.
  let last = null, wide = 0;
  const draw = () => { if (last && wide) figures.forEach((figure) => figure(last, wide)); };
  new ResizeObserver(([entry]) => { wide = entry.contentRect.width; draw(); }).observe(host);
  return { show(told) { last = told; draw(); } };
}

function figureOf(host, kind) {
  const title = host.appendChild(document.createElement("h3"));
  title.textContent = kind.title;
  const svg = host.appendChild(make("svg", { class: "curve", role: "img", height: HIGH }));
  const grid = svg.appendChild(make("g", { class: "grid" }));
  const faint = svg.appendChild(make("polyline", { class: "raw" }));
  const learned = svg.appendChild(make("polyline", { class: "learned" }));
  const unseen = svg.appendChild(make("polyline", { class: "unseen" }));
  const dots = svg.appendChild(make("g", { class: "dots" }));
  const ends = ["learned", "unseen"].map((name) => svg.appendChild(make("text", { class: `end ${name}` })));
  return (told, wide) => {
    const points = told.points.filter((point) => point[kind.of] !== null);
    const seen = points.filter((point) => point[kind.unseen] !== null);
    const mean = smooth(points.map((point) => point[kind.of]));
    const values = [...points.map((point) => point[kind.of]), ...seen.map((point) => point[kind.unseen])];
    const low = kind.low ?? 0, high = kind.high ?? niceTop(Math.max(...percentile(values), 1e-9));
    const x = (epoch) => LEFT + ((wide - LEFT - RIGHT) * epoch) / Math.max(told.epochs, 1);
    const y = (value) => TOP + (HIGH - TOP - BOTTOM) * (1 - (Math.min(Math.max(value, low), high) - low) / (high - low || 1));
    drawGrid(grid, { wide, told, low, high, x, y, kind });
    faint.setAttribute("points", points.map((point) => [x(point[1]), y(point[kind.of])]).join(" "));
    learned.setAttribute("points", points.map((point, i) => [x(point[1]), y(mean[i])]).join(" "));
    unseen.setAttribute("points", seen.map((point) => [x(point[1]), y(point[kind.unseen])]).join(" "));
    dots.replaceChildren(...(seen.length < 60 ? seen : seen.slice(-1)).map((point) => make("circle", { cx: x(point[1]), cy: y(point[kind.unseen]), r: 2.5 })));
    placeEnds(ends, [
      points.length ? [x(points.at(-1)[1]), y(mean.at(-1)), kind.text(mean.at(-1))] : null,
      seen.length ? [x(seen.at(-1)[1]), y(seen.at(-1)[kind.unseen]), kind.text(seen.at(-1)[kind.unseen])] : null,
    ]);
    svg.setAttribute("aria-label", spoken(kind, points, mean, seen));
  };
}

/** The lines behind a curve, with the numbers at the left and the epochs below. */
function drawGrid(grid, { wide, told, low, high, x, y, kind }) {
  const key = [wide, told.epochs, low, high].join();
  if (grid.cnnKey === key) return;
  grid.cnnKey = key;
  const marks = [low, (low + high) / 2, high].flatMap((value) => [
    make("line", { x1: LEFT, x2: wide - RIGHT, y1: y(value), y2: y(value) }),
    Object.assign(make("text", { x: LEFT - 6, y: y(value) + 4, "text-anchor": "end" }), { textContent: kind.text(value) }),
  ]);
  const every = Math.max(1, Math.ceil(told.epochs / 6));
  for (let epoch = 0; epoch <= told.epochs; epoch += every) {
    marks.push(Object.assign(make("text", { x: x(epoch), y: HIGH - 2, "text-anchor": "middle" }), { textContent: String(epoch) }));
  }
  grid.replaceChildren(...marks);
}

/** The last numbers, at the ends of their lines; where they would touch, the one above is moved up. */
function placeEnds(ends, places) {
  const [first, second] = places;
  if (first && second && Math.abs(first[1] - second[1]) < 13) {
    const middle = Math.min(Math.max((first[1] + second[1]) / 2, TOP + 8), HIGH - BOTTOM - 6);
    const up = first[1] <= second[1] ? first : second, down = up === first ? second : first;
    up[1] = middle - 7;
    down[1] = middle + 7;
  }
  const right = Math.max(...places.filter(Boolean).map((place) => place[0]), 0);
  ends.forEach((end, i) => {
    end.textContent = places[i]?.[2] ?? "";
    if (places[i]) Object.entries({ x: right + 5, y: places[i][1] + 4 }).forEach(([name, value]) => end.setAttribute(name, value));
  });
}

function smooth(values) {
  let mean = 0, weight = 0;
  return values.map((value) => {
    mean = SMOOTH * mean + (1 - SMOOTH) * value;
    weight = SMOOTH * weight + (1 - SMOOTH);
    return mean / weight;
  });
}

/** The largest value, without the few that are far above all others. */
function percentile(values) {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
  return sorted.length ? [sorted[Math.floor(0.98 * (sorted.length - 1))]] : [];
}

/** A round number that is not below `value`: 1, 1.5, 2, 3, 4, 5, 6, 8 times a power of ten. */
function niceTop(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 1.5, 2, 3, 4, 5, 6, 8, 10].find((step) => step * power >= value) * power;
}

function spoken(kind, points, mean, seen) {
  if (!points.length) return `${kind.title}: it begins with the first step.`;
  const ends = `${kind.title} on training batches from ${kind.text(mean[0])} to ${kind.text(mean.at(-1))}`;
  return seen.length ? `${ends}, on the validation ${kind.text(seen.at(-1)[kind.unseen])}.` : `${ends}.`;
}
