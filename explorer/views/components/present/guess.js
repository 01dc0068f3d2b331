// "Guess first": the numbers of the selected cell stay hidden until the audience has said which sign they expect.

import { cellName } from "../linker/words.js";

const CLASS = "cnn-guessing";
const HIDDEN = ".st-key-right, .st-key-tabs";
let over = "";

/** The cell on the screen, as a text that differs for every cell of every picture. */
const cellNow = () => {
  const hub = window.__cnnExplorer;
  return hub?.scene ? JSON.stringify([hub.chosen, hub.scene.version]) : "";
};

/**
 * Whether the cell on the screen has been guessed.
 * @returns {boolean}
 */
export const isOver = () => over !== "" && over === cellNow();

const hide = (hidden) => {
  document.documentElement.classList.toggle(CLASS, hidden);
  for (const element of document.querySelectorAll(HIDDEN)) element.inert = hidden;
};

/**
 * Hides the numbers and asks.
 * @param {{question: HTMLElement, answers: HTMLElement, another: HTMLElement}} bar
 * @returns {void}
 */
export function askFirst(bar) {
  over = "";
  hide(true);
  bar.question.innerHTML = "<small></small>Guess first: positive or negative?";
  bar.question.firstChild.textContent = subject(window.__cnnExplorer);
  bar.answers.hidden = false;
  bar.another.hidden = true;
}

/** What the question is about. */
const subject = (hub) => (hub?.scene && hub.chosen ? `The outlined cell of ${cellName(hub.scene.steps, hub.chosen)}` : "");

/**
 * Shows the numbers, and whether the guess was right.
 * @param {{question: HTMLElement, answers: HTMLElement, another: HTMLElement, steps: boolean}} bar
 * @param {number} guess 1 or -1
 * @returns {void}
 */
export function answered(bar, guess) {
  hide(false);
  over = cellNow();
  bar.answers.hidden = true;
  bar.another.hidden = bar.steps; // a walkthrough has its own next step
  bar.question.textContent = words(shownValue(), guess);
}

/** The value of the selected cell: as text, and as a number. */
function shownValue() {
  const place = document.querySelector(".st-key-cell .cnn-value"), text = place?.textContent.trim() ?? "";
  return { text, number: Number.parseFloat(text.replace("−", "-")) };
}

/**
 * What is said to a guess.
 * @param {{text: string, number: number}} value
 * @param {number} guess 1 or -1
 * @returns {string}
 */
export function words({ text, number }, guess) {
  if (number === 0) return `Neither: it is exactly ${text}.`;
  return Math.sign(number) === guess ? `Right: it is ${text}.` : `Not this time: it is ${text}.`;
}
