// The line of first steps to try. Which are done, and whether it was closed, is kept in this browser only.

const STORE = "cnn-explorer-first-minute";

function recall() {
  try { return JSON.parse(localStorage.getItem(STORE)) || {}; } catch (error) { return {}; }
}

function remember(progress) {
  try { localStorage.setItem(STORE, JSON.stringify(progress)); } catch (error) { /* a private window: it comes back */ }
}

function element(tag, name, text, parent) {
  const made = document.createElement(tag);
  made.className = name;
  made.textContent = text;
  if (tag === "button") made.type = "button";
  if (parent) parent.appendChild(made);
  return made;
}

/** The steps, in order: id, words, and what a click on the words does. */
function todo(line) {
  const finger = window.matchMedia("(hover: none), (max-width: 640px)").matches, { stride } = line.data;
  const steps = finger ? [["click", "Tap a map, then a cell of it"]] : [["point", "Point at a square"], ["click", "Click it"]];
  if (stride) steps.push(["stride", `Set ${stride[0]}’s stride to 2`, () => line.send("open", Date.now())]);
  return steps;
}

function draw(line) {
  const progress = recall(), steps = todo(line), left = steps.filter(([id]) => !(progress.done || []).includes(id));
  const key = JSON.stringify([progress, steps.map(([, words]) => words), line.data.course]);
  if (line.drawn === key) return;
  line.drawn = key;
  line.box.replaceChildren();
  line.box.hidden = Boolean(progress.gone);
  if (progress.gone) return;
  if (left.length) steps.forEach((step, i) => item(line, step, !left.includes(step), step === left[0], i));
  else next(line);
  const close = element("button", "close", "×", line.box);
  close.setAttribute("aria-label", "Put these hints away");
  close.title = "Put these hints away";
  close.onclick = () => putAway(line);
}

function item(line, [, words, act], done, now, index) {
  if (index) element("span", "then", "→", line.box).setAttribute("aria-hidden", "true");
  const made = element(act && !done ? "button" : "span", `step${done ? " done" : ""}${now ? " now" : ""}`, "", line.box);
  element("span", "mark", done ? "✓" : String(index + 1), made).setAttribute("aria-hidden", "true");
  element("span", "", words, made);
  if (done) element("span", "unseen", " (done)", made);
  if (act && !done) made.onclick = act;
}

/** Shows what to do next, once all steps are done. */
function next(line) {
  element("span", "mark", "✓", line.box).setAttribute("aria-hidden", "true");
  const image = document.querySelector(".st-key-your_image button, .st-key-your_image [role='button']");
  if (image) element("button", "go", "Use your image", line.box).onclick = () => { putAway(line); image.click(); };
  element("button", "go", "Start the course", line.box).onclick = () => { putAway(line); line.send("go", line.data.course); };
}

function putAway(line) {
  remember({ ...recall(), gone: true });
  draw(line);
}

function tick(line, id) {
  const progress = recall(), done = progress.done || [];
  if (progress.gone || done.includes(id)) return;
  remember({ ...progress, done: [...done, id] });
  draw(line);
}

/**
 * @param {{data: object, parentElement: HTMLElement, setTriggerValue: (name: string, value: any) => void}} component
 * @returns {void}
 */
export default function ({ data, parentElement, setTriggerValue }) {
  let line = parentElement.cnnGuide;
  if (!line) {
    line = parentElement.cnnGuide = { box: element("div", "cnn-guide", "", parentElement) };
    line.box.setAttribute("role", "group");
    line.box.setAttribute("aria-label", "First steps");
    document.addEventListener("cnn-explorer", (event) => tick(line, event.detail));
  }
  line.data = data;
  line.send = setTriggerValue;
  draw(line);
  if (data.stride && data.stride[1]) tick(line, "stride");
}
