// Drawing plain figures as SVG: heatmaps, boxes, lines and texts in px, without axes.

const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escaped = (text) => String(text).replace(/[&<>"]/g, (letter) => ESCAPES[letter]);
const MOST_CELLS = 3000; // a heatmap with more, or one that nobody points at, is painted as one image
const rgb = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));

/** The colour of `z` on a Plotly colour scale, as [r, g, b]. */
function shade({ zmin, zmax, colorscale }, z) {
  const share = Math.min(Math.max((z - zmin) / (zmax - zmin || 1), 0), 1);
  const above = Math.max(colorscale.findIndex(([place]) => place >= share), 1);
  const [low, from] = colorscale[above - 1], [high, to] = colorscale[above];
  const part = (share - low) / (high - low), a = rgb(from), b = rgb(to);
  return a.map((value, i) => Math.round(value + (b[i] - value) * part));
}

const css = (colour) => `rgb(${colour.join()})`;
const onto = ([r, g, b]) => (0.299 * r + 0.587 * g + 0.114 * b > 150 ? "#1f2933" : "#ffffff");

function cells(trace, at) {
  let out = "";
  trace.z.forEach((line, row) => line.forEach((z, col) => {
    if (z === null) return;
    const x = trace.x[col], y = trace.y[row], w = trace.x[col + 1] - x, h = trace.y[row + 1] - y;
    const colour = shade(trace, z);
    out += `<rect x="${x}" y="${y}" width="${w}" height="${h}" fill="${css(colour)}" data-at="${at},${row},${col}"/>`;
    const text = trace.text && trace.text[row][col];
    if (text) out += written(text, x + w / 2, y + h / 2, "middle", { size: trace.textfont.size, color: onto(colour) });
  }));
  return out;
}

/** A heatmap of many cells as an image. */
function painted(trace) {
  const rows = trace.z.length, cols = trace.z[0].length, canvas = document.createElement("canvas");
  canvas.width = cols;
  canvas.height = rows;
  const pen = canvas.getContext("2d"), image = pen.createImageData(cols, rows);
  trace.z.forEach((line, row) => line.forEach((z, col) => {
    if (z !== null) image.data.set([...shade(trace, z), 255], 4 * (row * cols + col));
  }));
  pen.putImageData(image, 0, 0);
  const x = trace.x[0], y = trace.y[0], w = trace.x[cols] - x, h = trace.y[rows] - y;
  return `<image x="${x}" y="${y}" width="${w}" height="${h}" preserveAspectRatio="none" ` +
    `style="image-rendering:pixelated" href="${canvas.toDataURL()}"/>`;
}

function written(text, x, y, anchor, font) {
  const bold = text.startsWith("<b>"), plain = text.replace(/<\/?b>/g, "");
  return `<text x="${x}" y="${y}" text-anchor="${anchor}" dominant-baseline="central" font-size="${font.size}"` +
    ` fill="${font.color}"${bold ? ' font-weight="700"' : ""}>${escaped(plain)}</text>`;
}

function shape({ type, x0, y0, x1, y1, path, line, fillcolor, opacity }) {
  const look = `fill="${fillcolor || "none"}" opacity="${opacity ?? 1}"` +
    (line.width ? ` stroke="${line.color}" stroke-width="${line.width}"` : "");
  if (type === "path") return `<path d="${path}" ${look}/>`;
  if (type === "line") return `<line x1="${x0}" y1="${y0}" x2="${x1}" y2="${y1}" ${look}/>`;
  const [x, y, w, h] = [Math.min(x0, x1), Math.min(y0, y1), Math.abs(x1 - x0), Math.abs(y1 - y0)];
  return `<rect x="${x}" y="${y}" width="${w}" height="${h}" ${look}/>`;
}

const ANCHORS = { left: "start", center: "middle", right: "end" };

function drawing({ data, layout }) {
  let out = `<svg width="${layout.width}" height="${layout.height}" viewBox="0 0 ${layout.width} ${layout.height}" aria-hidden="true">`;
  data.forEach((trace, at) => {
    if (trace.type !== "heatmap") return;
    trace.z = unpacked(trace.z);
    const many = trace.hoverinfo === "skip" || trace.z.length * trace.z[0].length > MOST_CELLS;
    out += many ? painted(trace) : cells(trace, at);
  });
  for (const each of layout.shapes) out += shape(each);
  for (const trace of data) {
    if (trace.mode === "text") trace.text.forEach((text, i) => { out += written(text, trace.x[i], trace.y[i], "middle", trace.textfont); });
  }
  for (const note of layout.annotations) out += written(note.text, note.x, note.y, ANCHORS[note.xanchor], note.font);
  return `${out}</svg>`;
}

const BYTES = { u1: Uint8Array, i1: Int8Array, i2: Int16Array, f4: Float32Array };

/** A packed matrix as lists. */
function unpacked(z) {
  if (Array.isArray(z)) return z;
  const bytes = Uint8Array.from(atob(z.bdata), (letter) => letter.charCodeAt(0));
  const flat = new BYTES[z.dtype](bytes.buffer), [rows, cols] = z.shape.split(",").map(Number);
  return Array.from({ length: rows }, (_, row) => Array.from(flat.subarray(row * cols, (row + 1) * cols)));
}

/** Whether the figure is one of px; in others the axes are those of a map, and the browser's hub draws on them. */
const isPlain = ({ data, layout }) => layout.xaxis.visible === false && data.every((trace) => trace.type !== "heatmap" || trace.x);
