// Plain figures as SVG: heatmaps, boxes, lines and texts in px, without axes.

import { cssColor, inkOn, shade } from "../shared/colors.js";
import { matrixOf } from "../shared/packed.js";
import { svgText } from "../shared/svg.js";

const MOST_CELLS = 3000; // a heatmap with more, or one that nobody points at, is painted as one image
const ANCHORS = { left: "start", center: "middle", right: "end" };

/** @typedef {{data: object[], layout: object}} Figure Plotly's. */

function cells(trace, at) {
  let out = "";
  trace.z.forEach((line, row) => line.forEach((z, col) => {
    if (z === null) return;
    const x = trace.x[col], y = trace.y[row], w = trace.x[col + 1] - x, h = trace.y[row + 1] - y;
    const colour = shade(trace, z);
    out += `<rect x="${x}" y="${y}" width="${w}" height="${h}" fill="${cssColor(colour)}" data-at="${at},${row},${col}"/>`;
    const text = trace.text && trace.text[row][col];
    if (text) out += svgText(text, x + w / 2, y + h / 2, "middle", { size: trace.textfont.size, color: inkOn(colour) });
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

function shape({ type, x0, y0, x1, y1, path, line, fillcolor, opacity }) {
  const look = `fill="${fillcolor || "none"}" opacity="${opacity ?? 1}"` +
    (line.width ? ` stroke="${line.color}" stroke-width="${line.width}"` : "");
  if (type === "path") return `<path d="${path}" ${look}/>`;
  if (type === "line") return `<line x1="${x0}" y1="${y0}" x2="${x1}" y2="${y1}" ${look}/>`;
  const [x, y, w, h] = [Math.min(x0, x1), Math.min(y0, y1), Math.abs(x1 - x0), Math.abs(y1 - y0)];
  return `<rect x="${x}" y="${y}" width="${w}" height="${h}" ${look}/>`;
}

/** The font of a text: its color is that of all, or one for each, because it stands on a cell of its own. */
const fontAt = ({ size, color }, at) => ({ size, color: Array.isArray(color) ? color[at] : color });

/**
 * The figure as SVG. Packed matrices in it are replaced by lists, in which a hover looks its numbers up.
 * @param {Figure} figure
 * @returns {string}
 */
export function plainSvg({ data, layout }) {
  let out = `<svg width="${layout.width}" height="${layout.height}" viewBox="0 0 ${layout.width} ${layout.height}" aria-hidden="true">`;
  data.forEach((trace, at) => {
    if (trace.type !== "heatmap") return;
    trace.z = matrixOf(trace.z);
    const many = trace.hoverinfo === "skip" || trace.z.length * trace.z[0].length > MOST_CELLS;
    out += many ? painted(trace) : cells(trace, at);
  });
  for (const each of layout.shapes) out += shape(each);
  for (const trace of data) {
    if (trace.mode === "text") trace.text.forEach((text, i) => { out += svgText(text, trace.x[i], trace.y[i], "middle", fontAt(trace.textfont, i)); });
  }
  for (const note of layout.annotations) out += svgText(note.text, note.x, note.y, ANCHORS[note.xanchor], note.font);
  return `${out}</svg>`;
}

/**
 * Whether the axes of the figure are in px; otherwise they are those of a map, on which the hub draws outlines.
 * @param {Figure} figure
 * @returns {boolean}
 */
export const isPlain = ({ data, layout }) => layout.xaxis.visible === false && data.every((trace) => trace.type !== "heatmap" || trace.x);
