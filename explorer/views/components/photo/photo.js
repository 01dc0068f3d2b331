// On a phone: the photo as a small button, and the large photo that it opens.

const OPEN = "cnn-photo-open", SIDE = 64;

/**
 * @param {{data: {close?: boolean, source?: string, rows?: number, cols?: number, alt?: string}, parentElement: HTMLElement}} component
 * @returns {void}
 */
export default function ({ data, parentElement }) {
  if (data.close) return showClose(parentElement);
  const button = parentElement.querySelector(".cnn-photo") ?? parentElement.appendChild(makeButton());
  const image = button.querySelector("img"), scale = SIDE / Math.max(data.rows, data.cols);
  if (image.getAttribute("src") !== data.source) image.src = data.source;
  button.style.width = `${Math.round(data.cols * scale)}px`;
  button.style.height = `${Math.round(data.rows * scale)}px`;
  button.setAttribute("aria-label", `${data.alt} Tap to enlarge it or to choose another.`);
}

function makeButton() {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "cnn-photo";
  button.innerHTML = '<img alt=""><i class="region" hidden></i><svg viewBox="0 0 16 16" aria-hidden="true"><path d="M9.5 3H13v3.5M6.5 13H3V9.5M13 3L9 7M3 13l4-4"/></svg>';
  button.onclick = () => open(button);
  return button;
}

function open(button) {
  document.documentElement.classList.add(OPEN);
  document.querySelector(".cnn-photo-close")?.focus({ preventScroll: true });
  const end = () => {
    document.documentElement.classList.remove(OPEN);
    document.removeEventListener("keydown", onKey, true);
    document.removeEventListener("click", onClick, true);
    button.focus({ preventScroll: true });
  };
  const onKey = (event) => { if (event.key === "Escape") { event.stopPropagation(); end(); } };
  const onClick = (event) => { if (event.target.closest(".cnn-photo-close, .st-key-large_photo .cnn-gallery button, .st-key-photo_crop button")) end(); };
  document.addEventListener("keydown", onKey, true);
  document.addEventListener("click", onClick, true);
}

function showClose(parent) {
  if (parent.querySelector(".cnn-photo-close")) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "cnn-photo-close";
  button.textContent = "×";
  button.setAttribute("aria-label", "Close the photo");
  parent.append(button);
}
