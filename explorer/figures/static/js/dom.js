// Elements with plain text: whatever a name or a note holds, it is never read as HTML.

/**
 * An element. Properties whose name has a dash become attributes, `style` takes an object; strings become text.
 * @param {string} tag
 * @param {object} [properties]
 * @param {...(Node | string | null | false)} children
 * @returns {HTMLElement}
 */
export function el(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name === "style") for (const [each, text] of Object.entries(value)) element.style.setProperty(each, text);
    else if (name.includes("-") || name === "role") element.setAttribute(name, value);
    else element[name] = value;
  }
  element.append(...children.filter((child) => child !== null && child !== false && child !== ""));
  return element;
}

const MARKED = /\*\*([^\s*](?:[^*\n]*[^\s*])?)\*\*|\*([^\s*](?:[^*\n]*[^\s*])?)\*|`([^`\n]*[^`\s][^`\n]*)`/g;

/**
 * A note: bold, italic and code are shown as such, as explorer/views/share/notes.py does, and all else letter by letter.
 * @param {string} text
 * @returns {Node[]}
 */
export function noteNodes(text) {
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(MARKED)) {
    nodes.push(text.slice(end, match.index));
    const [, bold, italic, code] = match;
    nodes.push(bold ? el("b", {}, bold) : italic ? el("i", {}, italic) : el("code", {}, code));
    end = match.index + match[0].length;
  }
  return [...nodes, text.slice(end)];
}
