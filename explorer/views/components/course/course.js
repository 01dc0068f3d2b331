// Keeps what was learned in this browser, and starts every lesson at its top.
const KEY = "cnn-explorer-course";
let cleared = 0, shown = null, narrow = false;

const read = () => {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.filter((slug) => typeof slug === "string").slice(0, 200) : [];
  } catch { return []; }
};
const write = (slugs) => { try { localStorage.setItem(KEY, JSON.stringify(slugs)); } catch { /* private mode: this session only */ } };

export default function ({ data, setStateValue }) {
  if (data.clear > cleared) {
    cleared = data.clear;
    write([]);
  }
  const known = new Set(data.done), all = [...new Set([...data.done, ...read()])].filter((slug) => data.slugs.includes(slug));
  write(all);
  if (all.some((slug) => !known.has(slug))) setStateValue("done", all);
  // Python lays figures out for a phone or for a desk; it cannot see the window's width itself.
  const phone = window.matchMedia("(max-width: 640px)");
  const report = () => { if (phone.matches !== narrow) setStateValue("narrow", (narrow = phone.matches)); };
  narrow = data.narrow;
  phone.onchange = report;
  report();
  if (shown !== null && shown !== data.slug) {
    document.querySelector("[data-testid=stMain]")?.scrollTo(0, 0);
    const title = document.querySelector(".st-key-learn h1");
    title?.setAttribute("tabindex", "-1");
    title?.focus({ preventScroll: true });
  }
  shown = data.slug;
}
