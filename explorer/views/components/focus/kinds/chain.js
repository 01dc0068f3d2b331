// The end of every focus: the map that the arithmetic makes, and the layers that follow it cell by cell.

import { PlaneView, colorTable } from "../drawing/plane.js";
import { decimal, numberTag, placesFor, writeNumber } from "../drawing/writing.js";

/**
 * Where a position lies on the result: a position is a cell, a unit, or a cell of a map that is flattened.
 * @param {object} record Python's Focus.
 * @param {number} row
 * @param {number} col
 * @returns {[number, number]}
 */
export function placeOnResult(record, row, col) {
  if (record.moves !== "flat") return [row, col];
  const unit = unitAt(record, row, col), { cols } = record.result.values;
  return [Math.floor(unit / cols), unit % cols];
}

const unitAt = ({ cell, stride: [down, across] }, row, col) => row * down + col * across + (cell.channel % across);

/**
 * The position that the focus opens at.
 * @param {object} record Python's Focus.
 * @returns {[number, number]}
 */
export function openingPosition(record) {
  const { cell, moves, result } = record;
  if (moves === "flat") return [Math.floor(cell.channel / record.stride[0]), Math.floor((cell.channel % record.stride[0]) / record.stride[1])];
  return record.is_vector ? [Math.floor(cell.channel / result.values.cols), cell.channel % result.values.cols] : [cell.row, cell.col];
}

/**
 * The cell at a place of the result plane.
 * @param {object} record Python's Focus.
 * @param {number} row
 * @param {number} col
 * @returns {{row: number, col: number, channel: number}}
 */
export function cellAtPlace(record, row, col) {
  const { cell, result } = record;
  return record.moves === "flat" || record.is_vector ? { row: 0, col: 0, channel: row * result.values.cols + col } : { row, col, channel: cell.channel };
}

/** The maps at the end, side by side. */
export class Chain {
  /**
   * @param {object} record Python's Focus.
   * @param {object} theme
   */
  constructor(record, theme) {
    this.record = record;
    this.element = document.createElement("div");
    this.element.className = "cnn-chain";
    const maps = [{ plane: record.result, name: "result", part: "sum" }, ...record.stages.map((stage, n) => ({ ...stage, name: `stage:${n}`, title: stage.name, part: "stage" }))];
    this.planes = maps.map(({ plane, name, part, title, formula }, n) => {
      const view = new PlaneView(title || plane.name);
      view.paint(plane.values, colorTable(plane, theme));
      const figure = document.createElement("figure");
      figure.dataset.part = part;
      figure.innerHTML = `<figcaption>${title ? `after ${title}` : this.caption()}</figcaption>`;
      figure.append(view.element);
      figure.insertAdjacentHTML("beforeend", `<output>${numberTag(name)}</output>`);
      if (n) this.element.insertAdjacentHTML("beforeend", `<div class="cnn-then"><span>${formula}</span></div>`);
      this.element.append(figure);
      return { view, plane, name, figure };
    });
    this.places = Math.max(...maps.map(({ plane }) => placesFor(plane.high)));
    if (record.unit_names.length) this.planes.at(-1).figure.insertAdjacentHTML("beforeend", "<em></em>");
  }

  caption() {
    const { record } = this;
    if (!record.table || !record.inputs) return record.result.name;
    const count = record.inputs.length + (record.others?.count || 0);
    return `${count > 1 ? `all ${count.toLocaleString("en-US")} added up` : "the sum"}${record.bias === null ? "" : ", with the bias"}`;
  }

  /** The first map: what flows in ends there. */
  get first() { return this.planes[0].view; }

  resize(side) { for (const { view } of this.planes) view.resize(side); }

  /** Moves the outlines to a place of the result, and writes the numbers there; `value` is the exact one of the result. */
  show(row, col, value) {
    this.planes.forEach(({ view, plane, name }, n) => {
      view.mark(row, col);
      const number = n || value === undefined ? plane.values.values[row * plane.values.cols + col] : value;
      writeNumber(this.element, name, decimal(number, this.places));
    });
    const label = this.element.querySelector("em"), unit = row * this.record.result.values.cols + col;
    if (label) label.textContent = this.record.unit_names[unit] || "";
  }

  cover(row, col) { for (const { view } of this.planes) view.cover(row, col); }
}
