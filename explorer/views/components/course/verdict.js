// Brings what is said to an answer into view: on a phone it would open below the window's edge.

const PATIENCE = 8000; // ms
const ALERT = "[data-testid=stAlert]";

/**
 * Waits until the exercise around `element` says something new, and scrolls no further than to show all of it.
 * @param {Element} element What was pressed.
 * @returns {void}
 */
export function showVerdict(element) {
  const exercise = element.closest("[class*=st-key-exercise_]");
  if (!exercise) return;
  const said = () => [...exercise.querySelectorAll(ALERT)].map((alert) => alert.textContent).join("\n");
  const before = said(), calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const watch = new MutationObserver(() => {
    if (!said() || said() === before) return;
    watch.disconnect();
    const last = [...exercise.querySelectorAll(ALERT)].at(-1);
    last.style.scrollMarginBottom = "16px";
    last.scrollIntoView({ block: "nearest", behavior: calm ? "auto" : "smooth" });
  });
  watch.observe(exercise, { childList: true, subtree: true, characterData: true });
  setTimeout(() => watch.disconnect(), PATIENCE);
}
