// The enlarged pair: whichever matrix is pointed at, the same cell is outlined in all of them, and its values are told.

import { matrixOf } from "../shared/packed.js";
import { clamp, numberText } from "../shared/numbers.js";
import { layOver } from "./over.js";

const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

/**
 * A matrix of the chart.
 * @typedef {object} Matrix
 * @property {ArrayLike<number>[]} z
 * @property {number} left Px, as all others.
 * @property {number} top
 * @property {number} cell Side of a cell.
 */

/** @param {HTMLElement} chart @returns {Matrix[]} Left, right, and the difference if there is one. */
const matricesOf = (chart) => chart._fullData.filter((trace) => trace.type === "heatmap").map(({ z, x, y }) => {
  const rows = matrixOf(z);
  return { z: rows, left: x[0], top: y[0], cell: (x[x.length - 1] - x[0]) / rows[0].length };
});

/**
 * Lays outlines and values over the chart of the pair.
 * @param {HTMLElement} host
 * @param {{label: string, cell: [number, number], names: string[], units: number}} data
 * @param {(cell: [number, number]) => void} pick
 * @returns {void}
 */
export function drawPair(host, data, pick) {
  if (!host.firstChild) {
    host.innerHTML = '<div class="boxes"></div><dl class="values"></dl><p class="said" aria-live="polite"></p>';
    host.tabIndex = 0;
    host.setAttribute("role", "application");
  }
  host.setAttribute("aria-label", data.label);
  layOver(host, "compare_pair", (chart) => link(host, data, matricesOf(chart), pick));
}

function link(host, data, matrices, pick) {
  let at = [...data.cell], rest = at;
  const show = (cell, spoken) => {
    at = cell;
    outlineCells(host.querySelector(".boxes"), matrices, cell);
    const told = values(data, matrices, cell);
    host.querySelector(".values").replaceChildren(...told.flatMap(([name, text]) => [written("dt", name), written("dd", text)]));
    if (spoken) host.querySelector(".said").textContent = told.map((pair) => pair.join(" ")).join(", ");
  };
  const last = matrices[2] ?? matrices[1];
  Object.assign(host.querySelector(".values").style, matrices[2]
    ? { left: `${matrices[1].left}px`, top: `${last.top}px` }
    : { left: `${matrices[0].left}px`, top: `${last.top + last.cell * last.z.length + 8}px` });
  host.onpointermove = (event) => {
    const cell = under(host, matrices, event);
    if (cell && (cell[0] !== at[0] || cell[1] !== at[1])) show(cell, false);
  };
  host.onpointerleave = () => show(rest, false);
  host.onclick = (event) => {
    const cell = under(host, matrices, event);
    if (cell) pick(rest = cell);
  };
  host.onkeydown = (event) => {
    const step = STEPS[event.key], { z } = matrices[0];
    if (step && !event.shiftKey) {
      event.preventDefault();
      show(rest = [clamp(at[0] + step[0], 0, z.length - 1), clamp(at[1] + step[1], 0, z[0].length - 1)], true);
    } else if (event.key === "Enter") pick(rest = at);
  };
  show(rest, false);
}

/** An element with a text, letter by letter: a class may be called anything. */
const written = (tag, text) => Object.assign(document.createElement(tag), { textContent: text });

/** The cell under the pointer, in whichever matrix it is; null where it is in none. */
function under(host, matrices, event) {
  const box = host.getBoundingClientRect(), enlarged = box.width / host.offsetWidth || 1;
  const x = (event.clientX - box.left) / enlarged, y = (event.clientY - box.top) / enlarged;
  for (const { z, left, top, cell } of matrices) {
    const row = Math.floor((y - top) / cell), col = Math.floor((x - left) / cell);
    if (row >= 0 && row < z.length && col >= 0 && col < z[0].length) return [row, col];
  }
  return null;
}

/** Outlines the cell in every matrix that has it, at least 6 px wide. */
function outlineCells(boxes, matrices, [row, col]) {
  boxes.replaceChildren(...matrices.filter(({ z }) => row < z.length && col < z[0].length).map(({ left, top, cell }) => {
    const box = document.createElement("i"), grow = Math.max(6 - cell, 0) / 2;
    Object.assign(box.style, {
      left: `${left + col * cell - grow}px`, top: `${top + row * cell - grow}px`,
      width: `${cell + 2 * grow}px`, height: `${cell + 2 * grow}px`,
    });
    return box;
  }));
}

/** What is told of a cell: where it is, its value on either side, and the difference. */
function values({ names, units }, matrices, [row, col]) {
  const unit = row * units + col;
  const place = units ? ["Unit", names[unit] ?? String(unit)] : ["Row, column", `${row}, ${col}`];
  const read = ({ z }) => (z[row] === undefined || z[row][col] === undefined ? "–" : numberText(z[row][col]));
  return [place, ...["Left", "Right", "Right − left"].slice(0, matrices.length).map((name, i) => [name, read(matrices[i])])];
}
