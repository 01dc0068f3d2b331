// The line of first steps to try. Which are done, and whether it was closed, is kept in this browser only.

import { wishFocus } from "../focus/wish.js";

const STORE = "cnn-explorer-first-minute";

function recall() {
  try { return JSON.parse(localStorage.getItem(STORE)) || {}; } catch (error) { return {}; }
}

function remember(progress) {
  try { localStorage.setItem(STORE, JSON.stringify(progress)); } catch (error) { /* a private window: it comes back */ }
}

function element(tag, name, text, parent) {
  const made = document.createElement(tag);
  made.className = name;
  made.textContent = text;
  if (tag === "button") made.type = "button";
  if (parent) parent.appendChild(made);
  return made;
}

const isNarrow = () => window.matchMedia("(hover: none), (max-width: 640px)").matches;

/** The first steps, in order: id, words, and what a click on the words does. */
function firstSteps() {
  if (isNarrow()) return [["click", "Tap a map, then one of its cells"]];
  return [["point", "Point at a map"], ["click", "Click a cell"], ["slide", "Slide its window", slide]];
}

function slide() {
  wishFocus({ open: true, slide: true });
}

/** What is offered after them: id, words, and the button of the page that it presses; those that are not there are left out. */
function offers(line) {
  const page = [["play", "Play the training", ".cnn-training .play:not([hidden])"], ["photo", "Use your photo", ".st-key-your_image button"]];
  const press = (selector) => () => document.querySelector(selector)?.click();
  const there = page.filter(([, , selector]) => document.querySelector(selector)).map(([id, words, selector]) => [id, words, press(selector)]);
  return [...there, ["course", "Start the course", () => line.send("go", line.data.course)]];
}

function draw(line) {
  const progress = recall(), done = progress.done || [], steps = firstSteps(), left = steps.filter(([id]) => !done.includes(id));
  const further = left.length ? [] : offers(line);
  const key = JSON.stringify([progress, [...steps, ...further].map(([, words]) => words), line.data.course]);
  if (line.drawn === key) return;
  line.drawn = key;
  line.box.replaceChildren();
  line.box.hidden = Boolean(progress.gone);
  if (progress.gone) {
    document.documentElement.dataset.cnnHints = "gone"; // on a phone its row goes, too
    return;
  }
  if (left.length) steps.forEach((step, i) => item(line, step, !left.includes(step), step === left[0], i));
  else further.forEach((each) => offer(line, each, done.includes(each[0])));
  const close = element("button", "close", "×", line.box);
  close.setAttribute("aria-label", "Hide these hints");
  close.title = "Hide these hints";
  close.onclick = () => putAway(line);
}

function item(line, [, words, act], done, now, index) {
  if (index) element("span", "then", "→", line.box).setAttribute("aria-hidden", "true");
  const made = element(act && !done ? "button" : "span", `step${done ? " done" : ""}${now ? " now" : ""}`, "", line.box);
  element("span", "mark", done ? "✓" : String(index + 1), made).setAttribute("aria-hidden", "true");
  element("span", "", words, made);
  if (done) element("span", "unseen", " (done)", made);
  if (act && !done) made.onclick = act;
}

function offer(line, [id, words, act], done) {
  const button = element("button", `go${done ? " done" : ""}`, "", line.box);
  if (done) element("span", "mark", "✓", button).setAttribute("aria-hidden", "true");
  element("span", "", words, button);
  if (done) element("span", "unseen", " (done)", button);
  button.onclick = () => {
    if (id === "course") putAway(line);
    act();
    tick(line, id);
  };
}

function putAway(line) {
  remember({ ...recall(), gone: true });
  draw(line);
}

function tick(line, id) {
  const progress = recall(), done = progress.done || [];
  if (progress.gone || done.includes(id)) return;
  remember({ ...progress, done: [...done, id] });
  draw(line);
}

/**
 * @param {{data: object, parentElement: HTMLElement, setTriggerValue: (name: string, value: any) => void}} component
 * @returns {void}
 */
export default function ({ data, parentElement, setTriggerValue }) {
  let line = parentElement.cnnGuide;
  if (!line) {
    line = parentElement.cnnGuide = { box: element("div", "cnn-guide", "", parentElement) };
    line.box.setAttribute("role", "group");
    line.box.setAttribute("aria-label", "First steps");
    document.addEventListener("cnn-explorer", (event) => tick(line, event.detail));
    document.addEventListener("click", (event) => { if (event.target.closest?.(".st-key-your_image")) tick(line, "photo"); });
  }
  line.data = data;
  line.send = setTriggerValue;
  draw(line);
}
