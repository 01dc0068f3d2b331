// Reads images that are pasted, or dropped anywhere on the page, and sends them to Python as they are.

const FIELDS = "input, textarea, select, [contenteditable='true'], [role='textbox']";
const UPLOADER = "[data-testid='stFileUploaderDropzone']";

/** The listeners of the page, made once; files go to the component that is mounted now. */
function makeReceiver() {
  const receiver = { send: null, home: null, most: 0, own: false, depth: 0 };
  const veil = Object.assign(document.createElement("div"), { className: "cnn-veil", hidden: true });
  veil.innerHTML = "<p>Drop the picture anywhere</p>";
  document.body.appendChild(veil);
  const open = () => receiver.home && receiver.home.isConnected;
  const brings = (event) => open() && !receiver.own && [...(event.dataTransfer?.types || [])].includes("Files");
  const show = (on) => { veil.hidden = !on; };

  document.addEventListener("paste", (event) => {
    if (!open() || event.target.closest?.(FIELDS)) return;
    const file = [...(event.clipboardData?.files || [])].find((each) => each.type.startsWith("image/"));
    if (!file) return;
    event.preventDefault();
    deliver(receiver, file, "The pasted picture");
  });
  // An image of this page that is dragged about is not a file from outside.
  document.addEventListener("dragstart", () => { receiver.own = true; });
  document.addEventListener("dragend", () => { receiver.own = false; });
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
    deliver(receiver, file, file.name);
  });
  return receiver;
}

function deliver(receiver, file, name) {
  if (file.size > receiver.most) {
    receiver.send("file", { name, size: file.size });
    return;
  }
  const reader = new FileReader();
  reader.onload = () => receiver.send("file", { name, data: String(reader.result).split(",", 2)[1] || "" });
  reader.onerror = () => receiver.send("file", { name });
  reader.readAsDataURL(file);
}

/**
 * @param {{data: object, parentElement: HTMLElement, setTriggerValue: (name: string, value: any) => void}} component
 * @returns {void}
 */
export default function ({ data, parentElement, setTriggerValue }) {
  const receiver = (window.__cnnPasteAndDrop ??= makeReceiver());
  receiver.send = setTriggerValue;
  receiver.most = data.most;
  receiver.home = parentElement.host || parentElement;
}
