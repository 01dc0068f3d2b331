// Keeps in this browser which lessons are done; scrolls to the top of a new lesson, and back to the place of one left.

import { leave, leftAt, returnTo } from "./place.js";
import { showVerdict } from "./verdict.js";

const KEY = "cnn-explorer-course";
let cleared = 0, shown = null, mounted = null;

document.addEventListener("click", (event) => {
  if (shown && event.target.closest?.("[class*=st-key-open_] button")) leave(shown);
}, { capture: true });
document.addEventListener("click", (event) => {
  const pressed = event.target.closest?.("[class*=st-key-exercise_] :is(button, label)");
  if (pressed) showVerdict(pressed);
}, { capture: true });
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.matches?.("[class*=st-key-exercise_] input")) showVerdict(event.target);
}, { capture: true });

const read = () => {
  try {
    const stored = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(stored) ? stored.filter((slug) => typeof slug === "string").slice(0, 200) : [];
  } catch { return []; }
};
const write = (slugs) => { try { localStorage.setItem(KEY, JSON.stringify(slugs)); } catch { /* private mode: this session only */ } };

/**
 * @param {{data: object, setStateValue: (name: string, value: any) => void}} component
 * @returns {void}
 */
export default function ({ data, parentElement, setStateValue }) {
  if (data.clear > cleared) {
    cleared = data.clear;
    write([]);
  }
  const inPython = new Set(data.done), all = [...new Set([...data.done, ...read()])].filter((slug) => data.slugs.includes(slug));
  write(all);
  if (all.some((slug) => !inPython.has(slug))) setStateValue("done", all);
  const top = parentElement === mounted && shown === data.slug ? null : leftAt(data.slug); // only when it has just come
  mounted = parentElement;
  if (top !== null) returnTo(top);
  else if (shown !== null && shown !== data.slug) {
    document.querySelector("[data-testid=stMain]")?.scrollTo(0, 0);
    const title = document.querySelector(".st-key-learn h1");
    title?.setAttribute("tabindex", "-1");
    title?.focus({ preventScroll: true });
  }
  shown = data.slug;
}
