// A row of pictures to choose from; each is a button.

/**
 * @param {{data: object, parentElement: HTMLElement, setTriggerValue: Function}} component
 * @returns {void}
 */
export default function ({ data, parentElement, setTriggerValue }) {
  let row = parentElement.querySelector(".cnn-gallery");
  if (!row) {
    row = document.createElement("div");
    row.className = "cnn-gallery";
    row.setAttribute("role", "group");
    row.setAttribute("aria-label", data.label);
    parentElement.appendChild(row);
  }
  // A button is replaced only if its picture changes, so that a button with the focus keeps it.
  data.items.forEach((item, i) => {
    const old = row.children[i];
    if (!old) row.appendChild(makeButton(item));
    else if (old.dataset.name !== item.name || old.firstChild.getAttribute("src") !== item.source) old.replaceWith(makeButton(item));
  });
  while (row.children.length > data.items.length) row.lastChild.remove();
  for (const button of row.children) {
    button.setAttribute("aria-pressed", String(button.dataset.name === data.chosen));
    button.onclick = () => setTriggerValue("pick", button.dataset.name);
  }
}

function makeButton(item) {
  const button = document.createElement("button"), image = document.createElement("img");
  button.type = "button";
  button.title = item.title;
  button.dataset.name = item.name;
  image.src = item.source;
  image.alt = item.title;
  button.appendChild(image);
  return button;
}
