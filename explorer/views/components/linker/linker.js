// The component that links the charts: its instances receive the screen, the network, the selected cell and the numbers.

import { adoptPointer, assembleScene, makeHub } from "./hub.js";
import { adoptValues } from "./loupe/fetching.js";

/** @typedef {{data: any, parentElement: HTMLElement, setTriggerValue: (name: string, value: object) => void}} Component Streamlit's. */

/**
 * @param {Component} component
 * @returns {void}
 */
export default function (component) {
  const { data, setTriggerValue } = component;
  const hub = (window.__cnnExplorer ??= makeHub());
  if (data instanceof Uint8Array) adoptValues(hub, data);
  else if (data.role === "scene") {
    hub.given = data;
    hub.askForValues = () => setTriggerValue("numbers", { version: data.version });
    assembleScene(hub);
  } else if (data.role === "tables") {
    hub.tables = data;
    assembleScene(hub);
  } else adoptPointer(hub, data, setTriggerValue);
}
