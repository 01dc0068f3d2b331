// A row that saves a chart of the page as a picture: the browser draws it once more, at the size that is asked for.

import { chartOf } from "../linker/charts.js";

const FORMS = [["PNG", "png", 1], ["PNG, 2×", "png", 2], ["SVG", "svg", 1], ["Web page", "html", 1]];
const MIME = { png: "image/png", svg: "image/svg+xml", html: "text/html" };

/** @typedef {{data: object[], layout: object, width: number, height: number}} Drawn A figure, and its size on the page. */

/**
 * The figure of a chart on the page, drawn by Plotly or as a picture of our own; null where there is none.
 * @param {string} key
 * @returns {Drawn | null}
 */
function figureOf(key) {
  const gd = chartOf(key), own = document.querySelector(`.st-key-${key} .cnn-picture`);
  const { data, layout } = (gd && gd.data ? gd : own && own.figure) || {};
  if (!data) return null;
  const full = gd && gd._fullLayout, { width = full?.width, height = full?.height } = layout;
  return { data, layout, width, height };
}

/** The bytes of a picture that Plotly gives as a data address. */
function bytesOf(address, form, { name, page }) {
  const body = address.slice(address.indexOf(",") + 1);
  if (form === "png") return Uint8Array.from(atob(body), (letter) => letter.charCodeAt(0));
  const svg = decodeURIComponent(body);
  return new TextEncoder().encode(form === "svg" ? svg : pageOf(svg, name, page));
}

/** A web page with a picture, which fetches nothing. */
function pageOf(svg, name, color) {
  const title = document.createElement("title"), rules = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";
  title.textContent = name;
  return `<!doctype html>\n<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${rules}">
<meta name="viewport" content="width=device-width">${title.outerHTML}
<style>body { margin: 0; background: ${color}; } svg { display: block; margin: auto; }</style></head>
<body>${svg.replace(/^<\?xml[^>]*>/, "")}</body></html>\n`;
}

function download(bytes, name, form) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([bytes], { type: MIME[form] }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** Draws a chart once more and saves it; returns the sentence that says so, or why not. */
async function save(data, key, [, form, scale]) {
  const drawn = figureOf(key);
  if (!drawn) return "This picture is not on the page any more. Open the part of the page that shows it.";
  if (!window.Plotly) return "The charts are still loading. Try again in a moment.";
  const { width, height } = drawn, layout = { ...drawn.layout, width, height, paper_bgcolor: data.page };
  const address = await window.Plotly.toImage({ data: drawn.data, layout }, {
    format: form === "png" ? form : "svg", width, height, scale,
  });
  const name = `${data.name}_${key.replace(/_chart$/, "")}${scale > 1 ? `_${scale}x` : ""}.${form}`;
  download(bytesOf(address, form, data), name, form);
  return `Saved as ${name}.`;
}

function build(parent) {
  const box = document.createElement("div"), group = `cnn-save-${Math.random().toString(36).slice(2)}`;
  box.className = "cnn-save";
  box.innerHTML = '<label>Picture <select></select></label><fieldset><legend>File</legend></fieldset>' +
    '<button type="button">Save picture</button><p role="status"></p>';
  for (const [at, [words]] of FORMS.entries()) {
    const label = document.createElement("label"), choice = document.createElement("input");
    Object.assign(choice, { type: "radio", name: group, value: String(at), checked: at === 1 });
    label.append(choice, words);
    box.querySelector("fieldset").append(label);
  }
  parent.appendChild(box);
  return box;
}

/** Lists the charts that are on the page now; the one that was chosen stays. */
function list(box, charts) {
  const select = box.querySelector("select"), chosen = select.value;
  const there = charts.filter(([key]) => figureOf(key));
  const same = there.map(([key]) => key).join() === [...select.options].map((option) => option.value).join();
  if (!same) select.replaceChildren(...there.map(([key, words]) => new Option(words, key)));
  if (there.some(([key]) => key === chosen)) select.value = chosen;
  for (const each of box.querySelectorAll("select, input, button")) each.disabled = !there.length;
  if (!there.length) box.querySelector("p").textContent = "No chart is on this page.";
}

/**
 * @param {{data: {charts: [string, string][], name: string, page: string}, parentElement: HTMLElement}} component
 * @returns {void}
 */
export default function ({ data, parentElement }) {
  const box = parentElement.querySelector(".cnn-save") || build(parentElement);
  const select = box.querySelector("select"), button = box.querySelector("button"), status = box.querySelector("p");
  list(box, data.charts);
  // Charts come and go below an open dialog: they are looked up again before one is chosen.
  box.onpointerenter = box.onfocusin = () => list(box, data.charts);
  button.onclick = async () => {
    const form = FORMS[Number(box.querySelector("input:checked").value)];
    status.textContent = "Drawing the picture …";
    status.textContent = await save(data, select.value, form).catch(() => "The browser could not draw this picture.");
  };
}
