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

const element = (tag, name, text = "") => Object.assign(document.createElement(tag), { className: name, textContent: text });

/**
 * @param {{data: object, parentElement: HTMLElement, setTriggerValue: (name: string, value: any) => void}} component
 * @returns {void}
 */
export default function ({ data, parentElement, setTriggerValue }) {
  const old = parentElement.querySelector(".cnn-cards");
  const key = JSON.stringify(data);
  if (old?.dataset.key === key) return;
  const search = old?.querySelector("input").value ?? "";
  const box = element("div", "cnn-cards");
  box.dataset.key = key;
  const field = Object.assign(element("input", "search"), { type: "search", value: search, placeholder: `Search ${data.what}` });
  field.setAttribute("aria-label", `Search ${data.what}`);
  const none = element("p", "none", `No ${data.what.replace(/s$/, "")} matches these words.`);
  none.setAttribute("role", "status");
  box.append(field, none, ...data.groups.map((group) => section(group, data, (name) => setTriggerValue("pick", name))));
  const filter = () => {
    for (const part of box.querySelectorAll("section")) {
      const cards = [...part.querySelectorAll("button")];
      for (const card of cards) card.hidden = !matches(card.cnnCard, field.value.trim());
      part.hidden = cards.every((card) => card.hidden);
    }
    none.hidden = [...box.querySelectorAll("section")].some((part) => !part.hidden);
  };
  field.addEventListener("input", filter);
  filter();
  if (old) old.replaceWith(box);
  else parentElement.append(box);
}

function section({ title, cards }, { chosen, heading }, pick) {
  const part = element("section", "");
  const grid = element("div", cards.some((card) => card.words) ? "grid" : "grid small");
  grid.append(...cards.map((card) => makeCard(card, card.name === chosen, pick)));
  part.append(element(`h${heading}`, "head", title), grid);
  return part;
}

function makeCard(card, isChosen, pick) {
  const button = Object.assign(element("button", `card${isChosen ? " chosen" : ""}`), { type: "button", cnnCard: card });
  if (isChosen) button.setAttribute("aria-current", "true");
  const picture = Object.assign(element("img", ""), { src: card.picture, alt: "" });
  const facts = element("span", "facts", card.facts);
  button.append(picture, element("strong", "", card.title), element("span", "words", card.words));
  if (card.badge) button.append(element("span", `badge${card.trained ? " trained" : ""}`, card.badge));
  button.append(facts);
  button.onclick = () => pick(card.name);
  return button;
}
