// The component that links the charts: its three instances receive the screen, the network and the selected cell.

import { adoptPointer, assembleScene, makeHub } from "./hub.js";

/** @typedef {{data: any, parentElement: HTMLElement, setTriggerValue: (name: string, value: object) => void}} Component Streamlit's. */

/**
 * @param {Component} component
 * @returns {void}
 */
export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const hub = (window.__cnnExplorer ??= makeHub());
  if (data.role === "scene") {
    if (!parentElement.querySelector(".cnn-readout")) {
      const line = document.createElement("div");
      line.className = "cnn-readout";
      parentElement.appendChild(line);
    }
    hub.given = data;
    assembleScene(hub);
  } else if (data.role === "tables") {
    hub.tables = data;
    assembleScene(hub);
  } else adoptPointer(hub, data, setTriggerValue);
}
