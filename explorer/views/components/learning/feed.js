// Asks the server how a training goes, as often as somebody looks, and hands the answer to the parts that are on the page.

import { calm } from "../focus/drawing/calm.js";
import { bringMaps, bringRail, endMaps } from "./maps.js";

const PACE = 70; // ms between an answer that was drawn and the next question
const CALM = 1000; // ms for those who prefer reduced motion
const HIDDEN = 3000; // ms while the tab is not seen: enough to notice the end
const ASIDE = 1500; // ms while only the sign in the strip is there
const LOOK = 300; // ms between two looks at which cell is selected
const WANTS = { curve: "curve", filter: "filter", layers: "layers" };

/**
 * What the feed knows of a training: the server's last words, and the curve that they add up to.
 * @typedef {object} Told
 * @property {string} state
 * @property {number} step
 * @property {number} steps
 * @property {number} epoch
 * @property {number} epochs
 * @property {number | null} left Seconds.
 * @property {string} trouble
 * @property {number} version
 * @property {(number | null)[][]} points Step, epoch, loss, accuracy, validation loss and accuracy.
 */

/**
 * The one feed of a page. It outlives its parts, which Streamlit may mount anew.
 * @returns {object}
 */
export function makeFeed() {
  const feed = { parts: new Set(), address: "", told: null, points: [], timer: 0, asking: false, version: -1, frames: [], cost: 0 };
  const present = () => [...feed.parts].filter((part) => part.host.isConnected || (feed.parts.delete(part), false));

  /** Takes a part in, with what Python says of the training: another address or another beginning empties the curve. */
  feed.attach = (part, data) => {
    feed.parts.delete(part);
    feed.parts.add(part);
    if (!data.feed) { feed.soon(0); return; }
    if (feed.address !== data.feed || feed.serial !== data.serial) {
      Object.assign(feed, { address: data.feed, serial: data.serial, points: [], version: -1, told: null });
    }
    feed.watching = Boolean(data.watching);
    feed.layout = data.layout;
    if (!feed.watching) endMaps();
    feed.soon(0);
  };

  /** Asks again after some ms, unless it is sooner to be done already. */
  feed.soon = (ms) => {
    clearTimeout(feed.timer);
    feed.timer = setTimeout(ask, ms);
  };

  const query = (parts) => {
    const wants = new Set(parts.map((part) => WANTS[part.role]).filter(Boolean));
    if (parts.some((part) => part.role === "desk")) wants.add("curve");
    const seen = !document.hidden && feed.watching;
    if (seen) wants.add("maps");
    if (seen && document.documentElement.classList.contains("cnn-train-cell")) wants.add("rail");
    const asked = new URLSearchParams({ want: [...wants].join(), version: feed.version, points: feed.points.length, last: feed.points.at(-1)?.[0] ?? 0 });
    feed.cell = cellText();
    if (feed.cell) asked.set("cell", feed.cell);
    return asked;
  };

  const ask = async () => {
    const parts = present();
    if (!parts.length || !feed.address) { endMaps(); return; }
    if (feed.asking) { feed.soon(PACE); return; }
    feed.asking = true;
    const address = feed.address, serial = feed.serial;
    let told = null;
    try {
      const answer = await fetch(new URL(`${address}?${query(parts)}`, document.baseURI));
      if (answer.ok) told = await answer.json();
    } catch { /* the server is away: Streamlit says so */ }
    feed.asking = false;
    if (feed.address !== address || feed.serial !== serial) return; // another one was attached meanwhile
    const began = performance.now();
    if (told) take(told, parts);
    feed.cost = performance.now() - began;
    const goes = told ? told.state === "running" : true;
    if (goes) feed.soon(document.hidden ? HIDDEN : parts.every((part) => part.role === "sign") ? ASIDE : calm() ? CALM : PACE);
  };

  const take = (told, parts) => {
    const before = feed.told;
    if (told.curve) {
      feed.points.splice(told.curve.from);
      feed.points.push(...told.curve.points);
    }
    feed.told = { ...told, points: feed.points };
    if (told.maps && told.maps.layout === feed.layout && bringMaps(told.maps)) {
      feed.version = told.version;
      feed.frames.push(performance.now());
      if (feed.frames.length > 600) feed.frames.shift();
    }
    if (told.rail) bringRail(told.rail);
    for (const part of parts) part.show?.(feed.told);
    if (before && (before.kept !== told.kept || (before.state === "running" && told.state !== "running"))) {
      parts.find((part) => part.role === "desk")?.send("settled", `${told.state} ${told.kept} ${told.step}`);
    }
  };
  // A training that rests is asked about again when another cell is selected: its filter is shown.
  setInterval(() => { if (feed.parts.size && feed.told && feed.cell !== cellText()) feed.soon(0); }, LOOK);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) feed.soon(0); });
  return feed;
}

/** The selected cell as the server reads it; "" if there is none. */
function cellText() {
  const hub = window.__cnnExplorer, chosen = hub?.chosen, step = chosen && hub.scene?.steps[chosen.step];
  return step ? [step.path, chosen.row, chosen.col, chosen.channel].join("|") : "";
}
