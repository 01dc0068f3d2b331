// The filter of the selected map, and the gradient of each of its weights, as they change.

import { imageOf } from "../shared/canvas.js";
import { mapScale } from "../shared/colors.js";
import { numberText } from "../shared/numbers.js";

/**
 * Makes the two rows.
 * @param {HTMLElement} host
 * @returns {{adopt: (data: object) => void, show: (told: object) => void}}
 */
export function drawFilter(host) {
  host.innerHTML = '<h3></h3><div class="kernels"></div><div class="kernels slopes"></div><p class="note"></p>';
  const [title, weights, slopes, note] = host.children;
  let colors = [];
  return {
    adopt(data) { colors = data.inks.weights; note.textContent ||= data.rest; },
    show({ filter }) {
      if (filter === undefined) return;
      for (const each of [title, weights, slopes]) each.hidden = !filter;
      note.textContent = filter ? rest(filter) : note.textContent;
      if (!filter) return;
      title.textContent = filter.name;
      row(weights, "weights", filter.kernels, filter.limit, colors);
      slopes.hidden = !filter.gradients;
      if (filter.gradients) row(slopes, "gradient", filter.gradients, filter.steepest, colors);
    },
  };
}

function rest({ channels, kernels, bias, limit, steepest }) {
  const more = channels > kernels.length ? `${kernels.length} of ${channels} kernels. ` : "";
  const slope = steepest === undefined ? "" : `, gradients up to ${numberText(steepest)}`;
  return `${more}Weights up to ${numberText(limit)}${slope}${bias === undefined ? "" : `, bias ${numberText(bias)}`}.`;
}

function row(host, label, planes, limit, colors) {
  if (host.childElementCount !== planes.length + 1) {
    host.replaceChildren(Object.assign(document.createElement("span"), { textContent: label }), ...planes.map(() => document.createElement("canvas")));
  }
  const scale = mapScale(colors, limit || 1);
  planes.forEach((plane, i) => {
    const canvas = host.children[i + 1], [rows, cols] = [plane.length, plane[0].length];
    if (canvas.width !== cols || canvas.height !== rows) Object.assign(canvas, { width: cols, height: rows });
    canvas.getContext("2d").drawImage(imageOf(plane.flat(), rows, cols, scale), 0, 0);
  });
}
