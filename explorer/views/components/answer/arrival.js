// Scrolls to what was asked for as soon as it is on the page.

const PATIENCE = 8000; // ms

/**
 * Brings the element of a selector into view, now if it is there, else when its chart is drawn.
 * @param {string} selector
 * @returns {void}
 */
export function scrollToResult(selector) {
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const show = () => {
    const element = document.querySelector(selector);
    if (!element || !element.querySelector(".js-plotly-plot .main-svg")) return false;
    element.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
    return true;
  };
  if (show()) return;
  const watch = new MutationObserver(() => {
    if (show()) watch.disconnect();
  });
  watch.observe(document.body, { childList: true, subtree: true });
  setTimeout(() => watch.disconnect(), PATIENCE);
}
