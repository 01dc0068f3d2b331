// Present mode: what a lecturer shows on a projector. The page's style sheet does the hiding and enlarging, by a class.

import { chooseCell } from "../linker/choose.js";
import { anotherCell } from "./another.js";
import { placeCard } from "./card.js";
import { answered, askFirst, isOver } from "./guess.js";
import { closeAfterChoice } from "./menu.js";

const CLASS = "cnn-presenting", ENLARGED = 1.5; // as in mode.py
const root = document.documentElement;
const STEPS = {
  next: ".st-key-walk_show button, .st-key-walk_next button:not(:disabled)",
  back: ".st-key-walk_back button:not(:disabled)",
};
const KEYS = { PageDown: "next", n: "next", PageUp: "back", b: "back" };

/**
 * @param {{data: {on: boolean, steps: boolean}, parentElement: HTMLElement, setTriggerValue: (name: string, value: any) => void}} component
 * @returns {() => void} Leaves the mode, when the page is left.
 */
export default function ({ data, parentElement, setTriggerValue }) {
  let bar = parentElement.cnnPresent;
  if (!bar) {
    bar = parentElement.cnnPresent = build(parentElement);
    listen(bar);
    closeAfterChoice();
  }
  bar.send = (on) => setTriggerValue("turn", on);
  bar.steps = data.steps;
  show(bar, data.on);
  return () => root.classList.remove(CLASS, "cnn-guessing");
}

const isOn = () => root.classList.contains(CLASS);

function show(bar, on) {
  const before = isOn();
  root.classList.toggle(CLASS, on);
  bar.box.hidden = !on;
  for (const button of [bar.back, bar.next]) button.hidden = !bar.steps;
  if (on && (!before || !isOver())) askFirst(bar);
  if (!on) root.classList.remove("cnn-guessing");
}

function turn(bar, on) {
  if (on === isOn()) return;
  show(bar, on);
  bar.send(on);
}

function step(bar, which) {
  document.querySelector(STEPS[which])?.click();
  askFirst(bar);
}

function listen(bar) {
  document.addEventListener("cnn-explorer:present", (event) => turn(bar, event.detail?.on ?? !isOn()));
  document.addEventListener("cnn-explorer", (event) => {
    if (isOn() && event.detail === "click") setTimeout(() => askFirst(bar)); // once the cell is chosen: it is named
  });
  document.addEventListener("keydown", (event) => {
    if (!isOn() || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest?.("input, textarea, [contenteditable]")) return;
    if (event.key === "Escape" && !event.defaultPrevented) turn(bar, false);
    else if (bar.steps && KEYS[event.key]) {
      event.preventDefault();
      step(bar, KEYS[event.key]);
    }
  });
  bar.leave.onclick = () => turn(bar, false);
  bar.next.onclick = () => step(bar, "next");
  bar.back.onclick = () => step(bar, "back");
  bar.another.onclick = () => chooseCell(window.__cnnExplorer, anotherCell(window.__cnnExplorer));
  for (const button of bar.box.querySelectorAll("[data-sign]")) {
    button.onclick = () => {
      placeCard(window.__cnnExplorer, ENLARGED);
      answered(bar, Number(button.dataset.sign));
    };
  }
}

function build(parentElement) {
  const box = document.createElement("div");
  box.className = "cnn-present";
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", "Present");
  box.innerHTML =
    '<button type="button" class="back" title="Previous step (Page up)">Back</button>' +
    '<button type="button" class="next" title="Next step (Page down)">Next</button>' +
    '<span class="question" aria-live="polite"></span>' +
    '<span class="answers"><button type="button" data-sign="1">Positive</button><button type="button" data-sign="-1">Negative</button></span>' +
    '<button type="button" class="another">Another cell</button>' +
    '<button type="button" class="leave" aria-label="Leave (Escape)" title="Leave (Escape)">×</button>';
  parentElement.append(box);
  const part = (name) => box.querySelector(`.${name}`);
  return { box, back: part("back"), next: part("next"), question: part("question"), answers: part("answers"), another: part("another"), leave: part("leave") };
}
