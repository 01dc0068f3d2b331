// Cards in groups, and a field that searches them. The search happens in the browser: there are a few dozen cards.

/**
 * Whether a card has every word of a search somewhere in its texts.
 * @param {{title: string, words: string, badge: string, facts: string}} card
 * @param {string} search
 * @returns {boolean}
 */
export function matches(card, search) {
  const text = `${card.title} ${card.words} ${card.badge} ${card.facts}`.toLowerCase();
  return search.toLowerCase().split(/\s+/).every((word) => text.includes(word));
}

/**
 * How well a card answers a search, the smaller the better: 0 if its title begins with it, 1 if a word of the title does,
 * 2 if the title holds it, 3 if only its other texts do.
 * @param {{title: string}} card
 * @param {string} search
 * @returns {number}
 */
export function distance(card, search) {
  const title = card.title.toLowerCase(), wanted = search.toLowerCase();
  if (title.startsWith(wanted)) return 0;
  if (title.split(/[^\p{L}\p{N}]+/u).some((word) => word.startsWith(wanted))) return 1;
  return title.includes(wanted) ? 2 : 3;
}

const element = (tag, name, text = "") => Object.assign(document.createElement(tag), { className: name, textContent: text });

/**
 * @param {{data: object, parentElement: HTMLElement, setTriggerValue: (name: string, value: any) => void}} component
 * @returns {void}
 */
export default function ({ data, parentElement, setTriggerValue }) {
  const old = parentElement.querySelector(".cnn-cards");
  const key = JSON.stringify(data);
  if (old?.dataset.key === key) return;
  const search = old?.querySelector("input")?.value ?? "";
  const box = element("div", "cnn-cards");
  box.dataset.key = key;
  const field = Object.assign(element("input", "search"), { type: "search", value: search, placeholder: `Search ${data.what}` });
  field.setAttribute("aria-label", `Search ${data.what}`);
  const none = element("p", "none", `No ${data.what.replace(/s$/, "")} matches these words.`);
  none.setAttribute("role", "status");
  const sections = data.groups.map((group) => section(group, data, (name) => setTriggerValue("pick", name)));
  box.append(...(data.search ? [field, none] : []), ...sections);
  const filter = () => {
    const wanted = field.value.trim(), ranked = (card) => distance(card.cnnCard, wanted);
    for (const part of sections) {
      const cards = [...part.cnnButtons].sort((one, other) => ranked(one) - ranked(other)); // equals keep their order
      for (const card of cards) card.hidden = !matches(card.cnnCard, wanted);
      part.querySelector(".grid").append(...cards);
      part.hidden = cards.every((card) => card.hidden);
      part.cnnBest = Math.min(...cards.filter((card) => !card.hidden).map(ranked));
    }
    box.append(...[...sections].sort((one, other) => (wanted ? Math.sign(one.cnnBest - other.cnnBest) || 0 : 0)));
    none.hidden = sections.some((part) => !part.hidden);
  };
  field.addEventListener("input", filter);
  filter();
  if (old) old.replaceWith(box);
  else parentElement.append(box);
}

function section({ title, cards }, { chosen, heading }, pick) {
  const part = element("section", "");
  const grid = element("div", cards.some((card) => card.words) ? "grid" : "grid small");
  part.cnnButtons = cards.map((card) => makeCard(card, card.name === chosen, pick));
  grid.append(...part.cnnButtons);
  part.append(element(`h${heading}`, "head", title), grid);
  return part;
}

function makeCard(card, isChosen, pick) {
  const button = Object.assign(element("button", `card${isChosen ? " chosen" : ""}`), { type: "button", cnnCard: card });
  if (isChosen) button.setAttribute("aria-current", "true");
  const picture = Object.assign(element("img", ""), { loading: "lazy", src: card.picture, alt: "" });
  const facts = element("span", "facts", card.facts);
  button.append(picture, element("strong", "", card.title), element("span", "words", card.words));
  if (card.badge) button.append(element("span", `badge${card.trained ? " trained" : ""}`, card.badge));
  button.append(facts);
  button.onclick = () => pick(card.name);
  return button;
}
