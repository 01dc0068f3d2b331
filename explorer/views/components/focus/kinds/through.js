// The focus of one number in, one number out: a curve with the number as a point on it, or a calculation line by line.

import { worked } from "../arithmetic.js";
import { Links } from "../drawing/links.js";
import { PlaneView, colorTable } from "../drawing/plane.js";
import { factor, numberTag, placesFor, writeNumber } from "../drawing/writing.js";
import { Chain } from "./chain.js";

const WIDE = 300, HIGH = 220; // px of the curve

/** The view of an activation or of a calculation. */
export class ThroughView {
  /**
   * @param {HTMLElement} body Where it is drawn.
   * @param {object} record Python's CurveFocus or LinesFocus.
   * @param {object} theme
   */
  constructor(body, record, theme) {
    Object.assign(this, { body, record, theme });
    const { source } = record;
    this.size = [source.values.rows, source.values.cols];
    this.places = placesFor(Math.max(Math.abs(source.low), source.high));
    this.map = new PlaneView(source.name);
    this.map.paint(source.values, colorTable(source, theme));
    const figure = document.createElement("figure");
    figure.className = "cnn-source";
    figure.dataset.part = "input";
    figure.innerHTML = `<figcaption><button type="button" class="cnn-name" title="Open up ${source.name}">${source.name}</button></figcaption>`;
    figure.append(this.map.element);
    figure.insertAdjacentHTML("beforeend", `<output>${numberTag("source")}</output>`);
    this.source = figure;
    this.chain = new Chain(record, theme);
    this.middle = document.createElement("div");
    this.middle.className = "cnn-middle";
    this.middle.innerHTML = record.xs ? this.curve() : this.listed();
    this.middle.dataset.part = "curve";
    body.append(figure, this.middle, this.chain.element);
    this.links = new Links(body);
  }

  curve() {
    const { xs, ys, words } = this.record, x = xs.values, y = ys.values, low = Math.min(...y, 0), high = Math.max(...y, 0), pad = (high - low || 1) * 0.08;
    this.x = (value) => ((value - x[0]) / (x.at(-1) - x[0])) * WIDE;
    this.y = (value) => HIGH - ((value - low + pad) / (high - low + 2 * pad)) * HIGH;
    const path = Array.from(x, (value, n) => `${n ? "L" : "M"}${this.x(value).toFixed(2)},${this.y(y[n]).toFixed(2)}`).join("");
    return `<h3>y = ${words}</h3><svg class="cnn-curve" viewBox="-8 -8 ${WIDE + 16} ${HIGH + 16}" aria-hidden="true">
      <path class="cnn-axis" d="M0,${this.y(0)}H${WIDE}M${this.x(0)},0V${HIGH}"/><path class="cnn-line-of-y" d="${path}"/>
      <path class="cnn-guide"/><circle r="6"/></svg><p>f(${numberTag("x")}) = ${numberTag("y")}</p>`;
  }

  listed() {
    const row = (what, name, sign, part) => `<tr data-part="${part}"><td>${what}</td><td>${sign ? `${sign} ` : ""}${name.by ? numberTag(name.by) : ""}</td><td>${numberTag(name.after)}</td></tr>`;
    const lines = this.record.lines.map(({ what, sign, part }, n) => (sign ? row(what, { by: `by:${n}`, after: `after:${n}` }, sign, part) : row(what, { after: `after:${n}` }, "", part)));
    return `<table>${row("the number", { after: "x" }, "", "input")}${lines.join("")}</table>`;
  }

  /** Fits everything into `width` x `height` px; `stacked` on a phone. */
  resize(width, height, stacked) {
    const maps = this.chain.planes.length + 1, room = stacked ? width : width - 460 - 104 * (maps - 2);
    const side = Math.max(Math.min(room / (stacked ? 2 : maps), stacked ? 160 : height - 90, 380), 64);
    this.map.resize(side);
    this.chain.resize(side);
    this.links.svg.style.display = stacked ? "none" : "";
    if (stacked) return;
    this.links.lay([this.map.element], this.middle, false);
    const path = this.links.paths[0].getAttribute("d");
    this.links.lay([this.map.element, this.middle], this.chain.first.element, false);
    this.links.paths[0].setAttribute("d", path);
  }

  /** Shows the arithmetic of the position (row, col). */
  show(row, col) {
    const { record, places, middle } = this, at = row * this.size[1] + col, value = record.source.values.values[at];
    const out = record.result.values.values[at], write = (name, number) => writeNumber(middle, name, factor(number, places));
    this.map.mark(row, col);
    writeNumber(this.source, "source", factor(value, places));
    write("x", value);
    if (record.xs) {
      write("y", out);
      const x = this.x(value), y = this.y(out);
      middle.querySelector("circle").setAttribute("transform", `translate(${x},${y})`);
      middle.querySelector(".cnn-guide").setAttribute("d", `M${x},${this.y(0)}V${y}H${this.x(0)}`);
    } else worked(record.lines, value, at).forEach(({ by, after }, n) => { write(`by:${n}`, by); write(`after:${n}`, after); });
    this.links.flow([1, 1]);
    this.chain.show(row, col);
    return out;
  }

  /** The planes that answer the pointer. */
  targets() {
    const fixed = this.record.moves === "fixed", to = fixed ? null : (row, col) => [row, col];
    return [{ view: this.map, to, units: fixed, input: 0 }, ...this.chain.planes.map(({ view }) => ({ view, to, units: fixed }))];
  }

  /** Covers what was not reached yet. */
  cover(row, col) { this.chain.cover(row, col); }
}
