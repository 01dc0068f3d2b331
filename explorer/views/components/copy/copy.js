// A text with a button that copies it to the clipboard; a text of several lines stands elsewhere, and only the button shows.

/** Copies the field's text. Without a secure context (such as http at an IP address) only execCommand is allowed. */
async function copyText(field) {
  if (navigator.clipboard && window.isSecureContext) {
    try {
      await navigator.clipboard.writeText(field.value);
      return true;
    } catch (error) { /* not allowed in this frame */ }
  }
  field.focus();
  field.select();
  try { return document.execCommand("copy"); } catch (error) { return false; }
}

function build(parent, lines) {
  const box = document.createElement("div");
  box.className = lines ? "cnn-copy bare" : "cnn-copy";
  const kind = lines ? '<textarea readonly tabindex="-1"></textarea>' : "<input readonly>";
  box.innerHTML = `<label></label><div>${kind}<button type="button"></button></div><p role="status"></p>`;
  const label = box.querySelector("label"), field = box.querySelector("input, textarea");
  label.htmlFor = field.id = `cnn-copy-${Math.random().toString(36).slice(2)}`;
  field.addEventListener("focus", () => field.select());
  parent.appendChild(box);
  return box;
}

/**
 * @param {{data: object, parentElement: HTMLElement}} component
 * @returns {void}
 */
export default function ({ data, parentElement }) {
  const box = parentElement.querySelector(".cnn-copy") || build(parentElement, data.text.includes("\n"));
  const field = box.querySelector("input, textarea"), button = box.querySelector("button"), status = box.querySelector("p");
  box.querySelector("label").textContent = data.label;
  if (field.value !== data.text) field.value = data.text;
  const rest = () => { button.textContent = data.button; button.classList.remove("done"); status.textContent = ""; };
  if (!button.textContent) rest();
  button.onclick = async () => {
    const done = await copyText(field);
    button.textContent = done ? "Copied" : data.button;
    button.classList.toggle("done", done);
    status.textContent = done ? `${data.label} copied.` : "Your browser blocked copying. The text is selected: press Ctrl+C.";
    status.classList.toggle("shown", !done);
    clearTimeout(box.timer);
    if (done) box.timer = setTimeout(rest, 3000);
  };
}
