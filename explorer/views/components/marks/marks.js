// Two switches: whether everything that the selected cell reads is outlined, down to the photo, and what reads it.

const SWITCHES = {
  cone: ["Everything it reads", "Outline what the cell reads in every earlier layer, down to the photo (solid)"],
  feeds: ["What reads it", "Outline the cells of later layers that read this cell (dashed)"],
};

/**
 * @param {{parentElement: HTMLElement}} component
 * @returns {void}
 */
export default function ({ parentElement }) {
  if (!parentElement.querySelector(".cnn-marks")) parentElement.appendChild(makeGroup());
}

function makeGroup() {
  const group = document.createElement("div");
  group.className = "cnn-marks";
  group.setAttribute("role", "group");
  group.setAttribute("aria-label", "Outlines");
  for (const [name, [text, title]] of Object.entries(SWITCHES)) group.appendChild(makeSwitch(name, text, title));
  return group;
}

function makeSwitch(name, text, title) {
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: text, title });
  const on = window.__cnnExplorer?.marks?.[name] ?? false; // what was chosen before Streamlit mounted the switches anew
  button.setAttribute("aria-pressed", String(on));
  button.onclick = () => {
    const pressed = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(pressed));
    document.dispatchEvent(new CustomEvent("cnn-explorer:marks", { detail: { [name]: pressed } }));
  };
  return button;
}
