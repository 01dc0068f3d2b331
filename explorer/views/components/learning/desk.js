// The head of the panel: the buttons of a training, how far it is, and the switch to the selected cell.

import { percentOf, progressText } from "./words.js";

const ICONS = {
  start: "M7 4v16l13-8z",
  pause: "M6 4h4v16H6zM14 4h4v16h-4z",
  step: "M5 5v14l9-7zM16 5h3v14h-3z",
  epoch: "M3 5v14l8-7zM11 5v14l8-7zM19 5h2.5v14H19z",
  stop: "M6 6h12v12H6z",
  reset: "M12 5V1L7 6l5 5V7a5 5 0 1 1-5 5H5a7 7 0 1 0 7-7z",
  close: "M19 6.4 17.6 5 12 10.6 6.4 5 5 6.4 10.6 12 5 17.6 6.4 19 12 13.4 17.6 19 19 17.6 13.4 12z",
};
const BUTTONS = { step: "One step", epoch: "One epoch", stop: "Stop", reset: "Reset" };
const TIPS = {
  step: "Learns from one batch, then waits.",
  epoch: "Learns until the epoch is over, then waits.",
  stop: "Ends the training here, and keeps what was learned.",
  reset: "Forgets what was learned. The settings can be changed again.",
};
const CELL = "cnn-train-cell";

const icon = (name) => `<svg viewBox="0 0 24 24" width="16" height="16" aria-hidden="true"><path d="${ICONS[name]}"/></svg>`;
const small = (name) => `<button type="button" class="small" data-act="${name}" aria-label="${BUTTONS[name]}" title="${BUTTONS[name]}. ${TIPS[name]}">${icon(name)}</button>`;

/**
 * Makes the head.
 * @param {HTMLElement} host
 * @returns {{adopt: (data: object) => void, show: (told: import("./feed.js").Told) => void}}
 */
export function makeDesk(host) {
  host.setAttribute("role", "group");
  host.setAttribute("aria-label", "Training");
  host.innerHTML =
    '<div class="title"><h2>Training</h2><button type="button" class="cell" aria-pressed="false">Selected cell</button>' +
    `<button type="button" class="small close" data-act="close" aria-label="Close the training" title="Close. What runs goes on.">${icon("close")}</button></div>` +
    `<div class="buttons"><button type="button" class="main" data-act="start"></button>${Object.keys(BUTTONS).map(small).join("")}</div>` +
    '<div class="bar" role="progressbar" aria-label="Progress of the training" aria-valuemin="0" aria-valuemax="100"><i></i></div>' +
    '<p class="now"></p><p class="trouble" role="alert" hidden></p>';
  const find = (selector) => host.querySelector(selector);
  const main = find(".main"), cell = find("button.cell"), trouble = find(".trouble"), root = document.documentElement;
  const desk = { host, data: {}, told: null };

  const turn = (on) => {
    root.classList.toggle(CELL, on);
    cell.setAttribute("aria-pressed", String(on));
    cell.textContent = on ? "All of the training" : "Selected cell";
  };
  turn(root.classList.contains(CELL));
  cell.onclick = () => turn(!root.classList.contains(CELL));
  host.onclick = ({ target }) => {
    const act = target.closest("[data-act]")?.dataset.act;
    if (!act) return;
    if (act === "start" || act === "pause") showMain(act === "start" ? "pause" : "start"); // at once; the server's word follows
    desk.part.send("act", act);
  };

  function showMain(act, words) {
    main.dataset.act = act;
    main.innerHTML = `${icon(act)}<span>${words ?? (act === "pause" ? "Pause" : "Go on")}</span>`;
  }

  function show(told) {
    const running = told.state === "running", over = told.steps > 0 && told.step >= told.steps, failed = told.state === "failed";
    const begun = told.step > 0 || running;
    host.dataset.state = told.state;
    showMain(running ? "pause" : "start", running ? "Pause" : over ? "Done" : begun ? "Go on" : "Start");
    main.disabled = over || failed || Boolean(desk.data.blocked);
    for (const [act, off] of Object.entries({
      step: over || failed || desk.data.blocked, epoch: over || failed || desk.data.blocked, stop: !begun || failed || told.state === "done", reset: !begun && !failed,
    })) find(`[data-act="${act}"]`).disabled = Boolean(off);
    const share = percentOf(told), bar = find(".bar");
    bar.setAttribute("aria-valuenow", String(parseInt(share, 10)));
    bar.firstChild.style.width = share;
    find(".now").textContent = progressText(told, desk.data.before ?? "");
    trouble.hidden = !told.trouble;
    if (trouble.textContent !== told.trouble) trouble.textContent = told.trouble;
  }

  return {
    adopt(data) {
      desk.data = data;
      desk.part = this;
      show(data.told);
    },
    show,
  };
}
