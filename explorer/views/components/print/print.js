// Prepares the page for printing: dark charts in light colours, everything unfolded; afterwards all is restored.
const undo = [];
let colours = {};

const swapped = (x) => {
  if (typeof x === "string") return colours[x.toLowerCase()] ?? x;
  if (Array.isArray(x)) return x.map(swapped);
  if (x === null || typeof x !== "object" || ArrayBuffer.isView(x)) return x;
  return Object.fromEntries(Object.entries(x).map(([key, value]) => [key, swapped(value)]));
};

const lighten = (gd) => {
  const { data, layout } = gd;
  window.Plotly.react(gd, swapped(data), swapped(layout));
  undo.push(() => window.Plotly.react(gd, data, layout));
};

const before = () => {
  if (undo.length) return;
  for (const fold of document.querySelectorAll(".st-key-learn details:not([open])")) {
    fold.open = true;
    undo.push(() => { fold.open = false; });
  }
  if (!Object.keys(colours).length || !window.Plotly) return;
  for (const gd of document.querySelectorAll(".st-key-learn .js-plotly-plot")) if (gd.layout) lighten(gd);
};
const after = () => { while (undo.length) undo.pop()(); };

window.__cnnPrint?.abort(); // one listener, whichever page of the app was here before
const live = (window.__cnnPrint = new AbortController());
window.addEventListener("beforeprint", before, { signal: live.signal });
window.addEventListener("afterprint", after, { signal: live.signal });

/**
 * @param {{data: object}} component
 * @returns {void}
 */
export default function ({ data }) {
  colours = data.colours;
}
