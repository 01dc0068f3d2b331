// How the numbers of each layer are spread, over time: weights, their gradients and the activations, as small multiples.

import { rgb } from "../shared/colors.js";
import { numberText } from "../shared/numbers.js";

/**
 * The histograms of one kind of numbers in a layer: a column for each moment, its shares from the lowest bin to the highest.
 * @typedef {{what: string, low: number, high: number, shares: number[][]}} Spread
 */

/**
 * Makes the table: a line for each layer.
 * @param {HTMLElement} host
 * @returns {{adopt: (data: object) => void, show: (told: object) => void}}
 */
export function drawLayers(host) {
  host.innerHTML = '<ul class="remarks"></ul><div class="table" role="table" aria-label="Histograms of each layer over time"></div><p class="note"></p>';
  const [remarks, table, note] = host.children;
  let inks = null, key = "";
  return {
    adopt(data) { inks = data.inks; note.textContent ||= data.rest; },
    show({ layers }) {
      if (layers === undefined) return;
      note.textContent = layers ? layers.note : note.textContent;
      if (!layers || layers.key === key) return;
      key = layers.key;
      remarks.replaceChildren(...layers.remarks.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
      table.replaceChildren(head(layers.kinds), ...layers.layers.map((layer) => line(layer, inks)));
    },
  };
}

const element = (tag, role, text) => {
  const made = Object.assign(document.createElement(tag), { textContent: text });
  made.setAttribute("role", role);
  return made;
};

function head(kinds) {
  const row = element("div", "row", "");
  row.className = "head";
  row.append(...["", ...kinds].map((text) => element("span", "columnheader", text)));
  return row;
}

function line({ name, spreads }, inks) {
  const row = element("div", "row", "");
  row.append(element("b", "rowheader", name), ...spreads.map((spread) => cell(spread, inks)));
  return row;
}

function cell(spread, inks) {
  const box = element("span", "cell", "");
  if (!spread) return box;
  const canvas = document.createElement("canvas"), words = document.createElement("small");
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", `${spread.what} from ${numberText(spread.low)} to ${numberText(spread.high)}`);
  words.textContent = `±${numberText(Math.max(Math.abs(spread.low), Math.abs(spread.high)), 2)}`;
  box.append(canvas, words);
  paint(canvas, spread.shares, inks);
  return box;
}

/** The shares as a picture: time from left to right, the numbers from the lowest at the bottom to the highest at the top. */
function paint(canvas, shares, inks) {
  const cols = shares.length, rows = shares[0].length, from = rgb(inks.zero), to = rgb(inks.diverging.at(-1));
  Object.assign(canvas, { width: cols, height: rows });
  const pen = canvas.getContext("2d"), image = pen.createImageData(cols, rows);
  shares.forEach((column, col) => {
    const most = Math.max(...column) || 1;
    column.forEach((share, bin) => {
      const part = Math.sqrt(share / most), at = 4 * ((rows - 1 - bin) * cols + col);
      image.data.set([...from.map((value, i) => Math.round(value + (to[i] - value) * part)), 255], at);
    });
  });
  pen.putImageData(image, 0, 0);
}
