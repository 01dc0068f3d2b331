// A row of pictures to choose from; each is a button.
export default function ({ data, parentElement, setTriggerValue, setStateValue }) {
  let row = parentElement.querySelector(".cnn-gallery");
  if (!row) {
    row = document.createElement("div");
    row.className = "cnn-gallery";
    row.setAttribute("role", "group");
    row.setAttribute("aria-label", "Images");
    parentElement.appendChild(row);
  }
  // A button is made anew only where another picture comes to stand: the one that has the focus keeps it.
  data.items.forEach((item, i) => {
    const old = row.children[i];
    if (!old) row.appendChild(makeButton(item));
    else if (old.dataset.name !== item.name || old.firstChild.getAttribute("src") !== item.source) old.replaceWith(makeButton(item));
  });
  while (row.children.length > data.items.length) row.lastChild.remove();
  if ("narrow" in data) reportWidth(row, data, setStateValue);
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

/** Python lays the page out for a phone or for a desk; it cannot see the window's width itself. */
function reportWidth(row, data, setStateValue) {
  const phone = window.matchMedia("(max-width: 640px)");
  const report = () => { if (phone.matches !== row.narrow) setStateValue("narrow", (row.narrow = phone.matches)); };
  row.narrow = data.narrow;
  phone.onchange = report;
  row.phone = phone;
  report();
}
