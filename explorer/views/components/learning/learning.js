// The panel of a training: each part is mounted by itself, and all of them show what one feed brings.

import { makeClasses } from "./classes.js";
import { makeCurves } from "./curves.js";
import { makeDesk } from "./desk.js";
import { makeFeed } from "./feed.js";
import { drawFilter } from "./filter.js";
import { drawLayers } from "./layers.js";
import { makeSign } from "./sign.js";

const MAKERS = { desk: makeDesk, sign: makeSign, curve: makeCurves, filter: drawFilter, layers: drawLayers, classes: makeClasses };
const feed = (globalThis.__cnnLearning ??= makeFeed());

/**
 * @param {{data: object, parentElement: HTMLElement, setTriggerValue: (name: string, value: any) => void}} component
 * @returns {void}
 */
export default function ({ data, parentElement, setTriggerValue }) {
  let part = parentElement.cnnLearning;
  if (!part?.host.isConnected || part.role !== data.role) {
    const host = parentElement.appendChild(document.createElement("div"));
    host.className = `cnn-learning ${data.role}`;
    part = parentElement.cnnLearning = { role: data.role, host, ...MAKERS[data.role](host, feed) };
  }
  part.send = setTriggerValue;
  part.adopt?.(data);
  feed.attach(part, data);
}
