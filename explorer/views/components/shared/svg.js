// Pieces of SVG, as text.

const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
/**
 * Text as HTML that shows it letter by letter, in elements and in attributes.
 * @param {string} text
 * @returns {string}
 */
export const escaped = (text) => String(text).replace(/[&<>"]/g, (letter) => ESCAPES[letter]);

const MEANT = { "&lt;": "<", "&gt;": ">", "&amp;": "&" };
/** What is meant by a text of a figure, in which Plotly reads these three as HTML does. */
const meant = (text) => text.replace(/&(?:lt|gt|amp);/g, (sign) => MEANT[sign]);

/** @typedef {{size: number, color: string}} Font Its size in px. */

/**
 * One line of text; "<b>" at its start makes it bold.
 * @param {string} text
 * @param {number} x Px.
 * @param {number} y The middle of the line, px.
 * @param {"start" | "middle" | "end"} anchor
 * @param {Font} font
 * @returns {string}
 */
export function svgText(text, x, y, anchor, font) {
  const bold = text.startsWith("<b>"), plain = meant(text.replace(/<\/?b>/g, ""));
  return `<text x="${x}" y="${y}" text-anchor="${anchor}" dominant-baseline="central" font-size="${font.size}"` +
    ` fill="${font.color}"${bold ? ' font-weight="700"' : ""}>${escaped(plain)}</text>`;
}
