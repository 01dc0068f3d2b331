// How far a training is, in words.

import { countText } from "../shared/numbers.js";

/**
 * The part of all steps that was taken, "42%".
 * @param {{step: number, steps: number}} told
 * @returns {string}
 */
export const percentOf = ({ step, steps }) => `${steps ? Math.floor((100 * step) / steps) : 0}%`;

/**
 * Seconds as they are read: "8 s", "3 min", "2 h".
 * @param {number} seconds
 * @returns {string}
 */
export function timeText(seconds) {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}

/**
 * How far a training is: its epoch and step, and the time that is left.
 * @param {import("./feed.js").Told} told
 * @param {string} before What is said before anything was learned.
 * @returns {string}
 */
export function progressText(told, before) {
  if (told.place > 0) return `Waits for ${told.place} other${told.place > 1 ? "s" : ""} to finish`;
  if (told.state === "ready" || !told.step) return told.state === "running" ? "Begins" : before;
  const epoch = Math.min(Math.floor(told.epoch) + (told.step < told.steps ? 1 : 0), told.epochs);
  const at = `Epoch ${epoch} of ${told.epochs}, step ${countText(told.step)} of ${countText(told.steps)}`;
  if (told.state === "running") return told.left === null ? at : `${at}, ${timeText(told.left)} left`;
  return told.state === "done" ? `${at}: done` : `${at}: paused`;
}
