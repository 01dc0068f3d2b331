// The hub, one per page, links the charts: hover or click in one, and all draw outlines.

import { followTabs } from "../answer/tabs.js";
import { attachCharts } from "./attach.js";
import { hasCell } from "./cells.js";
import { sayCell, sayEdit } from "./names.js";
import { feeds, reaches } from "./reads.js";
import { settle } from "./choosing/settling.js";
import { listenToKeys } from "./keys/keys.js";

/**
 * A part of a large overview that is no map: its box, its words, and what a click on it does.
 * @typedef {{box: [number, number, number, number], words: string, act: string, path: string}} Zone
 */

/**
 * What is on the screen, as Python sends it (explorer/views/explore/page.py), and the steps of its network.
 * @typedef {object} Scene
 * @property {import("./cells.js").Step[]} steps
 * @property {string} key The layout of the overview.
 * @property {string} numbers Where those behind the maps can be fetched.
 * @property {string} version Of its pictures.
 * @property {string[]} sources The pictures.
 * @property {Record<string, string>} texts Of its annotations, by their number.
 * @property {Zone[]} zones
 * @property {string} ink
 * @property {string} alt
 */

/**
 * The state of the page, at `window.__cnnExplorer`.
 * @typedef {object} Hub
 * @property {Scene | null} scene Null until its tables are here too.
 * @property {object | null} pointer Python's last word on the selected cell.
 * @property {((name: string, value: object) => void) | null} send To Python.
 * @property {import("./cells.js").Cell | null} chosen
 * @property {import("./cells.js").Cell | null} hovered
 * @property {Zone | null} [zone] Under the pointer.
 * @property {boolean} [finger] Whether the last press on a chart was a finger's.
 * @property {import("./loupe/values.js").Values | null} [values] The numbers of the maps, once they have arrived.
 * @property {boolean} [framed] Whether the maps show a moment of a training, whose numbers are not here.
 * @property {{numbers: string, at: number}} [asked] Which numbers were asked for last, and when, in ms.
 * @property {(() => void) | null} [awaited] Shows the loupe again, which waits for its numbers.
 * @property {() => void} [askForValues] Has Python send the numbers with the page.
 * @property {{cone: boolean, feeds: boolean}} marks Whether everything that a cell reads is outlined, and what reads it.
 * @property {number} [serial] Of the last message to Python.
 * @property {number} sent When it was sent, in ms.
 * @property {() => void} soon Brings all charts up to date before the next frame.
 * @property {{hover: number[], pictures: number}} timings For the benchmarks, in ms.
 * @property {typeof reaches} reaches
 * @property {typeof feeds} feeds
 */

/**
 * Makes a hub, which updates the charts whenever Streamlit mounts something.
 * @returns {Hub}
 */
export function makeHub() {
  const hub = { scene: null, pointer: null, send: null, chosen: null, hovered: null, sent: 0, reaches, feeds };
  hub.timings = { hover: [], pictures: 0 };
  hub.soon = () => {
    hub.queued ||= requestAnimationFrame(() => { hub.queued = 0; attachCharts(hub); });
  };
  hub.marks = { cone: false, feeds: false };
  listenToKeys(hub);
  listenToMarks(hub);
  followTabs(document);
  new MutationObserver(hub.soon).observe(document.body, { childList: true, subtree: true });
  return hub;
}

/** Lets the switches on the page choose what is outlined. */
function listenToMarks(hub) {
  document.addEventListener("cnn-explorer:marks", ({ detail }) => {
    Object.assign(hub.marks, detail);
    hub.soon();
  });
}

/**
 * Takes the selected cell from Python; an answer older than our last message is ignored, or the cell would jump back.
 * @param {Hub} hub
 * @param {object} pointer
 * @param {(name: string, value: object) => void} send
 * @returns {void}
 */
export function adoptPointer(hub, pointer, send) {
  hub.send = send;
  const step = hub.scene ? hub.scene.steps.findIndex((s) => s.path === pointer.path) : -1;
  const cell = { step, row: pointer.row, col: pointer.col, channel: pointer.channel };
  hub.pointer = { ...pointer, cell: hasCell(hub.scene, cell) ? cell : null };
  const stale = pointer.serial && hub.serial && pointer.serial < hub.serial;
  if (!stale && hub.pointer.cell) {
    hub.chosen = hub.pointer.cell;
    settle(hub, pointer.behind);
  }
  attachCharts(hub);
  sayCell(hub, pointer.said);
}

/**
 * Sets the scene, once the tables of its network have arrived too.
 * @param {Hub} hub
 * @returns {void}
 */
export function assembleScene(hub) {
  const { given, tables } = hub;
  if (!given || !tables || given.tables !== tables.digest) return;
  const steps = tables.steps.map((step, i) => ({ ...step, slots: given.slots[i], folded: given.folded.includes(i) }));
  hub.scene = { ...given, steps };
  hub.hovered = hub.zone = null;
  if (!hasCell(hub.scene, hub.chosen)) hub.chosen = null;
  if (hub.pointer) adoptPointer(hub, hub.pointer, hub.send);
  sayEdit(given.said || "");
  attachCharts(hub);
}
