// The likeliest classes as bars, and the two questions about them.

import { scrollToResult } from "./arrival.js";

const QUESTIONS = { looks: "Where it looks", depends: "What it depends on" };
const RESULTS = { looks: ".st-key-influence_class", depends: ".st-key-influence_cell" };

/**
 * @param {{data: object, parentElement: HTMLElement, setTriggerValue: Function}} component
 * @returns {void}
 */
export default function ({ data, parentElement, setTriggerValue }) {
  const panel = parentElement.querySelector(".cnn-answer") ?? parentElement.appendChild(makePanel());
  const ask = (bar, what) => {
    setTriggerValue("ask", { unit: bar.unit, what });
    scrollToResult(RESULTS[what]);
  };
  setText(panel.querySelector(".head"), data.head);
  const rows = [...panel.querySelectorAll("li button")];
  data.bars.forEach((bar, i) => {
    if (!rows[i]) panel.querySelector("ol").append(makeRow());
    fillRow(panel.querySelectorAll("li button")[i], bar);
  });
  rows.slice(data.bars.length).forEach((row) => row.parentElement.remove());
  panel.querySelectorAll("li button").forEach((row, i) => { row.onclick = () => ask(data.bars[i], "looks"); });
  shareOneStop(panel.querySelector("ol"));
  const best = data.bars[0];
  setText(panel.querySelector(".said"), `The most likely class is ${best.name}, ${best.percent}.`);
  for (const button of panel.querySelectorAll(".questions [data-what]")) {
    button.title = `${QUESTIONS[button.dataset.what]}: ${best.name}`;
    button.onclick = () => ask(best, button.dataset.what);
  }
  panel.querySelector(".more").onclick = () => {
    const whole = panel.classList.toggle("whole"), more = panel.querySelector(".more");
    more.setAttribute("aria-expanded", String(whole));
    setText(more, whole ? "Fewer" : "More");
  };
}

// Five more stops between the toolbar and the maps would be many: Tab reaches one bar, the arrow keys go to the others.
function shareOneStop(list) {
  const rows = [...list.querySelectorAll("button")];
  const stop = (chosen) => rows.forEach((row) => { row.tabIndex = row === chosen ? 0 : -1; });
  stop(rows.find((row) => row === document.activeElement) ?? rows[0]);
  list.onkeydown = (event) => {
    const at = rows.indexOf(document.activeElement), to = rows[at + { ArrowDown: 1, ArrowUp: -1 }[event.key]];
    if (!to || !to.offsetHeight) return;
    event.preventDefault();
    stop(to);
    to.focus();
  };
}

function makePanel() {
  const panel = document.createElement("section");
  panel.className = "cnn-answer";
  panel.setAttribute("aria-label", "What the network says; up and down choose a class");
  panel.innerHTML = '<p class="head"></p><p class="said" aria-live="polite"></p><ol></ol><div class="questions">' +
    Object.entries(QUESTIONS).map(([what, text]) => `<button type="button" data-what="${what}">${text}</button>`).join("") +
    '<button type="button" class="more" aria-expanded="false">More</button></div>';
  return panel;
}

function makeRow() {
  const item = document.createElement("li");
  item.innerHTML = '<button type="button"><span class="name"></span><span class="track"><span class="bar"></span></span>' +
    '<span class="percent"></span></button>';
  return item;
}

function fillRow(row, bar) {
  setText(row.querySelector(".name"), bar.short);
  setText(row.querySelector(".percent"), bar.percent);
  row.querySelector(".bar").style.width = `${100 * bar.share}%`;
  row.title = `${bar.name}: ${bar.exact}. Click to see where it looks.`;
  row.setAttribute("aria-label", `${bar.name}, ${bar.percent}: ${QUESTIONS.looks}`);
}

function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
