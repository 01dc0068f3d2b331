// The focus of a sum: input maps, their kernels, what each adds, the map that they add up to, and one product grid, enlarged.

import { inkOn } from "../../shared/colors.js";
import { numberText, sumDecimals } from "../../shared/numbers.js";
import { liesOnMap, nearestOutputs, partialMap, patchOf, sumOf, weightsOf, windowUnder } from "../arithmetic.js";
import { NumberGrid, factorPlaces } from "../drawing/grid.js";
import { Links } from "../drawing/links.js";
import { PlaneView, colorTable, tint } from "../drawing/plane.js";
import { decimal, factor, numberTag, placesFor, writeNumber } from "../drawing/writing.js";
import { Chain } from "./chain.js";
import { StampSlide } from "./stampslide.js";

const NAME = 76, SIGN = 28, SUBTOTAL = 68, THEN = 104, LEAST_GAP = 88; // px
const SHEET_REST = 176, TIGHT_REST = 148, WIDE_CELL = 50; // px: signs and sum beside the grids, and a cell for three decimals
const TIGHT = 640; // px: in less room signs and sum stand closer
const MOST_PADDING = 40; // cells: a wider margin would leave nothing of the map

/** The view of a sum. */
export class SumView {
  /**
   * @param {HTMLElement} body Where it is drawn.
   * @param {object} record Python's SumFocus.
   * @param {object} theme
   */
  constructor(body, record, theme) {
    Object.assign(this, { body, record, theme });
    const { table, inputs, kernels } = record;
    this.size = [table.rows.at.length, table.cols.at.length];
    this.whole = this.size.join() === "1,1" && kernels.length > 0 && inputs[0].values.rows * inputs[0].values.cols > 1;
    this.parts = inputs.map((input, n) => partialMap(input.values, kernels[n], table));
    this.nearest = [nearestOutputs(table.rows, inputs[0].values.rows), nearestOutputs(table.cols, inputs[0].values.cols)];
    this.partLook = { low: -record.part_limit, high: record.part_limit, colors: "map" };
    this.weightLook = { low: -record.weight_limit, high: record.weight_limit, colors: "weights" };
    this.active = 0;
    this.build();
  }

  build() {
    const { body, record, theme } = this;
    this.column = document.createElement("div");
    this.column.className = "cnn-inputs";
    if (record.kernels.length) this.column.insertAdjacentHTML("beforeend",
      `<div class="cnn-row cnn-heads"><span></span><span>reads</span><span></span><span>weights</span><span></span><span>what it adds</span></div>`);
    this.rows = record.inputs.map((input, n) => this.inputRow(input, n));
    this.closing = [];
    if (record.others) this.closing.push(this.closingRow("others", `${record.others.count.toLocaleString("en-US")} more ${record.noun}${record.others.count > 1 ? "s" : ""}`));
    if (record.bias !== null) this.closing.push(this.closingRow("bias", "bias"));
    this.column.append(...this.rows.map((row) => row.element), ...this.closing);
    this.chain = new Chain(record, theme);
    this.sheet = document.createElement("div");
    this.sheet.className = "cnn-sheet";
    this.grids = ["patch", "weight", "product"].map((name) => new NumberGrid(name));
    this.sheet.innerHTML = `<h3></h3><div class="cnn-grids"></div>`;
    for (const grid of this.grids) grid.pointed = (...cell) => this.pointInGrids(...cell);
    const signs = ["×", "=", ""];
    this.grids.forEach((grid, n) => {
      grid.element.dataset.part = ["input", "kernel", "sum"][n];
      this.sheet.lastChild.append(grid.element, Object.assign(document.createElement("i"), { textContent: signs[n] }));
    });
    this.sheet.lastChild.lastChild.outerHTML = `<strong data-part="sum">Σ = ${numberTag("gridsum")}</strong>`;
    this.sheet.hidden = !record.kernels.length && !record.table.rows.shares;
    body.append(this.column, this.chain.element, ...(this.sheet.hidden ? [] : [this.sheet]));
    body.classList.toggle("cnn-to-unit", record.is_vector);
    this.links = new Links(body);
  }

  inputRow(input, n) {
    const { record, theme } = this, element = document.createElement("div"), kernel = record.kernels[n];
    element.className = "cnn-row";
    element.dataset.input = n;
    const map = new PlaneView(input.name, this.marginOf(input)), weights = kernel && new PlaneView(`weights for ${input.name}`);
    map.paint(input.values, colorTable(input, theme));
    map.element.dataset.part = "input";
    element.innerHTML = `<button type="button" class="cnn-name" title="Open up ${input.name}">${input.name.replaceAll(".", ".<wbr>")}</button>`;
    element.append(map.element);
    const part = kernel && new PlaneView(`what ${input.name} adds`);
    if (kernel) {
      weights.paint(kernel, colorTable(this.weightLook, theme));
      weights.element.dataset.part = "kernel";
      part.paint(this.whole ? this.productMap(input, kernel) : this.parts[n], colorTable(this.partLook, theme));
      part.element.dataset.part = "sum";
      const sign = (text) => Object.assign(document.createElement("i"), { textContent: text });
      element.append(sign("×"), weights.element, sign("="), part.element);
    }
    if (input.values.rows * input.values.cols === 1 && kernel) {
      const written = (name, look, value) => `<b style="color: ${inkOn(tint(colorTable(look, theme), value))}">${numberTag(`${name}:${n}`)}</b>`;
      map.element.insertAdjacentHTML("beforeend", written("value", input, input.values.values[0]));
      weights.element.insertAdjacentHTML("beforeend", written("weight", this.weightLook, kernel.values[0]));
    }
    element.insertAdjacentHTML("beforeend", `<b class="cnn-subtotal" data-part="sum">${numberTag(`subtotal:${n}`)}</b>`);
    return { element, map, weights, part, input };
  }

  closingRow(name, text) {
    const element = document.createElement("div");
    element.className = "cnn-row cnn-closing";
    element.dataset.part = name === "bias" ? "bias" : "input";
    const more = name === "others" ? `<span>${numberTag("plus")} ${numberTag("minus")} =</span>` : "<span></span>";
    element.innerHTML = `<span>${text}</span>${more}<b class="cnn-subtotal">${numberTag(name)}</b>`;
    return element;
  }

  productMap({ values }, kernel) {
    return { ...values, values: Float64Array.from(values.values, (value, at) => value * kernel.values[at]) };
  }

  /** How far windows hang over each edge of an input, in cells. */
  marginOf({ values }) {
    const { table } = this.record, over = (axis, length) => {
      const all = axis.at.flat(), [first, last] = [Math.min(...all), Math.max(...all)];
      return [Math.min(Math.max(-first, 0), MOST_PADDING), Math.min(Math.max(last - length + 1, 0), MOST_PADDING)];
    };
    return [over(table.rows, values.rows), over(table.cols, values.cols)];
  }

  /** Fits everything into `width` x `height` px; `stacked` on a phone, where only three inputs are shown. */
  resize(width, height, stacked) {
    const { rows, closing, chain } = this, shown = stacked ? Math.min(rows.length, 3) : rows.length, maps = chain.planes.length;
    const kernels = this.record.kernels.length > 0, heads = kernels ? 26 : 0, signs = NAME + SUBTOTAL + (kernels ? 2 * SIGN : 0), times = kernels ? 2.8 : 1;
    const each = stacked ? 84 : Math.min((height - heads - 30 * closing.length - 4) / shown, 184);
    const m = Math.max(Math.min(each - 14, stacked ? (Math.min(width, 440) - signs) / times : (width - 620) * 0.2, 168), 26), left = signs + times * m + 8;
    const sheetHeight = this.sheet.hidden ? 0 : 148, room = stacked ? width : width - left - LEAST_GAP;
    const s = Math.max(Math.min((room - (maps - 1) * THEN) / maps, stacked ? 150 : height - sheetHeight - 120, 420), 56);
    this.sheetRoom = stacked ? 1200 : width - left - 24;
    this.sheet.classList.toggle("cnn-tight", this.sheetRoom < TIGHT);
    this.body.style.setProperty("--m", `${m}px`);
    rows.forEach(({ element, map, weights, part }, n) => {
      element.hidden = n >= shown;
      map.resize(m);
      weights?.resize(m * 0.8);
      part?.resize(m);
    });
    chain.resize(s);
    this.links.svg.style.display = stacked ? "none" : "";
    if (!stacked) this.links.lay([...rows, ...closing.map((element) => ({ element }))].map(({ element }) => element.lastChild), chain.first.element);
  }

  /** Shows the arithmetic of the position (row, col). */
  show(row, col) {
    const { record, chain } = this, [r, c] = record.moves === "fixed" ? [0, 0] : [row, col];
    const under = windowUnder(record.table, r, c), sum = sumOf(record, this.parts, r, c);
    this.places = this.chain.places = sumDecimals([...sum.parts, sum.plus, sum.minus], sum.total);
    const write = (name, value, signed) => writeNumber(this.column, name, decimal(value, this.places, signed));
    this.under = under;
    this.place = [row, col];
    this.at = [r, c];
    this.rows.forEach(({ map, part, input, element }, n) => {
      if (!this.whole) map.mark(...boxOf(under));
      if (!this.whole) part?.mark(r, c);
      write(`subtotal:${n}`, sum.parts[n], true);
      element.lastChild.classList.toggle("cnn-taken", sum.parts[n] < 0);
      if (input.values.rows * input.values.cols > 1 || !record.kernels.length) return;
      writeNumber(element, `value:${n}`, factor(input.values.values[0], placesFor(input.high)));
      writeNumber(element, `weight:${n}`, numberText(record.kernels[n].values[0])); // as in the rail: "0.00" would say nothing
    });
    if (record.others) { write("plus", sum.plus, true); write("minus", sum.minus, true); write("others", sum.plus + sum.minus, true); }
    if (record.bias !== null) write("bias", record.bias, true);
    this.links.flow([...sum.parts, ...(record.others ? [sum.plus + sum.minus] : []), ...(record.bias === null ? [] : [record.bias])]);
    chain.show(row, col, sum.total);
    this.showGrid();
    return sum.total;
  }

  /** Writes the products of one input under the window. */
  showGrid() {
    if (this.sheet.hidden) return;
    const { record, under, theme, active } = this, input = record.inputs[active], kernel = record.kernels[active];
    const patch = patchOf(input.values, under), weights = weightsOf(kernel, under), products = patch.map((line, i) => line.map((value, j) => value * weights[i][j]));
    const on = under.rows.map((row) => under.cols.map((col) => liesOnMap(input.values, row, col)));
    const top = Math.max(...products.flat().map(Math.abs), record.part_limit / 4), weightLook = kernel ? this.weightLook : { low: -1, high: 1, colors: "weights" };
    const cell = Math.min(Math.floor((this.sheetRoom - (this.sheetRoom < TIGHT ? TIGHT_REST : SHEET_REST)) / (3 * under.cols.length)), WIDE_CELL);
    this.grids[0].show(patch, { cell, colors: colorTable(input, theme), places: factorPlaces(patch.flat(), Math.max(Math.abs(input.low), input.high), cell), on });
    this.grids[1].show(weights, { cell, colors: colorTable(weightLook, theme), places: factorPlaces(kernel ? [...kernel.values] : [], weightLook.high, cell) });
    this.grids[2].show(products, { cell, colors: colorTable({ low: -top, high: top, colors: "map" }, theme), places: this.places, on, terms: true });
    if (this.grids[2].plane) this.pointInGrids(...this.grids[2].strongestCell());
    writeNumber(this.sheet, "gridsum", decimal(products.flat().reduce((a, b) => a + b, 0), this.places));
    this.sheet.firstChild.textContent = `${input.name} ${this.whole || under.rows.length * under.cols.length === 1 ? "in numbers" : "under the window"}`;
    this.rows.forEach(({ element }, n) => element.classList.toggle("cnn-active", n === active));
  }

  /** Points at the same cell in all three, where they are pictures. */
  pointInGrids(row, col) { for (const grid of this.grids) if (grid.plane) grid.point(row, col); }

  /** Turns the enlarged grid to another input. */
  turnTo(input) {
    this.active = input;
    this.showGrid();
  }

  /** The strongest input at the present position. */
  strongest() {
    const at = this.at[0] * this.size[1] + this.at[1];
    return this.parts.reduce((best, part, n) => (Math.abs(part.values[at]) > Math.abs(this.parts[best].values[at]) ? n : best), 0);
  }

  /** The planes that answer the pointer, each with the way from its cells to positions; null where it only points. */
  targets() {
    const fixed = this.record.moves === "fixed", near = fixed ? null : (row, col) => [this.nearest[0][row], this.nearest[1][col]], own = (row, col) => [row, col];
    return [
      ...this.rows.flatMap(({ map, part }, input) => [{ view: map, to: near, input }, ...(part ? [{ view: part, to: this.whole || fixed ? null : own, input }] : [])]),
      ...this.chain.planes.map(({ view }) => ({ view, to: fixed ? null : own, units: fixed })),
    ];
  }

  /** How it slides, where it is not by windows over the output. */
  sliding() { return this.record.stamps ? new StampSlide(this) : null; }

  /** Covers what the window has not reached yet. */
  cover(row, col) {
    this.chain.cover(row, col);
    if (!this.whole) for (const { part } of this.rows) part?.cover(row, col);
  }
}

/** First row and column, last row and column of a window. */
function boxOf({ rows, cols }) {
  if (!rows.length || !cols.length) return [0, 0, -1, -1];
  return [Math.min(...rows), Math.min(...cols), Math.max(...rows), Math.max(...cols)];
}
