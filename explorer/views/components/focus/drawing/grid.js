// Numbers under a window: a small table of colored cells, or, where there are many, a picture with the number that is pointed at.

import { cssColor, inkOn } from "../../shared/colors.js";
import { PlaneView, tint } from "./plane.js";
import { decimal } from "./writing.js";

const MOST_WRITTEN = 5; // rows or columns
const LEAST_CELL = 34; // px: narrower ones have no room for a number
const SAID = { patch: "Numbers under the window", weight: "Weights", product: "Products" };

/** A table of numbers. */
export class NumberGrid {
  /** @param {"patch" | "weight" | "product"} name What its numbers are called, for tests and screen readers. */
  constructor(name) {
    this.name = name;
    this.element = document.createElement("div");
    this.element.className = "cnn-grid";
    this.element.setAttribute("role", "group");
    this.element.setAttribute("aria-label", SAID[name]);
  }

  /**
   * Shows numbers in their colors.
   * @param {number[][]} matrix
   * @param {{colors: object, places: number, cell?: number, on?: boolean[][], winner?: number}} look `on` says what is no padding; a cell
   *   is at most `cell` px wide.
   */
  show(matrix, look) {
    const rows = matrix.length, cols = rows ? matrix[0].length : 0, cell = Math.min(look.cell ?? 50, look.places > 2 ? 50 : 42);
    const written = Math.max(rows, cols) <= MOST_WRITTEN && cell >= LEAST_CELL, shape = `${rows}x${cols}${written}`;
    if (shape !== this.shape) this.arrange(rows, cols, shape, written);
    this.matrix = matrix;
    this.element.style.setProperty("--cell", `${cell}px`);
    this.look = look;
    if (this.plane) return this.picture();
    matrix.flat().forEach((value, n) => {
      const cell = this.element.children[n], real = !look.on || look.on.flat()[n], color = tint(look.colors, real ? value : 0);
      cell.textContent = real ? decimal(value, look.places) : "0";
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
      this.plane.element.addEventListener("pointermove", (event) => this.point(...this.plane.cellAt(event)));
    }
  }

  picture() {
    const { matrix, plane, look } = this, rows = matrix.length, cols = matrix[0].length;
    plane.paint({ values: matrix.flat().map((value, n) => (!look.on || look.on.flat()[n] ? value : NaN)), rows, cols }, look.colors);
    plane.resize(Math.min(120, Math.max(rows, cols) * 14));
    const at = look.winner >= 0 && look.winner !== undefined ? look.winner : this.strongest();
    this.point(Math.floor(at / cols), at % cols);
  }

  strongest() {
    let best = 0;
    const flat = this.matrix.flat();
    flat.forEach((value, n) => { if (Math.abs(value) > Math.abs(flat[best])) best = n; });
    return best;
  }

  point(row, col) {
    this.plane.mark(row, col);
    this.element.lastChild.innerHTML = `row ${row}, column ${col}: <span class="cnn-number" data-number="${this.name}:${row},${col}">${decimal(this.matrix[row][col], this.look.places)}</span>`;
  }
}
