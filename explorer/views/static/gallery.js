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
  const names = data.items.map((item) => item.name).join();
  if (row.dataset.names !== names) {
    row.dataset.names = names;
    row.replaceChildren(...data.items.map((item) => {
      const button = document.createElement("button"), image = document.createElement("img");
      button.type = "button";
      button.title = item.title;
      button.dataset.name = item.name;
      image.src = item.source;
      image.alt = item.title;
      button.appendChild(image);
      return button;
    }));
  }
  // Python lays the page out for a phone or for a desk; it cannot see the window's width itself.
  const phone = window.matchMedia("(max-width: 640px)");
  const report = () => { if (phone.matches !== row.narrow) setStateValue("narrow", (row.narrow = phone.matches)); };
  row.narrow = data.narrow;
  phone.onchange = report;
  row.phone = phone;
  report();
  for (const button of row.children) {
    button.setAttribute("aria-pressed", String(button.dataset.name === data.chosen));
    button.onclick = () => setTriggerValue("pick", button.dataset.name);
  }
}
