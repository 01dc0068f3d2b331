// Where on the page a lesson was left for Explore, so that its reader finds the same place again.

const KEY = "cnn-explorer-left", PATIENCE = 6000; // ms in which the figures above the place have arrived
const main = () => document.querySelector("[data-testid=stMain]");

/**
 * Streamlit writes the new page's query to the old page's path before it switches. That address never was a place; in the
 * history it would stand between Explore and the lesson, and Back would lead to it.
 */
function skipHalfway() {
  const old = location.pathname, push = history.pushState;
  const end = () => { if (history.pushState === skipping) history.pushState = push; };
  function skipping(state, title, url) {
    const { pathname, searchParams } = new URL(url ?? "", location.href);
    if (pathname === old && searchParams.has("m")) return;
    end();
    push.call(history, state, title, url);
  }
  history.pushState = skipping;
  setTimeout(end, PATIENCE);
}

/**
 * Keeps how far a lesson is scrolled, for the way back in this browser tab, and the lesson in the browser's history.
 * @param {string} slug
 * @returns {void}
 */
export function leave(slug) {
  skipHalfway();
  try { sessionStorage.setItem(KEY, JSON.stringify({ slug, top: main()?.scrollTop ?? 0 })); } catch { /* private mode */ }
}

/**
 * The place at which this lesson was left, once; null if it was another one or none. Whatever was kept is forgotten.
 * @param {string} slug
 * @returns {number | null}
 */
export function leftAt(slug) {
  let kept = null;
  try {
    kept = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
    sessionStorage.removeItem(KEY);
  } catch { return null; }
  return kept?.slug === slug && Number.isFinite(kept.top) ? kept.top : null;
}

/**
 * Scrolls to `top` as soon as the page is that long, and again while figures above it arrive, until the reader scrolls.
 * @param {number} top Px.
 * @returns {void}
 */
export function returnTo(top) {
  const began = performance.now(), own = new AbortController();
  for (const name of ["wheel", "touchmove", "keydown", "pointerdown"]) {
    window.addEventListener(name, () => own.abort(), { signal: own.signal, passive: true, capture: true });
  }
  const step = () => {
    if (own.signal.aborted) return;
    const page = main();
    if (page && Math.abs(page.scrollTop - top) > 1) page.scrollTop = top;
    if (performance.now() - began < PATIENCE) setTimeout(step, 100);
    else own.abort();
  };
  step();
}
