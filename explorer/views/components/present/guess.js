// "Guess first": the numbers of the selected cell stay hidden until the audience has said which sign they expect.

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
 * @param {{question: HTMLElement, answers: HTMLElement}} bar
 * @returns {void}
 */
export function askFirst(bar) {
  over = "";
  hide(true);
  bar.question.textContent = "Guess first: positive or negative?";
  bar.answers.hidden = false;
}

/**
 * Shows the numbers, and whether the guess was right.
 * @param {{question: HTMLElement, answers: HTMLElement}} bar
 * @param {number} guess 1 or -1
 * @returns {void}
 */
export function answered(bar, guess) {
  hide(false);
  over = cellNow();
  bar.answers.hidden = true;
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
