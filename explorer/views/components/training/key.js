// The key of the curves: which line is which and its number at the epoch on the screen, beside the pointer or the focus.

const LINE = '<svg viewBox="0 0 28 8" width="28" height="8" aria-hidden="true"><path d="M0 4h28"/></svg>';

/**
 * Makes the key of a track. It lies in the browser's top layer: the strip is too low for it.
 * @param {HTMLElement} track
 * @returns {{show: (curves: {line: string, name: string, said: string[]}[], index: number) => void}}
 */
export function makeKey(track) {
  const key = document.createElement("div");
  key.className = "cnn-training-key";
  key.popover = "manual";
  key.setAttribute("aria-hidden", "true"); // the slider says the same numbers
  track.append(key);
  const open = ({ buttons }) => {
    if (!key.childElementCount || buttons) return;
    key.showPopover();
    const { left, top } = track.getBoundingClientRect();
    key.style.left = `${Math.max(8, Math.min(left, innerWidth - key.offsetWidth - 8))}px`;
    key.style.top = `${top - key.offsetHeight - 8}px`;
  };
  const close = () => {
    if (key.matches(":popover-open")) key.hidePopover();
  };
  for (const event of ["pointerenter", "focusin"]) track.addEventListener(event, open);
  // It lies over the maps, so it goes when the slider moves, and they are what is looked at.
  for (const event of ["pointerleave", "pointerdown", "focusout", "input"]) track.addEventListener(event, close);
  const show = (curves, index) => key.replaceChildren(...curves.map((curve) => row(curve, index)));
  return { show };
}

function row({ line, name, said }, index) {
  const element = document.createElement("div");
  element.className = line;
  element.innerHTML = LINE;
  for (const text of [name, said[index]]) element.append(Object.assign(document.createElement("span"), { textContent: text }));
  return element;
}
