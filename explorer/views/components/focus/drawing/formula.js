// The formula, whose terms light up what they stand for, and the other way round.

const LIT = "cnn-lit";

/**
 * The formula as a line of the page.
 * @param {{text: string, part: string}[]} terms
 * @returns {string}
 */
export const formulaLine = (terms) =>
  `<p class="cnn-formula">${terms.map(({ text, part, words }) => (part ? `<span data-part="${part}" tabindex="0"${words ? ` title="${text.trim()}: ${words}"` : ""}>${text}</span>` : text)).join("")}</p>` +
  `<p class="cnn-legend">${terms.filter(({ words }) => words).map(({ text, part, words }) => `<span data-part="${part}"><b>${text.trim()}</b> ${words}</span>`).join("")}</p>`;

/**
 * Lights up all that belongs to one part, on the whole panel; nothing for "".
 * @param {HTMLElement} panel
 * @param {string} part
 * @returns {void}
 */
export function lightUp(panel, part) {
  if ((panel.dataset.lit || "") === part) return;
  panel.dataset.lit = part;
  for (const each of panel.querySelectorAll("[data-part]")) each.classList.toggle(LIT, each.dataset.part === part);
}

/**
 * Lights up one part after the other, in the order of the formula.
 * @param {HTMLElement} panel
 * @param {string[]} parts
 * @param {number} each How long each is lit, in ms.
 * @param {boolean} again Over and over, not only once.
 * @returns {() => void} Stops it.
 */
export function lightInTurn(panel, parts, each, again) {
  let at = 0;
  const next = () => {
    lightUp(panel, parts[again ? at % parts.length : at] || "");
    if (at++ >= parts.length && !again) clearInterval(timer);
  };
  const timer = setInterval(next, each);
  return () => { clearInterval(timer); lightUp(panel, ""); };
}

/**
 * Lights up what the pointer or the keyboard's focus is on.
 * @param {HTMLElement} panel
 * @returns {void}
 */
export function listenForParts(panel) {
  const on = (event) => lightUp(panel, event.target.closest("[data-part]")?.dataset.part || "");
  panel.addEventListener("pointerover", on);
  panel.addEventListener("focusin", on);
  panel.addEventListener("pointerleave", () => lightUp(panel, ""));
}
