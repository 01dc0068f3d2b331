// Brings the content of a tab into view when its name is clicked: below a tall picture it would open out of sight.

const FOLD = 0.6; // part of the window's height below which tabs count as out of view
const PATIENCE = 3000; // ms in which a tab grows to its height

/**
 * @param {Document} page
 * @returns {void}
 */
export function followTabs(page) {
  const follow = (event) => {
    const tabs = event.target.closest?.('.st-key-tab [role="radiogroup"]') && page.querySelector(".st-key-tabs");
    if (tabs && tabs.getBoundingClientRect().top > FOLD * innerHeight) keepInView(tabs);
  };
  page.addEventListener("click", follow, { capture: true }); // the switch itself lets no click through
}

/** Scrolls to the top of an element, again as it grows, until the visitor moves the page or `PATIENCE` is over. */
function keepInView(element) {
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  element.style.scrollMarginTop = "64px"; // the page's bar
  const show = () => element.scrollIntoView({ block: "start", behavior: calm ? "auto" : "smooth" });
  const watch = new ResizeObserver(show); // reports the present size at once
  const over = new AbortController();
  const stop = () => { watch.disconnect(); over.abort(); };
  for (const name of ["wheel", "touchmove", "keydown", "pointerdown"]) addEventListener(name, stop, { signal: over.signal });
  watch.observe(element);
  setTimeout(stop, PATIENCE);
}
