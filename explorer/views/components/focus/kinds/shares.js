// The focus of a softmax: numbers, their powers of e, and the share of each.

import { numberText } from "../../shared/numbers.js";
import { escaped } from "../../shared/svg.js";
import { decimal, numberTag, placesFor, writeNumber } from "../drawing/writing.js";
import { Chain } from "./chain.js";

const MOST_LISTED = 10, READABLE = 12;

/** A share as everywhere on the screen: "99.7%". */
const percent = (share) => (share > 0 && share < 0.0005 ? "<0.1%" : `${(100 * share).toFixed(1)}%`);

/** The view of a softmax at one place. */
export class SharesView {
  /**
   * @param {HTMLElement} body Where it is drawn.
   * @param {object} record Python's SharesFocus.
   * @param {object} theme
   */
  constructor(body, record, theme) {
    Object.assign(this, { body, record });
    this.size = [1, 1];
    this.chain = new Chain(record, theme);
    this.chain.places = 3;
    // As in the rail (explorer/figures/rail/windows.py): the largest is subtracted only where powers would be too large to read.
    const inputs = Array.from(record.inputs.values), top = Math.max(...inputs), largest = Math.abs(top) <= READABLE ? 0 : top;
    this.powers = inputs.map((value) => Math.exp(value - largest));
    this.total = this.powers.reduce((a, b) => a + b, 0);
    this.largest = largest;
    this.inputs = inputs;
    const own = record.cell.channel, order = inputs.map((_, unit) => unit).sort((a, b) => inputs[b] - inputs[a]).slice(0, MOST_LISTED);
    this.units = order.includes(own) ? order : [...order.slice(0, -1), own];
    this.table = document.createElement("div");
    this.table.className = "cnn-shares";
    this.table.innerHTML = this.listed();
    body.append(this.table, this.chain.element);
    this.write();
  }

  listed() {
    const { units, record, inputs, powers, total, largest } = this, strongest = Math.max(...powers), most = Math.max(...inputs.map(Math.abs), 1e-12), own = record.cell.channel;
    const bar = (share, part, taken = false) => `<i${taken ? ' class="cnn-taken"' : ""} data-part="${part}" style="--share:${Math.max(share, 0)}"></i>`;
    const rows = units.map((unit) => `<tr${unit === own ? ' class="cnn-own"' : ""}><th>${escaped(record.names[unit])}</th>
      <td class="cnn-score">${numberTag(`z:${unit}`)}${bar(Math.abs(inputs[unit]) / most, "input", inputs[unit] < 0)}</td>
      <td>${numberTag(`exp:${unit}`)}${bar(powers[unit] / strongest, "power")}</td>
      <td>${numberTag(`share:${unit}`)}${bar(powers[unit] / total, "share")}</td></tr>`);
    const more = inputs.length - units.length;
    return `<table><thead><tr><th></th><th>z</th><th>exp(z${largest ? ` − ${numberTag("largest")}` : ""})</th><th>share</th></tr></thead>${rows.join("")}
      <tr class="cnn-sum-row"><th>${more ? `with ${more.toLocaleString("en-US")} more, ` : ""}the sum</th><td></td><td data-part="total">${numberTag("total")}</td><td>1</td></tr></table>
      <p>${escaped(record.names[own])}: ${numberTag(`exp:${own}`)} / ${numberTag("total")} = <strong>${numberTag("share")}</strong></p>
      ${largest ? "<p>The largest z is subtracted from all: that changes no share, and keeps the powers small enough to read.</p>" : ""}`;
  }

  write() {
    const { table, units, inputs, powers, total, record } = this, places = placesFor(Math.max(...inputs.map(Math.abs)));
    const write = (name, value, digits) => writeNumber(table, name, decimal(value, digits));
    for (const unit of new Set([...units, record.cell.channel])) {
      write(`z:${unit}`, inputs[unit], places);
      writeNumber(table, `exp:${unit}`, numberText(powers[unit]));
      writeNumber(table, `share:${unit}`, percent(powers[unit] / total));
    }
    write("largest", this.largest, places);
    writeNumber(table, "total", numberText(total, 4));
    writeNumber(table, "share", percent(powers[record.cell.channel] / total));
  }

  /** Fits everything into `width` x `height` px; `stacked` on a phone. */
  resize(width, height, stacked) {
    this.chain.resize(Math.max(Math.min(stacked ? 120 : width - 640, height - 90, 220), 64));
  }

  /** Marks the unit on the result. */
  show(row, col) {
    this.chain.show(row, col, this.powers[this.record.cell.channel] / this.total);
    return this.powers[this.record.cell.channel] / this.total;
  }

  /** The plane that answers the pointer: a click asks for another unit. */
  targets() { return this.chain.planes.map(({ view }) => ({ view, to: null, units: true })); }

  /** A softmax has no window that could slide. */
  cover() {}
}
