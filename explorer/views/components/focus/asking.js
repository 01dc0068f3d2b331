// Asking Python how a map is made: when the focus opens, or before, while a map is selected and the page is idle.

import { sameCell } from "../linker/cells.js";

const ASK_AGAIN = 3000; // ms without an answer: the run that had the question may have been cut short
const IDLE = 400; // ms for which nothing was selected and no script ran, before an answer is fetched ahead

/**
 * Whether no script of the page runs.
 * @returns {boolean}
 */
export const scriptRests = () => document.querySelector('[data-testid="stApp"]')?.dataset.testScriptState === "notRunning";

const isIdle = () => document.visibilityState === "visible" && scriptRests();

/**
 * Whether a record holds the arithmetic of another cell of its step too.
 * @param {object} record Python's Focus.
 * @param {{row: number, col: number, channel: number}} cell
 * @returns {boolean}
 */
export function coversCell({ moves, cell: own, is_vector: vector, stride }, cell) {
  if (moves === "units") return true;
  if (moves === "flat") return cell.channel % stride[1] === own.channel % stride[1];
  if (moves === "fixed" && !vector) return cell.channel === own.channel && cell.row === own.row && cell.col === own.col;
  return cell.channel === own.channel;
}

/** The questions of one page, and the last answer. */
export class Asking {
  /**
   * @param {() => import("../linker/hub.js").Hub | undefined} hubOf
   * @param {() => boolean} busy Whether nothing should be fetched ahead.
   */
  constructor(hubOf, busy) {
    Object.assign(this, { hubOf, busy });
    this.serial = 0;
    setInterval(() => this.ahead(), IDLE);
  }

  /**
   * Asks for the selected map, unless its answer is here or on its way.
   * @returns {void}
   */
  ask() {
    const hub = this.hubOf(), { chosen, scene } = hub;
    if (this.isFor(hub)) return;
    this.question = { cell: chosen, version: scene.version, path: scene.steps[chosen.step].path, serial: (this.serial = Math.max(this.serial + 1, Date.now() % 1e9)) };
    this.answered = null;
    this.send();
  }

  /** Sends the question, and again, with the same serial: under load an answer to the first one may still come. */
  send(attempt = 0) {
    const { path, cell, serial } = this.question;
    this.put?.({ path, row: cell.row, col: cell.col, channel: cell.channel, serial, attempt });
    clearTimeout(this.again);
    this.again = setTimeout(() => this.answered || this.send(attempt + 1), ASK_AGAIN * (attempt + 1));
  }

  /** Whether the last question, or its answer, is for the selected cell of the pictures on the screen. */
  isFor({ chosen, scene }) {
    const { question, answered } = this;
    if (!question || question.version !== scene.version || chosen.step !== question.cell.step) return false;
    return sameCell(question.cell, chosen) || (chosen.channel === question.cell.channel && Boolean(answered?.record) && coversCell(answered.record, chosen));
  }

  /**
   * Takes an answer.
   * @param {object} data
   * @returns {boolean} Whether it was asked for.
   */
  take(data) {
    if (!this.question || data.serial !== this.question.serial || this.answered) return false;
    clearTimeout(this.again);
    this.answered = data;
    return true;
  }

  /** Asks ahead of the opening, once a selection has stood for a while. */
  ahead() {
    const hub = this.hubOf();
    if (!hub?.chosen || !hub.scene || !this.put) return;
    const rests = this.seen && sameCell(hub.chosen, this.seen.cell) && this.seen.version === hub.scene.version && isIdle();
    this.seen = { cell: hub.chosen, version: hub.scene.version };
    if (rests && !this.isFor(hub) && !this.busy()) this.ask();
  }
}
