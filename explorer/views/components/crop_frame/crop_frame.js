// A picture with a crop frame: drag the frame to move it, a corner to size it, or a new one beside it. Sent on release.

import { grownPart, isWhole, movedPart, spannedPart } from "./geometry.js";

const CORNERS = [["nw", 0, 0], ["ne", 0, 1], ["sw", 1, 0], ["se", 1, 1]];

function makeFrame(home) {
  const root = document.createElement("div");
  root.className = "cnn-square";
  root.innerHTML = '<img alt="" draggable="false"><div class="cnn-square-box" tabindex="0" role="application">' +
    `${CORNERS.map(([name]) => `<i class="${name}"></i>`).join("")}</div>`;
  home.appendChild(root);
  const frame = { root, image: root.querySelector("img"), box: root.querySelector(".cnn-square-box"), drag: null };
  root.onpointerdown = (event) => grasp(frame, event);
  root.onpointermove = (event) => pull(frame, event);
  root.onpointerup = (event) => release(frame, event);
  root.onpointercancel = () => { frame.drag = null; show(frame, frame.data.box); };
  frame.box.onkeydown = (event) => key(frame, event);
  return frame;
}

/** Draws the frame; `part` is in px of the picture. */
function show(frame, part) {
  const { rows, cols } = frame.data;
  frame.part = part;
  Object.assign(frame.box.style, {
    top: `${(100 * part.top) / rows}%`,
    left: `${(100 * part.left) / cols}%`,
    height: `${(100 * part.height) / rows}%`,
    width: `${(100 * part.width) / cols}%`,
  });
  frame.box.setAttribute("aria-label", `Part of the image: rows ${part.top} to ${part.top + part.height - 1}, columns ` +
    `${part.left} to ${part.left + part.width - 1}. Arrow keys move it, plus and minus resize it.`);
}

const at = (frame, event) => {
  const box = frame.root.getBoundingClientRect();
  return [((event.clientY - box.top) / box.height) * frame.data.rows, ((event.clientX - box.left) / box.width) * frame.data.cols];
};

function grasp(frame, event) {
  if (event.button > 0 || frame.drag) return;
  event.preventDefault();
  frame.box.focus({ preventScroll: true });
  frame.root.setPointerCapture(event.pointerId);
  const { part } = frame, from = at(frame, event);
  const corner = CORNERS.find(([name]) => event.target.className === name);
  if (corner) {
    // The corner across from the one that is pulled stays where it is.
    const anchor = [corner[1] ? part.top : part.top + part.height, corner[2] ? part.left : part.left + part.width];
    const own = [corner[1] ? part.top + part.height : part.top, corner[2] ? part.left + part.width : part.left];
    // A corner is never hit exactly: it keeps its distance from the pointer, so that nothing jumps.
    frame.drag = { how: "size", anchor, off: [own[0] - from[0], own[1] - from[1]], pointer: event.pointerId };
  } else if (event.target === frame.box && !isWhole(frame.data, part)) frame.drag = { how: "move", from, part, pointer: event.pointerId };
  else frame.drag = { how: "size", anchor: from, off: [0, 0], pointer: event.pointerId };
}

function pull(frame, event) {
  const { drag } = frame;
  if (!drag || event.pointerId !== drag.pointer) return;
  const [y, x] = at(frame, event);
  drag.moved = true;
  if (drag.how === "move") show(frame, movedPart(frame.data, drag.part, y - drag.from[0], x - drag.from[1]));
  else show(frame, spannedPart(frame.data, drag.anchor, y + drag.off[0], x + drag.off[1]));
}

function release(frame, event) {
  const { drag } = frame;
  if (!drag || event.pointerId !== drag.pointer) return;
  frame.drag = null;
  if (drag.moved) send(frame);
}

const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

function key(frame, event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const { rows, cols } = frame.data, { part } = frame;
  const by = event.shiftKey ? 1 : Math.max(1, Math.round(Math.min(rows, cols) / 40));
  const grow = { "+": 2 * by, "=": 2 * by, "-": -2 * by, _: -2 * by }[event.key];
  if (STEPS[event.key]) show(frame, movedPart(frame.data, part, STEPS[event.key][0] * by, STEPS[event.key][1] * by));
  else if (grow) show(frame, grownPart(frame.data, part, grow));
  else return;
  event.preventDefault();
  clearTimeout(frame.timer);
  frame.timer = setTimeout(() => send(frame), 400);
}

function send(frame) {
  const { top, left, height, width } = frame.part;
  frame.send("part", { top, left, height, width });
}

/**
 * @param {{data: object, parentElement: HTMLElement, setTriggerValue: (name: string, value: any) => void}} component
 * @returns {void}
 */
export default function ({ data, parentElement, setTriggerValue }) {
  let frame = parentElement.cnnSquare;
  if (!frame || !frame.root.isConnected) frame = parentElement.cnnSquare = makeFrame(parentElement);
  frame.send = setTriggerValue;
  frame.data = data;
  if (frame.image.src !== data.source) frame.image.src = data.source;
  frame.image.alt = `The image, ${data.cols} by ${data.rows} px`;
  frame.root.style.aspectRatio = `${data.cols} / ${data.rows}`;
  frame.root.style.width = `min(100%, ${(240 * data.cols) / data.rows}px)`;
  frame.root.classList.toggle("few", data.cols < 128);
  if (!frame.drag) show(frame, data.box);
}
