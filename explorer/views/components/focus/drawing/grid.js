// Numbers under a window: a small table of colored cells, or, where there are many, a picture with the number that is pointed at.

import { cssColor, inkOn } from "../../shared/colors.js";
import { gridDecimals, gridText } from "../../shared/numbers.js";
import { PlaneView, tint } from "./plane.js";
import { decimal, placesFor } from "./writing.js";

const MOST_WRITTEN = 5; // rows or columns
const LEAST_CELL = 34; // px: narrower ones have no room for a number
const WIDE_CELL = 50, NARROW_CELL = 42; // px: room for four decimals, and for three
const SAID = { patch: "Numbers under the window", weight: "Weights", product: "Products" };

/**
 * Decimals for a table of numbers of up to `size`: as many as that size asks for, and more where a number would read as 0.
 * @param {number[]} values
 * @param {number} size The largest magnitude.
 * @param {number} [cell] How wide a cell may be, in px.
 * @returns {number}
 */
export function factorPlaces(values, size, cell = WIDE_CELL) {
  const before = Math.max(Math.floor(Math.log10(size || 1)), 0); // digits that take room from the decimals
  const room = (cell < NARROW_CELL ? 2 : cell >= WIDE_CELL && !before ? 4 : 3) - before, most = Math.max(room, 0);
  return Math.min(Math.max(placesFor(size), gridDecimals(values, most)), most);
}

/** A table of numbers. */
export class NumberGrid {
  /** @param {"patch" | "weight" | "product"} name What its numbers are called, for tests and screen readers. */
  constructor(name) {
    this.name = name;
    this.element = document.createElement("div");
    this.element.className = "cnn-grid";
    this.element.setAttribute("role", "group");
    this.element.setAttribute("aria-label", SAID[name]);
    this.pointed = (row, col) => this.point(row, col);
  }

  /**
   * Shows numbers in their colors.
   * @param {number[][]} matrix
   * @param {{colors: object, places: number, cell?: number, on?: boolean[][], winner?: number, terms?: boolean}} look `on` says what is no
   *   padding; a cell is at most `cell` px wide; `terms` are added up, so that all of them keep the decimals of the sum.
   */
  show(matrix, look) {
    const rows = matrix.length, cols = rows ? matrix[0].length : 0, cell = Math.min(look.cell ?? WIDE_CELL, look.places > 2 ? WIDE_CELL : NARROW_CELL);
    const written = Math.max(rows, cols) <= MOST_WRITTEN && cell >= LEAST_CELL, shape = `${rows}x${cols}${written}`;
    if (shape !== this.shape) this.arrange(rows, cols, shape, written);
    this.matrix = matrix;
    this.element.style.setProperty("--cell", `${cell}px`);
    this.look = look;
    if (this.plane) return this.picture();
    matrix.flat().forEach((value, n) => {
      const cell = this.element.children[n], real = !look.on || look.on.flat()[n], color = tint(look.colors, real ? value : 0);
      cell.textContent = real ? this.text(value) : "0";
      cell.style.backgroundColor = cssColor(color);
      cell.style.color = inkOn(color);
      cell.classList.toggle("cnn-outside", !real);
      cell.classList.toggle("cnn-winner", look.winner === n);
    });
  }

  arrange(rows, cols, shape, written) {
    this.shape = shape;
    this.element.style.setProperty("--cols", cols);
    this.plane = written ? null : new PlaneView(this.name);
    this.element.classList.toggle("cnn-pictured", !written);
    if (written) {
      this.element.innerHTML = Array.from({ length: rows * cols }, (_, n) =>
        `<span class="cnn-number" data-number="${this.name}:${Math.floor(n / cols)},${n % cols}"></span>`).join("");
    } else {
      this.element.replaceChildren(this.plane.element);
      this.element.insertAdjacentHTML("beforeend", "<small></small>");
      this.plane.element.addEventListener("pointermove", (event) => this.pointed(...this.plane.cellAt(event)));
    }
  }

  picture() {
    const { matrix, plane, look } = this, rows = matrix.length, cols = matrix[0].length;
    plane.paint({ values: matrix.flat().map((value, n) => (!look.on || look.on.flat()[n] ? value : NaN)), rows, cols }, look.colors);
    plane.resize(Math.min(120, Math.max(rows, cols) * 14));
    this.point(...(look.winner >= 0 ? [Math.floor(look.winner / cols), look.winner % cols] : this.strongestCell()));
  }

  text(value) { return (this.look.terms ? decimal : gridText)(value, this.look.places); }

  /** Row and column of the number that is farthest from zero. */
  strongestCell() {
    let best = 0;
    const flat = this.matrix.flat();
    flat.forEach((value, n) => { if (Math.abs(value) > Math.abs(flat[best])) best = n; });
    return [Math.floor(best / this.matrix[0].length), best % this.matrix[0].length];
  }

  point(row, col) {
    this.plane.mark(row, col);
    this.element.lastChild.innerHTML = `row ${row}, column ${col}: <span class="cnn-number" data-number="${this.name}:${row},${col}">${this.text(this.matrix[row][col])}</span>`;
  }
}
