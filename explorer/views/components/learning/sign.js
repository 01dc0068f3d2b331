// The sign in the strip: a training goes on while its panel is closed.

import { percentOf } from "./words.js";

/**
 * Makes the sign.
 * @param {HTMLElement} host
 * @returns {{show: (told: object) => void}}
 */
export function makeSign(host) {
  host.setAttribute("role", "status");
  return {
    show: (told) => {
      host.classList.toggle("running", told.state === "running");
      host.textContent = told.state === "running" ? percentOf(told) : told.state === "failed" ? "stopped" : told.step ? "paused" : "";
      if (told.state === "done") host.textContent = "trained";
    },
  };
}
