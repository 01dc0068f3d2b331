// Pictures that are pasted, or dropped anywhere on the page, are read here and sent as they are.

const FIELDS = "input, textarea, select, [contenteditable='true'], [role='textbox']";
const UPLOADER = "[data-testid='stFileUploaderDropzone']";

/** The one door of the page; what it sends goes to the component that is mounted now. */
function makeDoor() {
  const door = { send: null, home: null, most: 0, own: false, depth: 0 };
  const veil = Object.assign(document.createElement("div"), { className: "cnn-veil", hidden: true });
  veil.innerHTML = "<p>Drop the picture anywhere</p>";
  document.body.appendChild(veil);
  const open = () => door.home && door.home.isConnected;
  const brings = (event) => open() && !door.own && [...(event.dataTransfer?.types || [])].includes("Files");
  const show = (on) => { veil.hidden = !on; };

  document.addEventListener("paste", (event) => {
    if (!open() || event.target.closest?.(FIELDS)) return;
    const file = [...(event.clipboardData?.files || [])].find((each) => each.type.startsWith("image/"));
    if (!file) return;
    event.preventDefault();
    deliver(door, file, "The pasted picture");
  });
  // A picture of this page that is dragged about is none that comes in.
  document.addEventListener("dragstart", () => { door.own = true; });
  document.addEventListener("dragend", () => { door.own = false; });
  document.addEventListener("dragover", (event) => {
    if (!brings(event)) return;
    const uploader = event.target.closest?.(UPLOADER);
    if (!uploader) event.preventDefault();
    show(!uploader);
  });
  document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) show(false); });
  document.addEventListener("drop", (event) => {
    show(false);
    if (!brings(event) || event.target.closest?.(UPLOADER)) return;
    const files = [...event.dataTransfer.files];
    const file = files.find((each) => each.type.startsWith("image/")) || files[0];
    if (!file) return;
    event.preventDefault();
    deliver(door, file, file.name);
  });
  return door;
}

function deliver(door, file, name) {
  if (file.size > door.most) {
    door.send("file", { name, size: file.size });
    return;
  }
  const reader = new FileReader();
  reader.onload = () => door.send("file", { name, data: String(reader.result).split(",", 2)[1] || "" });
  reader.onerror = () => door.send("file", { name });
  reader.readAsDataURL(file);
}

/**
 * @param {{data: object, parentElement: HTMLElement, setTriggerValue: (name: string, value: any) => void}} component
 * @returns {void}
 */
export default function ({ data, parentElement, setTriggerValue }) {
  const door = (window.__cnnDoor ??= makeDoor());
  door.send = setTriggerValue;
  door.most = data.most;
  door.home = parentElement.host || parentElement;
}
