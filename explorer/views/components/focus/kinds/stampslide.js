// Sliding over the input of a transposed convolution: each cell stamps its kernel times its number, and the output grows.

import { gridText } from "../../shared/numbers.js";
import { factorPlaces } from "../drawing/grid.js";
import { colorTable } from "../drawing/plane.js";
import { decimal, writeNumber } from "../drawing/writing.js";
import { Stamps } from "./stamps.js";

/** What a Player plays. */
export class StampSlide {
  /** @param {import("./sums.js").SumView} view */
  constructor(view) {
    this.view = view;
    this.stamps = new Stamps(view.record);
    this.size = this.stamps.size;
  }

  /** Shows the output after the stamp of the input cell (row, col). */
  show(row, col) {
    const { view, stamps } = this, { theme } = view, [rows, cols] = stamps.out;
    stamps.layUpTo(row, col);
    view.body.classList.add("cnn-stamping");
    const box = stamps.boxOf(row, col), look = colorTable(view.partLook, theme);
    view.rows.forEach(({ map, part, element }, n) => {
      map.mark(row, col);
      part.paint({ values: stamps.parts[n], rows, cols }, look);
      part.mark(...box);
      writeNumber(element, `subtotal:${n}`, "");
    });
    for (const name of ["plus", "minus", "others"]) writeNumber(view.column, name, "");
    this.grow(box);
    this.tell(row, col);
  }

  /** Draws the map that grows, and what follows it cell by cell where it is ready. */
  grow(box) {
    const { view, stamps } = this, { theme } = view, [rows, cols] = stamps.out, [first, ...later] = view.chain.planes;
    first.view.paint({ values: stamps.sum, rows, cols }, colorTable(first.plane, theme));
    for (const { view: map, plane } of later) map.paint({ values: plane.values.values.map((value, at) => (stamps.isDone(at) ? value : NaN)), rows, cols }, colorTable(plane, theme));
    for (const { view: map, name } of view.chain.planes) {
      map.mark(...box);
      writeNumber(view.chain.element, name, "");
    }
  }

  /** Writes the stamp of one input: its number times its kernel. */
  tell(row, col) {
    const { view, stamps } = this, { active, grids, record, theme } = view, input = record.inputs[active];
    const number = stamps.number(active, row, col), weights = stamps.weights(active, row, col), stamp = weights.map((line) => line.map((weight) => weight * number));
    const top = Math.max(...stamp.flat().map(Math.abs), record.part_limit / 4), places = factorPlaces([number], Math.max(Math.abs(input.low), input.high));
    grids[0].show([[number]], { colors: colorTable(input, theme), places });
    grids[1].show(weights, { colors: colorTable(view.weightLook, theme), places: factorPlaces([...record.kernels[active].values], view.weightLook.high) });
    grids[2].show(stamp, { colors: colorTable({ low: -top, high: top, colors: "map" }, theme), places: view.places, terms: true });
    view.sheet.firstChild.textContent = `${input.name}: the stamp of its cell in row ${row}, column ${col}, ${gridText(number, places)} × its kernel`;
    writeNumber(view.sheet, "gridsum", decimal(stamp.flat().reduce((a, b) => a + b, 0), view.places));
  }

  /** Nothing is covered, the maps grow; without a place all is shown again. */
  cover(row) {
    if (row !== undefined) return;
    const { view } = this, { theme } = view, look = colorTable(view.partLook, theme);
    this.stamps.clear();
    view.body.classList.remove("cnn-stamping");
    view.rows.forEach(({ part }, n) => part.paint(view.parts[n], look));
    for (const { view: map, plane } of view.chain.planes) map.paint(plane.values, colorTable(plane, theme));
    view.show(...view.place);
  }
}
