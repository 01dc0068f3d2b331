// Classes of the visitor's own: a row of pictures for each, where one is chosen, and pictures are taken out again.

/**
 * @typedef {{name: string, pictures: {source: string, held: boolean}[]}} Own
 */

/**
 * Makes the rows.
 * @param {HTMLElement} host
 * @returns {{adopt: (data: {classes: Own[], chosen: number, fixed: boolean}) => void}}
 */
export function makeClasses(host) {
  host.setAttribute("role", "group");
  host.setAttribute("aria-label", "Classes");
  return {
    adopt({ classes, chosen, fixed }) {
      const focused = host.contains(document.activeElement) ? document.activeElement.dataset.place : null;
      host.replaceChildren(...classes.map((own, at) => row(this, own, at, at === chosen, fixed)));
      if (!fixed) host.append(button("Add a class", "more", () => this.send("more", Date.now())));
      if (focused) host.querySelector(`[data-place="${focused}"]`)?.focus({ preventScroll: true });
    },
  };
}

function button(words, place, press) {
  const made = Object.assign(document.createElement("button"), { type: "button", textContent: words, onclick: press });
  made.dataset.place = place;
  return made;
}

function row(part, { name, pictures }, at, chosen, fixed) {
  const box = document.createElement("div");
  box.className = "own";
  const head = button("", `class ${at}`, () => part.send("choose", at));
  head.className = "name";
  head.setAttribute("aria-pressed", String(chosen));
  head.append(Object.assign(document.createElement("b"), { textContent: name }), Object.assign(document.createElement("span"), { textContent: String(pictures.length) }));
  head.setAttribute("aria-label", `${name}, ${pictures.length} picture${pictures.length === 1 ? "" : "s"}`);
  const strip = document.createElement("div");
  strip.className = "strip";
  strip.append(...pictures.map(({ source, held }, number) => picture(part, { source, held, at, number, name, fixed })));
  box.append(head, strip);
  return box;
}

function picture(part, { source, held, at, number, name, fixed }) {
  const press = button("", `${at} ${number}`, () => part.send("remove", [at, number]));
  press.className = held ? "picture held" : "picture";
  press.disabled = fixed;
  press.setAttribute("aria-label", `Remove picture ${number + 1} of ${name}${held ? ", which the network is checked with" : ""}`);
  press.title = held ? "To check with. Click to remove it." : "Click to remove it.";
  press.append(Object.assign(document.createElement("img"), { src: source, alt: "" }));
  return press;
}
