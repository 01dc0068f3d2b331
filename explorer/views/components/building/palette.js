// The menu of all kinds of layers: a field that searches them, and a list with a picture and a sentence for each. It stays
// open beside the list, so that a network is built with one click a layer; on a phone it closes after each.

import { placeWords } from "./gaps.js";

const NARROW = "(max-width: 640px)";

/**
 * The kinds that a search finds, best first: those whose title begins with it, then has it, then those with its words
 * anywhere. Without a search all, in their order.
 * @param {{kind: string, title: string, about: string, family: string}[]} kinds
 * @param {string} search
 * @returns {object[]}
 */
export function found(kinds, search) {
  const wanted = search.trim().toLowerCase(), words = wanted.split(/\s+/);
  if (!wanted) return kinds;
  const rank = ({ title }) => {
    const name = title.toLowerCase();
    if (name === wanted) return 0;
    if (name.startsWith(wanted)) return 1;
    return name.split(/[\s(-]+/).some((part) => part.startsWith(wanted)) ? 2 : name.includes(wanted) ? 3 : 4;
  };
  const text = (each) => `${each.title} ${each.about} ${each.family} ${each.kind}`.toLowerCase();
  return kinds.filter((each) => words.every((word) => text(each).includes(word))).sort((a, b) => rank(a) - rank(b));
}

const element = (tag, name, text = "") => Object.assign(document.createElement(tag), { className: name, textContent: text });

/**
 * Makes the menu, closed.
 * @param {object} line
 * @param {HTMLElement} box
 * @returns {void}
 */
export function makePalette(line, box) {
  const palette = element("div", "cnn-palette");
  palette.popover = "manual";
  palette.setAttribute("role", "dialog");
  palette.setAttribute("aria-label", "Add a layer");
  const field = Object.assign(element("input", "search"), { type: "text", placeholder: "Search: conv, pooling, smooth …", autocomplete: "off" });
  for (const [name, value] of Object.entries({
    role: "combobox", "aria-label": "Search kinds of layers", "aria-expanded": "true", "aria-controls": "cnn-kinds", "aria-autocomplete": "list",
  })) field.setAttribute(name, value);
  const close = Object.assign(element("button", "close", "×"), { type: "button" });
  close.setAttribute("aria-label", "Close");
  close.onclick = () => closePalette(line);
  const head = element("div", "head");
  head.append(field, close);
  const list = Object.assign(element("div", "kinds"), { id: "cnn-kinds" });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Kinds of layers");
  const where = element("p", "where");
  palette.append(head, where, list);
  box.append(palette);
  Object.assign(line, { palette, field, list, where });
  field.oninput = () => { line.active = 0; fillPalette(line); };
  palette.onkeydown = (event) => keyed(line, event);
  fillPalette(line);
}

/**
 * Opens the menu.
 * @param {object} line
 * @param {string | null} path where the layer goes; null: where the mark is
 * @param {HTMLElement | null} opener what gets the focus back
 * @returns {void}
 */
export function openPalette(line, path, opener) {
  Object.assign(line, { at: path, opener, active: 0 });
  line.field.value = "";
  if (!line.palette.matches(":popover-open")) line.palette.showPopover();
  fillPalette(line);
  line.marked();
  line.list.scrollTop = 0;
  if (!window.matchMedia(NARROW).matches) line.field.focus(); // on a phone the keyboard would cover the list
}

/**
 * Closes the menu and gives the focus back.
 * @param {object} line
 * @returns {void}
 */
export function closePalette(line) {
  line.palette.hidePopover();
  line.at = null;
  const button = line.opener?.isConnected && line.opener.offsetParent ? line.opener : line.box.querySelector(".add");
  button?.focus({ preventScroll: true });
  line.marked();
}

/**
 * Fills the list with what the search finds.
 * @param {object} line
 * @returns {void}
 */
export function fillPalette(line) {
  if (!line.palette) return;
  const [words, name] = placeWords(line.rows, line.at ?? line.mark);
  line.where.replaceChildren(`${words} `, element("b", "", name));
  const kinds = line.families.flatMap(({ title, kinds }) => kinds.map((each) => ({ ...each, group: title })));
  const shown = found(kinds, line.field.value), key = JSON.stringify([shown.map((each) => each.kind), line.families.length, shown[0]?.picture]);
  line.shown = shown;
  if (line.list.dataset.key !== key) {
    line.list.dataset.key = key;
    line.list.replaceChildren(...(shown.length ? options(line, shown) : [element("p", "none", "No kind of layer matches these words.")]));
  }
  activate(line, Math.min(line.active ?? 0, shown.length - 1));
}

/** The options, under the headings of their families while nothing is searched for. */
function options(line, shown) {
  const made = [];
  shown.forEach((kind, index) => {
    if (!line.field.value.trim() && kind.group !== shown[index - 1]?.group) {
      const heading = element("div", "family", kind.group);
      heading.setAttribute("role", "presentation");
      made.push(heading);
    }
    const option = Object.assign(element("div", "kind"), { id: `cnn-kind-${kind.kind}` });
    option.setAttribute("role", "option");
    option.dataset.kind = kind.kind;
    const words = element("span", "words");
    words.append(element("b", "", kind.title), element("span", "about", kind.about));
    option.append(Object.assign(element("img", ""), { src: kind.picture, alt: "" }), words);
    option.onclick = () => choose(line, kind);
    option.onpointermove = () => activate(line, index, false);
    made.push(option);
  });
  return made;
}

function activate(line, index, scroll = true) {
  line.active = index;
  const all = [...line.list.querySelectorAll(".kind")];
  all.forEach((option, at) => option.setAttribute("aria-selected", String(at === index)));
  const active = all[index];
  if (active) line.field.setAttribute("aria-activedescendant", active.id);
  else line.field.removeAttribute("aria-activedescendant");
  if (scroll && line.palette.matches(":popover-open")) active?.scrollIntoView({ block: "nearest" });
}

function keyed(line, event) {
  const last = line.shown.length - 1;
  const to = { ArrowDown: Math.min(line.active + 1, last), ArrowUp: Math.max(line.active - 1, 0), PageDown: Math.min(line.active + 6, last), PageUp: Math.max(line.active - 6, 0) }[event.key];
  if (event.key === "Escape") closePalette(line);
  else if (event.key === "Enter" && event.target === line.field && line.shown[line.active]) choose(line, line.shown[line.active]);
  else if (to !== undefined) activate(line, to);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

function choose(line, kind) {
  line.ask({ do: "add", kind: kind.kind, at: line.at });
  line.at = null; // the next one goes below this one, which the server then marks
  line.said.textContent = `${kind.title} added.`;
  if (window.matchMedia(NARROW).matches) return closePalette(line);
  line.field.value = "";
  line.active = 0;
  fillPalette(line);
  line.field.focus();
}
