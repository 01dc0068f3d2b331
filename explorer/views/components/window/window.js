// Reports the size of the browser's window, and whether the sidebar is open, when Python takes them for others; and a change
// from light to dark.

import { closeAfterNavigation } from "./drawer.js";

const SETTLED = 200; // ms without a change, after which one is reported
const PHONE = "(max-width: 640px)";

/** Width, height and whether the sidebar is open; a sidebar that is not drawn yet is as Python takes it to be. */
function measured(known) {
  const sidebar = document.querySelector('[data-testid="stSidebar"]');
  const open = sidebar ? sidebar.dataset.collapsed !== "true" : known.sidebar;
  return [window.innerWidth, window.innerHeight, open];
}

/** Whether Python would send another page. On a phone the height changes with the browser's bars. */
function differs([width, height, open], known) {
  if (width !== known.width || open !== known.sidebar) return true;
  return height !== known.height && !window.matchMedia(PHONE).matches;
}

/** Lets the next visit begin with this size. */
function keep([width, height, open], base) {
  document.cookie = `cnn_room=${width}x${height}x${open ? 1 : 0}; path=${base}; SameSite=Lax; max-age=31536000`;
}

function report(watcher) {
  const now = measured(watcher.known);
  keep(now, document.documentElement.dataset.cnnBase || "/");
  if (!differs(now, watcher.known) || String(now) === watcher.sent) return; // Python may take another size on purpose
  watcher.sent = String(now);
  watcher.send("size", now);
}

function later(watcher) {
  clearTimeout(watcher.timer);
  watcher.timer = setTimeout(() => report(watcher), SETTLED);
}

/** Watches the sidebar, again if Streamlit has made another one. Its content is asked for at once: it comes only then. */
function watchSidebar(watcher) {
  const sidebar = document.querySelector('[data-testid="stSidebar"]');
  if (!sidebar || sidebar === watcher.sidebar) return;
  watcher.sidebar = sidebar;
  watcher.folds.disconnect();
  watcher.folds.observe(sidebar, { attributeFilter: ["data-collapsed"] });
}

/** Reports the page's scheme once Streamlit has taken it over: the server draws pictures for one of the two. */
function watchScheme(watcher) {
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", ({ matches }) => {
    setTimeout(() => watcher.send("scheme", matches ? "dark" : "light"), SETTLED);
  });
}

function start() {
  const watcher = { timer: 0, sidebar: null, sent: "" };
  watcher.folds = new MutationObserver(() => report(watcher));
  watchScheme(watcher);
  window.addEventListener("resize", () => later(watcher));
  closeAfterNavigation(() => window.matchMedia(PHONE).matches);
  new MutationObserver(() => watchSidebar(watcher)).observe(document.body, { childList: true, subtree: true });
  return watcher;
}

/**
 * @param {{data: {width: number, height: number, sidebar: boolean}, parentElement: HTMLElement, setStateValue: Function}} component
 * @returns {void}
 */
export default function ({ data, parentElement, setStateValue }) {
  const watcher = (parentElement.cnnWindow ??= start());
  watcher.known = data;
  watcher.send = setStateValue;
  watchSidebar(watcher);
  later(watcher);
}
