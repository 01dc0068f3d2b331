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

const GROWN = 700; // ms after which a tab has its height

/**
 * Brings an element's top into view once it holds another one, as the tabs do when a tab is open; again when it has grown.
 * @param {string} selector
 * @param {string} inside The selector of what must be in it.
 * @returns {void}
 */
export function scrollToPart(selector, inside) {
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const show = () => {
    const element = document.querySelector(selector);
    if (!element?.querySelector(inside)) return false;
    element.style.scrollMarginTop = "64px"; // the page's bar
    element.scrollIntoView({ block: "start", behavior: calm ? "auto" : "smooth" });
    return true;
  };
  const twice = () => {
    if (!show()) return false;
    setTimeout(show, GROWN);
    return true;
  };
  if (twice()) return;
  const watch = new MutationObserver(() => { if (twice()) watch.disconnect(); });
  watch.observe(document.body, { childList: true, subtree: true });
  setTimeout(() => watch.disconnect(), PATIENCE);
}
