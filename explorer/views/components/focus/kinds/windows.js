// The focus of a window from which one number is drawn: the largest, the mean, or a copy.

import { drawnFrom, liesOnMap, nearestOutputs, patchOf, windowUnder } from "../arithmetic.js";
import { calm } from "../drawing/calm.js";
import { NumberGrid, factorPlaces } from "../drawing/grid.js";
import { Links } from "../drawing/links.js";
import { PlaneView, colorTable } from "../drawing/plane.js";
import { decimal, numberTag, writeNumber } from "../drawing/writing.js";
import { Chain, placeOnResult } from "./chain.js";

const WORDS = { max: "the largest", mean: "their mean", copy: "the same number" };

/** The view of a pooling or a copy. */
export class WindowView {
  /**
   * @param {HTMLElement} body Where it is drawn.
   * @param {object} record Python's WindowFocus.
   * @param {object} theme
   */
  constructor(body, record, theme) {
    Object.assign(this, { body, record, theme });
    const { table, source } = record;
    this.size = [table.rows.at.length, table.cols.at.length];
    this.nearest = [nearestOutputs(table.rows, source.values.rows), nearestOutputs(table.cols, source.values.cols)];
    this.map = new PlaneView(source.name);
    this.map.paint(source.values, colorTable(source, theme));
    this.grid = new NumberGrid("patch");
    this.grid.element.dataset.part = "input";
    this.chain = new Chain(record, theme);
    const figure = document.createElement("figure");
    figure.className = "cnn-source";
    figure.dataset.part = "input";
    figure.innerHTML = `<figcaption><button type="button" class="cnn-name" title="Open up ${source.name}">${source.name}</button></figcaption>`;
    figure.append(this.map.element, document.createElement("output")); // empty: the maps on both sides are to stand level
    this.middle = document.createElement("div");
    this.middle.className = "cnn-middle";
    this.middle.innerHTML = `<h3>${record.rule === "copy" ? "the cell" : "the window"}</h3><p>${this.words()}</p>${this.lanes()}`;
    this.middle.firstChild.after(this.grid.element);
    body.append(figure, this.middle, this.chain.element);
    this.links = new Links(body);
  }

  words() {
    const drawn = (text) => `<span data-part="drawn">${text}${numberTag("drawn")}</span>`;
    if (this.record.rule === "mean") return `${numberTag("total", 'data-part="total"')} / ${numberTag("count", 'data-part="count"')} = ${drawn("")}`;
    return drawn(`${WORDS[this.record.rule]}: `);
  }

  lanes() {
    const { branches, cell } = this.record;
    if (!branches.length) return "";
    const items = branches.map(({ name, first, last }) =>
      `<li${cell.channel >= first && cell.channel <= last ? ' class="cnn-own"' : ""}>${name}: ${first === last ? `map ${first}` : `maps ${first} to ${last}`}</li>`);
    return `<ul class="cnn-lanes">${items.join("")}</ul>`;
  }

  /** Fits everything into `width` x `height` px; `stacked` on a phone. */
  resize(width, height, stacked) {
    const maps = this.chain.planes.length + 1, room = stacked ? width : width - 320 - 104 * (maps - 2);
    const side = Math.max(Math.min(room / (stacked ? 2 : maps), stacked ? 160 : height - 90, 420), 64);
    this.map.resize(side);
    const { rows, cols } = this.record.result.values, from = this.record.source.values;
    const share = Math.max(rows, cols) / Math.max(from.rows, from.cols);
    this.chain.resize(this.record.is_vector ? side : Math.max(side * Math.min(Math.max(share, 0.4), 1), 64));
    this.links.svg.style.display = stacked ? "none" : "";
    if (!stacked) this.layTwo();
  }

  layTwo() {
    this.links.lay([this.map.element], this.grid.element, false);
    const path = this.links.paths[0].getAttribute("d");
    this.links.lay([this.map.element, this.grid.element], this.chain.first.element, false);
    this.links.paths[0].setAttribute("d", path);
  }

  /** Shows the arithmetic of the position (row, col). */
  show(row, col, travels = false) {
    const { record } = this, [r, c] = record.moves === "fixed" ? [0, 0] : [row, col];
    const under = windowUnder(record.table, r, c), drawn = drawnFrom(record, under), { source } = record;
    this.map.mark(Math.min(...under.rows), Math.min(...under.cols), Math.max(...under.rows), Math.max(...under.cols));
    const on = under.rows.map((at) => under.cols.map((to) => liesOnMap(source.values, at, to)));
    const patch = patchOf(source.values, under), places = this.places = factorPlaces(patch.flat(), Math.max(Math.abs(source.low), source.high));
    this.grid.show(patch, { colors: colorTable(source, this.theme), places, on, winner: drawn.winner });
    const write = (name, text) => writeNumber(this.middle, name, text);
    write("drawn", decimal(drawn.value, places));
    write("total", decimal(drawn.total, places));
    write("count", String(drawn.count));
    this.links.flow([1, 1]);
    this.chain.show(...placeOnResult(record, row, col), drawn.value);
    if (travels) this.travel(drawn);
    return drawn.value;
  }

  /** Lets the number fly from its place in the window to its place on the result. */
  travel({ value, winner }) {
    if (calm() || this.grid.plane) return;
    const from = this.grid.element.children[Math.max(winner, 0)].getBoundingClientRect(), to = this.chain.first.marker.getBoundingClientRect();
    const box = this.body.getBoundingClientRect(), flyer = this.body.appendChild(document.createElement("b"));
    flyer.className = "cnn-flyer";
    flyer.textContent = decimal(value, this.places);
    flyer.style.left = `${from.x - box.x}px`;
    flyer.style.top = `${from.y - box.y}px`;
    const end = `translate(${to.x + to.width / 2 - from.x - from.width / 2}px, ${to.y + to.height / 2 - from.y - from.height / 2}px) scale(0.4)`;
    flyer.animate([{ transform: "none", opacity: 1 }, { transform: end, opacity: 0.5 }], { duration: 300, easing: "ease-in-out" }).finished
      .then(() => flyer.remove(), () => flyer.remove());
  }

  /** The planes that answer the pointer. */
  targets() {
    const { moves } = this.record, fixed = moves === "fixed", near = (row, col) => [this.nearest[0][row], this.nearest[1][col]];
    return [
      { view: this.map, to: fixed ? null : near, input: 0 },
      ...this.chain.planes.map(({ view }) => ({ view, to: fixed || moves === "flat" ? null : (row, col) => [row, col], units: fixed || moves === "flat" })),
    ];
  }

  /** Covers what the window has not reached yet. */
  cover(row, col) {
    if (row === undefined) this.chain.cover();
    else this.chain.cover(...placeOnResult(this.record, row, col));
  }
}
