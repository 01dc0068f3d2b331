// Fetches the numbers behind the maps when the pointer first comes to them: a screen that nobody points at goes without them.

import { unpacked } from "./values.js";

const AGAIN = 3000; // ms after which what did not come is asked for again

/**
 * Takes the numbers of the maps; of those that are being unpacked only the last ones count.
 * @param {import("../hub.js").Hub} hub
 * @param {Uint8Array} bytes
 * @returns {Promise<void>}
 */
export async function adoptValues(hub, bytes) {
  hub.packed = bytes;
  const values = await unpacked(bytes);
  if (hub.packed !== bytes) return;
  hub.values = values;
  hub.awaited?.();
}

/**
 * Fetches the numbers of the scene, unless they are here or on their way. Where no answer comes, Python is asked to send them
 * with the page.
 * @param {import("../hub.js").Hub} hub
 * @returns {Promise<void>}
 */
export async function fetchValues(hub) {
  const { numbers, version } = hub.scene, now = performance.now();
  if (!numbers || hub.values?.version === version) return;
  if (hub.asked?.numbers === numbers && now - hub.asked.at < AGAIN) return;
  hub.asked = { numbers, at: now };
  try {
    const answer = await fetch(new URL(numbers, document.baseURI));
    if (!answer.ok) throw new Error(answer.statusText);
    const bytes = new Uint8Array(await answer.arrayBuffer());
    if (hub.scene.numbers === numbers) await adoptValues(hub, bytes);
  } catch {
    if (hub.scene.numbers === numbers) hub.askForValues?.();
  }
}
