// The arithmetic of the cell that the sliding window is at: patch x kernel = products -> sum. For display only: what is
// added up is the engine's numbers, in double precision.

/** Everything about output cell (row, col): taps, the patch of each handed-over channel, and the terms of the sum. */
function reckon(data, row, col) {
  const rows = tapsAt(data, 0, row), cols = tapsAt(data, 1, col), [high, wide] = data.size;
  const inside = rows.map((r) => cols.map((c) => r >= 0 && r < high && c >= 0 && c < wide));
  const patches = data.maps.map((map) => rows.map((r, i) => cols.map((c, j) => (inside[i][j] ? map[r * wide + c] : 0))));
  const shown = data.output[row * data.shape[1] + col], flat = patches[0].flat(), real = inside.flat();
  if (data.op === "max") {
    const largest = Math.max(...flat.filter((_, i) => real[i]));
    const winner = flat.findIndex((value, i) => real[i] && value === largest);
    const ties = flat.filter((value, i) => real[i] && value === largest).length;
    return { rows, cols, inside, patches, shown, total: largest, winner, ties, count: real.filter(Boolean).length };
  }
  if (data.op === "mean") {
    const count = data.whole ? real.length : real.filter(Boolean).length, sum = flat.reduce((a, b) => a + b, 0);
    return { rows, cols, inside, patches, shown, total: sum / count, sum, count };
  }
  const products = patches.map((patch, at) => patch.map((line, i) => line.map((value, j) => value * data.kernels[at][i][j])));
  const subtotals = products.map((matrix) => matrix.flat().reduce((a, b) => a + b, 0));
  const told = subtotals.reduce((a, b) => a + b, 0) + (data.bias ?? 0);
  // Channels that were not handed over: what the engine's number leaves.
  const rest = data.others ? shown - told : 0;
  return { rows, cols, inside, patches, products, subtotals, rest, shown, total: told + rest };
}

/** The result in one line. */
function sentence(data, found, row, col) {
  const where = `Row ${row}, column ${col}: `, value = num(found.total);
  if (data.op === "max") {
    const tied = found.ties > 1 ? `; ${found.ties} cells hold it, the first in reading order wins` : "";
    return `${where}${value} is the largest of ${found.count} numbers${tied}`;
  }
  if (data.op === "mean") return `${where}sum ${num(found.sum)} / ${found.count} = ${value}`;
  const count = (found.subtotals.length + data.others) * found.inside.flat().length;
  const padded = found.inside.flat().filter((real) => !real).length * (found.subtotals.length + data.others);
  const bias = data.bias === null ? "" : ` + bias (${num(data.bias)})`;
  const zeros = padded ? `; ${padded.toLocaleString("en-US")} of the products read padding and are 0` : "";
  return `${where}${count.toLocaleString("en-US")} product${count === 1 ? "" : "s"} (${num(found.total - (data.bias ?? 0))})${bias} = ${value}${zeros}`;
}

const LABELS = 64, NUMBERED = 5;

/** Numbers of a matrix with equally many decimals, NaN as "". */
function texts(matrix, digits) {
  const largest = Math.max(...matrix.flat().map(Math.abs));
  const places = largest >= 0.01 && largest < 1e5 ? Math.max(digits - 1 - Math.floor(Math.log10(largest)), 0) : 0;
  return matrix.map((line) => line.map((v) => {
    if (v === 0) return "0";
    if (!(largest >= 0.01 && largest < 1e5)) return num(v, 1);
    const text = v.toFixed(Math.min(places, digits));
    return Number(text) === 0 ? text.replace("-", "") : text.replace("-", "−");
  }));
}

/** One matrix with its top left corner at (x, y). */
function matrix(values, inside, x, y, wide, high, colours, ink, numbered) {
  if (values.length * values[0].length > NUMBERED ** 2) return pictured(values, inside, x, y, wide, high, colours, ink);
  const said = numbered ? texts(values, wide > 40 ? 3 : 2) : null;
  let out = "";
  values.forEach((line, i) => line.forEach((value, j) => {
    const left = x + j * wide, top = y + i * high, real = !inside || inside[i][j];
    const colour = shade(colours, real ? value : 0);
    out += `<rect x="${left}" y="${top}" width="${wide}" height="${high}" fill="${css(colour)}"/>`;
    if (!real) out += `<path d="M${left + wide},${top}L${left},${top + high}" stroke="${ink}" opacity="0.5"/>`;
    if (said) {
      const text = real ? said[i][j] : "pad";
      out += written(text, left + wide / 2, top + high / 2, "middle", { size: 12, color: real ? onto(colour) : ink });
    }
  }));
  return `${out}<rect x="${x}" y="${y}" width="${wide * values[0].length}" height="${high * values.length}" fill="none" stroke="${ink}" opacity="0.5"/>`;
}

/** A large matrix as one image: a thousand boxes take longer to draw than a frame lasts. */
function pictured(values, inside, x, y, wide, high, colours, ink) {
  const rows = values.length, cols = values[0].length, box = `x="${x}" y="${y}" width="${wide * cols}" height="${high * rows}"`;
  const image = imageOf(values.flatMap((line, i) => line.map((value, j) => (!inside || inside[i][j] ? value : 0))), rows, cols, colours);
  let marks = "";
  if (inside) inside.forEach((line, i) => line.forEach((real, j) => {
    if (!real) marks += `M${x + (j + 1) * wide},${y + i * high}l${-wide},${high}`;
  }));
  return `<image href="${image.toDataURL()}" ${box} preserveAspectRatio="none" style="image-rendering: pixelated"/>` +
    `<path d="${marks}" stroke="${ink}" opacity="0.5"/><rect ${box} fill="none" stroke="${ink}" opacity="0.5"/>`;
}

/** The terms of a sum as signed bars; the last is the sum itself. */
function bars(terms, width, y, theme) {
  const top = Math.max(...terms.map(([, value]) => Math.abs(value)), 1e-30), left = 150, right = width - 62;
  const middle = (left + right) / 2;
  let out = "";
  terms.forEach(([name, value], i) => {
    const at = y + 24 * i + 12, strong = i === terms.length - 1, long = (value / top) * (right - left) / 2;
    const fill = strong ? theme.ink : theme.diverging[value >= 0 ? 3 : 1], mark = (text) => (strong ? `<b>${text}</b>` : text);
    out += written(mark(name), 0, at, "start", { size: 12, color: theme.ink });
    out += `<rect x="${Math.min(middle, middle + long)}" y="${at - 6}" width="${Math.abs(long)}" height="12" fill="${fill}"/>`;
    out += `<path d="M${middle},${at - 10}V${at + 10}" stroke="${theme.faint}"/>`;
    out += written(mark(num(value)), width, at, "end", { size: 12, color: theme.ink });
  });
  return out;
}

/** The whole drawing as SVG, `width` px wide. */
function arithmetic(data, found, width) {
  const theme = data.theme, [high, wide] = data.taps, numbered = Math.max(high, wide) <= NUMBERED;
  const sum = data.op === "sum", all = sum ? 3 : 1, sign = 22, label = width > 520 ? LABELS : 0;
  const cellWide = Math.min(numbered ? 46 : 20, (width - label - (all - 1) * sign) / (all * wide), 240 / wide);
  const cellHigh = numbered ? 28 : Math.min(cellWide, 200 / high), fits = numbered && cellWide > 33;
  const inputs = look(theme.diverging, data.limit, data.grey), products = look(theme.diverging, data.limit * data.weight);
  const drawn = sum && !data.others && data.maps.length <= 3 ? data.maps.length : 1;
  let out = "", y = 22;
  if (sum) {
    ["reads", "kernel", "products"].forEach((text, i) => {
      out += written(text, label + i * (wide * cellWide + sign) + wide * cellWide / 2, 8, "middle", { size: 12, color: theme.faint });
    });
  } else out += written("the window", 0, 8, "start", { size: 12, color: theme.faint });
  for (let at = 0; at < drawn; at++) {
    const x = (i) => (sum ? label : 0) + i * (wide * cellWide + sign), middle = y + (high * cellHigh) / 2;
    if (sum && label) out += written(data.names[at], 0, middle, "start", { size: 12, color: theme.ink });
    out += matrix(found.patches[at], found.inside, x(0), y, cellWide, cellHigh, inputs, theme.faint, fits);
    if (sum) {
      out += matrix(data.kernels[at], null, x(1), y, cellWide, cellHigh, look(theme.weights, data.weight), theme.faint, fits);
      out += matrix(found.products[at], found.inside, x(2), y, cellWide, cellHigh, products, theme.faint, fits);
      for (const [i, text] of ["×", "="].entries()) out += written(text, x(i + 1) - sign / 2, middle, "middle", { size: 15, color: theme.ink });
    } else if (data.op === "max") {
      const [i, j] = [Math.floor(found.winner / wide), found.winner % wide];
      for (const [colour, line] of [["#000000", 4], [YELLOW, 2]]) {
        out += `<rect x="${j * cellWide}" y="${y + i * cellHigh}" width="${cellWide}" height="${cellHigh}" fill="none" stroke="${colour}" stroke-width="${line}"/>`;
      }
    }
    y += high * cellHigh + 12;
  }
  if (sum) {
    const terms = found.subtotals.map((value, at) => [data.names[at], value]);
    if (data.others) terms.push([`${data.others.toLocaleString("en-US")} more map${data.others === 1 ? "" : "s"}`, found.rest]);
    if (data.bias !== null) terms.push(["bias", data.bias]);
    terms.push(["sum", found.total]);
    out += bars(terms, Math.min(width, 620), y, theme);
    y += 24 * terms.length;
  }
  return `<svg width="${width}" height="${y + 4}" viewBox="0 -2 ${width} ${y + 6}" aria-hidden="true">${out}</svg>`;
}
