// A Plotly figure drawn in place at every change. Figures that are plain (no axes: heatmaps, boxes, lines and texts in px)
// are drawn as SVG in a few ms; Plotly needs 40 ms for the same, and 80 when Streamlit mounts it anew. The others go to
// Plotly.react.

import { isPlain, plainSvg } from "./drawing.js";
import { hoverText } from "./hover.js";

function point(host, event) {
  const tip = host.querySelector(".cnn-tip"), at = event.target.dataset?.at;
  const [trace, row, col] = at ? at.split(",").map(Number) : [];
  const figure = host.figure, template = at && figure.data[trace].hovertemplate;
  tip.hidden = !template;
  if (!template) return;
  tip.textContent = hoverText(figure.data[trace], row, col);
  const box = host.getBoundingClientRect(), x = event.clientX - box.left, y = event.clientY - box.top;
  tip.style.left = `${Math.min(x + 12, Math.max(box.width - tip.offsetWidth, 0))}px`;
  tip.style.top = `${y + 16}px`;
}

function host(parent) {
  const present = parent.querySelector(".cnn-picture");
  if (present) return present;
  const made = document.createElement("div");
  made.className = "cnn-picture";
  made.innerHTML = '<div class="cnn-plain" role="img"></div><div class="cnn-plot"></div><div class="cnn-tip" hidden></div>';
  made.addEventListener("pointermove", (event) => point(made, event));
  made.addEventListener("pointerleave", () => { made.querySelector(".cnn-tip").hidden = true; });
  parent.appendChild(made);
  return made;
}

/** Waits for Plotly, which comes with the first chart that Streamlit mounts; plain figures do not wait for it. */
async function plotted(element, plot) {
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  while (!window.Plotly && element.isConnected) await new Promise((done) => setTimeout(done, 50));
  const { data, layout } = element.figure;
  // The hub has drawn outlines on some charts: they are kept until it draws others.
  if (!layout.shapes && plot.layout?.shapes) layout.shapes = plot.layout.shapes;
  await window.Plotly?.react(plot, data, layout, { displayModeBar: false });
  element.dataset.shows = element.figure.layout.meta;
}

/**
 * @param {{data: {figure: import("./drawing.js").Figure, alt: string}, parentElement: HTMLElement}} component
 * @returns {void}
 */
export default function ({ data, parentElement }) {
  const element = host(parentElement), [plain, plot, tip] = element.children;
  if (!plot.dataset.linked) plot.setAttribute("role", "img");
  for (const each of [plain, plot]) if (!each.dataset.linked) each.setAttribute("aria-label", data.alt);
  element.figure = data.figure;
  tip.hidden = true;
  const own = isPlain(data.figure);
  plain.hidden = !own;
  plot.hidden = own;
  if (own) {
    plain.innerHTML = plainSvg(data.figure);
    element.dataset.shows = data.figure.layout.meta;
  } else plotted(element, plot);
}
