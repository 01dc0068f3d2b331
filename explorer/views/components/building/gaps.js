// Gaps between the rows of the list: which places a layer can be put at, and where on the page they lie.

/**
 * A path as the prefix of its stack and the place in it: "5.b1.2" is ["5.b1.", 2].
 * @param {string} path
 * @returns {[string, number]}
 */
export function splitPath(path) {
  const at = path.lastIndexOf(".") + 1;
  return [path.slice(0, at), Number(path.slice(at))];
}

/**
 * The path right below a layer's, in the same stack.
 * @param {string} path
 * @returns {string}
 */
export function pathBelow(path) {
  const [prefix, index] = splitPath(path);
  return `${prefix}${index + 1}`;
}

/**
 * The place that lies nearest to a height, among the boundaries of rows.
 * @param {{path: string, top: number, bottom: number, holds: boolean}[]} boxes the rows from the top; `holds`: its layers are below it
 * @param {number} y
 * @returns {string | null} null where there are no rows
 */
export function placeNear(boxes, y) {
  let best = null, least = Infinity;
  for (const { path, top, bottom, holds } of boxes) {
    const below = path === "" ? "0" : holds ? `${path}.b0.0` : pathBelow(path);
    for (const [place, at] of [[path, top], [below, bottom]]) {
      if (place !== "" && Math.abs(y - at) < least) [best, least] = [place, Math.abs(y - at)];
    }
  }
  return best;
}

/**
 * The words for a place: what a layer that is put there goes below.
 * @param {{path: string, name: string}[]} rows
 * @param {string} path
 * @returns {[string, string]} words, and the name that they end with
 */
export function placeWords(rows, path) {
  const [prefix, index] = splitPath(path);
  const named = (wanted) => rows.find((row) => row.path === wanted)?.name ?? "";
  if (index > 0) return ["Goes below", named(`${prefix}${index - 1}`)];
  if (prefix) return ["Goes first into", named(prefix.slice(0, prefix.lastIndexOf(".b")))];
  return ["Goes below the", "input"];
}

/**
 * Whether a layer at `path` would be put into itself, or where it is already.
 * @param {string} path
 * @param {string} place
 * @returns {boolean}
 */
export const isOwnPlace = (path, place) => place === path || place === pathBelow(path) || place.startsWith(`${path}.`);

/**
 * The row of a layer in the list.
 * @param {string} id
 * @returns {HTMLElement | null}
 */
export const rowElement = (id) => document.querySelector(`.st-key-rows .st-key-row_${id}`);

/**
 * The boxes of all rows that are shown, the input first, in px of the window.
 * @param {{id: string, path: string}[]} rows
 * @returns {{id: string, path: string, top: number, bottom: number, left: number, width: number, holds: boolean}[]}
 */
export function rowBoxes(rows) {
  return [{ id: "input", path: "" }, ...rows].flatMap(({ id, path }) => {
    const box = rowElement(id)?.getBoundingClientRect();
    const holds = Boolean(document.querySelector(`.st-key-inside_${id}`));
    return box ? [{ id, path, top: box.top, bottom: box.bottom, left: box.left, width: box.width, holds }] : [];
  });
}

/** The lower end of a row with its form and its layers. */
function endOf(id) {
  const parts = ["row", "form", "inside"].map((part) => document.querySelector(`.st-key-${part}_${id}`));
  return Math.max(...parts.filter(Boolean).map((part) => part.getBoundingClientRect().bottom));
}

/**
 * Where a place lies in the list: its height, left end and width in px of the window; null if it is not shown.
 * @param {{id: string, path: string}[]} rows
 * @param {string} path
 * @returns {{y: number, left: number, width: number} | null}
 */
export function gapAt(rows, path) {
  const boxes = rowBoxes(rows), [prefix, index] = splitPath(path);
  const before = boxes.find((box) => (index ? box.path === `${prefix}${index - 1}` : !prefix && !box.path));
  if (before) return { y: endOf(before.id), left: before.left, width: before.width };
  const next = boxes.find((box) => box.path === path);
  return next ? { y: next.top, left: next.left, width: next.width } : null;
}
