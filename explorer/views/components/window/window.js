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

/** Whether Python would lay the page out differently. On a phone the height changes with the browser's bars. */
function differs([width, height, open], known) {
  if (window.matchMedia(PHONE).matches) return width !== known.width;
  return width !== known.width || height !== known.height || open !== known.sidebar;
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

/** Watches the sidebar's box, again if Streamlit has made another one. */
function watchSidebar(watcher) {
  const sidebar = document.querySelector('[data-testid="stSidebar"]');
  if (!sidebar || sidebar === watcher.sidebar) return;
  watcher.sidebar = sidebar;
  watcher.boxes.disconnect();
  watcher.boxes.observe(sidebar);
}

/** Reports the page's scheme once Streamlit has taken it over: the server draws pictures for one of the two. */
function watchScheme(watcher) {
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", ({ matches }) => {
    setTimeout(() => watcher.send("scheme", matches ? "dark" : "light"), SETTLED);
  });
}

function start() {
  const watcher = { timer: 0, sidebar: null, sent: "" };
  watcher.boxes = new ResizeObserver(() => later(watcher));
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
