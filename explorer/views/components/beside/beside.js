// What makes the pictures of the comparison answer: a button over each row, and linked cells in the enlarged pair.

import { drawPair } from "./pair.js";
import { watchEscape } from "./leave.js";
import { drawRows } from "./rows.js";

/**
 * @param {{data: object, parentElement: HTMLElement, setTriggerValue: (name: string, value: any) => void}} component
 * @returns {void}
 */
export default function ({ data, parentElement, setTriggerValue }) {
  const host = parentElement.querySelector(".cnn-beside") ?? parentElement.appendChild(document.createElement("div"));
  host.className = `cnn-beside ${data.role}`;
  if (data.role === "pair") drawPair(host, data, (cell) => setTriggerValue("pick", cell));
  else if (data.role === "rows") drawRows(host, data, (path) => setTriggerValue("choose", path));
  else watchEscape(host, () => setTriggerValue("leave", true));
}
