// Buttons for fingers that do what the arrow keys do: the next row, column or map, and the map opened up.

import { wishFocus } from "../focus/wish.js";

const KEYS = {
  row: [["ArrowUp", false, "Row above", "up"], ["ArrowDown", false, "Row below", "down"]],
  column: [["ArrowLeft", false, "Column to the left", "left"], ["ArrowRight", false, "Column to the right", "right"]],
  map: [["ArrowUp", true, "Previous map", "left"], ["ArrowDown", true, "Next map", "right"]],
  unit: [["ArrowUp", false, "Previous unit", "left"], ["ArrowDown", false, "Next unit", "right"]],
};
const PATHS = { up: "M4 10l4-4 4 4", down: "M4 6l4 4 4-4", left: "M10 4l-4 4 4 4", right: "M6 4l4 4-4 4" };

/**
 * @param {{data: {pairs: [string, string][]}, parentElement: HTMLElement}} component
 * @returns {void}
 */
export default function ({ data, parentElement }) {
  const group = parentElement.querySelector(".cnn-arrows") ?? parentElement.appendChild(makeGroup());
  const kinds = data.pairs.map(([kind]) => kind).join();
  if (group.dataset.kinds !== kinds) {
    group.dataset.kinds = kinds;
    group.querySelector(".pairs").replaceChildren(...data.pairs.map(([kind]) => makePair(kind)));
  }
  group.querySelectorAll(".pair > span").forEach((label, i) => { label.textContent = data.pairs[i][1]; });
}

function makeGroup() {
  const group = document.createElement("div");
  group.className = "cnn-arrows";
  group.setAttribute("role", "group");
  group.setAttribute("aria-label", "Next cell or map");
  group.innerHTML = '<div class="pairs"></div><button type="button" class="open">Open up</button>';
  group.querySelector(".open").onclick = () => wishFocus({ open: true });
  return group;
}

function makePair(kind) {
  const pair = document.createElement("div");
  pair.className = "pair";
  pair.append(document.createElement("span"), ...KEYS[kind].map(makeButton));
  return pair;
}

function makeButton([key, shift, words, way]) {
  const button = document.createElement("button");
  button.type = "button";
  button.setAttribute("aria-label", words);
  button.innerHTML = `<svg viewBox="0 0 16 16" width="20" height="20" aria-hidden="true"><path d="${PATHS[way]}"/></svg>`;
  button.onclick = () => document.dispatchEvent(new CustomEvent("cnn-explorer:step", { detail: { key, shift } }));
  return button;
}
