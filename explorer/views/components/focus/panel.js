// The panel of the focus: a modal dialog, with its head, its controls, and the place for one view.

import { numberText } from "../shared/numbers.js";
import { calm } from "./drawing/calm.js";
import { formulaLine, lightInTurn, lightUp, listenForParts } from "./drawing/formula.js";
import { SharesView } from "./kinds/shares.js";
import { SumView } from "./kinds/sums.js";
import { ThroughView } from "./kinds/through.js";
import { WindowView } from "./kinds/windows.js";

const VIEWS = { SumFocus: SumView, WindowFocus: WindowView, CurveFocus: ThroughView, LinesFocus: ThroughView, SharesFocus: SharesView };
const LIT_EACH = 620; // ms
const ROUNDED = '<p class="cnn-rounded">Numbers are rounded for display only; sums use the exact ones.</p>';
const STACKED = 760; // px: in a narrower panel things stand below each other

/**
 * The dialog, not yet open.
 * @returns {HTMLDialogElement}
 */
export function makeFocusDialog() {
  const panel = document.createElement("dialog");
  panel.className = "cnn-focus";
  panel.setAttribute("aria-labelledby", "cnn-focus-title");
  panel.innerHTML = `<header><div class="cnn-focus-words"><h2 id="cnn-focus-title"></h2><p></p></div>
    <div class="cnn-focus-controls">
      <button type="button" data-do="back" hidden></button>
      <span class="cnn-focus-play"><button type="button" data-do="step-back" aria-label="One step back" title="One step back">‹</button>
      <button type="button" data-do="slide" class="cnn-strong" autofocus>Slide</button>
      <button type="button" data-do="step" aria-label="One step on" title="One step on">›</button>
      <select aria-label="Speed"><option value="slow">slow</option><option value="normal" selected>normal</option><option value="fast">fast</option></select></span>
      <button type="button" data-do="close" aria-label="Close" title="Close">×</button>
    </div></header>
    <div class="cnn-focus-body"></div>
    <footer></footer><p class="cnn-focus-said" aria-live="polite"></p>`;
  listenForParts(panel);
  return panel;
}

/**
 * Sets the words of the head.
 * @param {HTMLElement} panel
 * @param {string} title
 * @param {string} lead
 * @returns {void}
 */
export function entitle(panel, title, lead) {
  panel.querySelector("h2").textContent = title;
  panel.querySelector("header p").textContent = lead;
}

/**
 * Draws a record into the panel.
 * @param {HTMLElement} panel
 * @param {string} kind The name of Python's class.
 * @param {object} record
 * @param {object} theme
 * @returns {object} The view.
 */
export function drawRecord(panel, kind, record, theme) {
  const body = panel.querySelector(".cnn-focus-body");
  body.replaceChildren();
  body.className = `cnn-focus-body cnn-${kind}`;
  panel.style.setProperty("--minus", theme.diverging[1]);
  panel.style.setProperty("--plus", theme.diverging[3]);
  panel.style.setProperty("--strong-minus", theme.diverging[0]);
  panel.style.setProperty("--strong-plus", theme.diverging[4]);
  entitle(panel, record.title, record.lead);
  panel.querySelector("footer").innerHTML = formulaLine(record.formula) + ROUNDED;
  const view = new VIEWS[kind](body, record, theme);
  panel.querySelector(".cnn-focus-play").hidden = view.size[0] * view.size[1] < 2 || record.moves === "fixed";
  return view;
}

/**
 * Fits the view into the panel.
 * @param {HTMLElement} panel
 * @param {object} view
 * @returns {void}
 */
export function fit(panel, view) {
  const body = panel.querySelector(".cnn-focus-body"), stacked = body.clientWidth < STACKED;
  body.classList.toggle("cnn-stacked", stacked);
  const style = getComputedStyle(body), across = parseFloat(style.paddingLeft) + parseFloat(style.paddingRight), down = parseFloat(style.paddingTop) + parseFloat(style.paddingBottom);
  view.resize(body.clientWidth - across, body.clientHeight - down, stacked);
}

/**
 * Lights up the terms of the formula one after the other.
 * @param {HTMLElement} panel
 * @param {object} record
 * @param {boolean} [again] Over and over, not only once.
 * @returns {() => void} Stops it.
 */
export function tellFormula(panel, record, again = false) {
  if (calm()) return () => {};
  const parts = [...record.formula.map(({ part }) => part).filter((part, n, all) => part && n > 0 && all.indexOf(part, 1) === n), ...(record.stages.length ? ["stage"] : [])];
  const order = parts.filter((part) => part !== "sum" && part !== "bias" && part !== "stage"), late = ["sum", "bias", "stage"].filter((part) => parts.includes(part));
  let stop = () => lightUp(panel, "");
  const timer = setTimeout(() => { stop = lightInTurn(panel, [...order, ...late], LIT_EACH, again); }, again ? 0 : 700);
  return () => { clearTimeout(timer); stop(); };
}

/**
 * Leaves the sidebar in view where the window has room for both.
 * @param {HTMLElement} panel
 * @returns {void}
 */
export function standBeside(panel) {
  const side = document.querySelector('[data-testid="stSidebar"]')?.getBoundingClientRect().right || 0;
  panel.style.setProperty("--left", `${window.innerWidth > 760 ? Math.max(side, 48) : 0}px`);
}

/**
 * Says what will be shown, until Python has answered.
 * @param {HTMLElement} panel
 * @param {import("../linker/hub.js").Hub} hub
 * @returns {void}
 */
export function announce(panel, hub) {
  const { name, shape } = hub.scene.steps[hub.chosen.step];
  const what = shape[0] * shape[1] > 1 ? "map" : "unit";
  entitle(panel, hub.chosen.step ? `How ${name} makes its ${what} ${hub.chosen.channel}` : "The image as the network gets it", "");
}

/**
 * Tells screen readers the number at a position.
 * @param {HTMLElement} panel
 * @param {[number, number]} position Row and column.
 * @param {number | undefined} value
 * @returns {void}
 */
export function say(panel, [row, col], value) {
  panel.querySelector(".cnn-focus-said").textContent = `Row ${row}, column ${col}: ${value === undefined ? "" : numberText(value)}`;
}

/**
 * Offers the way back to the cell before this one, if there is one.
 * @param {HTMLElement} panel
 * @param {object} scene
 * @param {import("../linker/cells.js").Cell | undefined} before
 * @returns {void}
 */
export function offerBack(panel, scene, before) {
  const back = panel.querySelector("[data-do=back]");
  back.hidden = !before;
  if (!before) return;
  const { name, shape } = scene.steps[before.step];
  back.textContent = `← ${name}, ${shape[0] > 1 ? "map" : "unit"} ${before.channel}`;
}

/**
 * Whether a click fell beside the panel, on what lies behind it.
 * @param {HTMLElement} panel
 * @param {MouseEvent} event
 * @returns {boolean}
 */
export function isOutside(panel, event) {
  const { left, right, top, bottom } = panel.getBoundingClientRect();
  return event.target === panel && (event.clientX < left || event.clientX > right || event.clientY < top || event.clientY > bottom);
}
