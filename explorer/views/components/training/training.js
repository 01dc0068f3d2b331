// The control of the training strip: play, a slider over the epochs, what is known of the one on the screen, its curve.

import { drawCurve } from "./curve.js";
import { makePlayer } from "./player.js";

const PLAY = "M7 4v16l13-8z", PAUSE = "M6 4h4v16H6zM14 4h4v16h-4z";
const player = (globalThis.__cnnTraining ??= makePlayer());

/**
 * Both roles of the component: "frames" brings the pictures, "control" is what the visitor sees.
 * @param {{data: object, parentElement: HTMLElement, setTriggerValue: (name: string, value: any) => void}} component
 * @returns {void}
 */
export default function ({ data, parentElement, setTriggerValue }) {
  if (data.role === "frames") {
    player.receive(data);
    return;
  }
  const control = parentElement.cnnTraining ?? build(parentElement);
  control.send = setTriggerValue;
  control.data = data;
  const playable = Boolean(data.epochs);
  control.box.classList.toggle("still", !playable);
  for (const part of [control.play, control.slider]) part.hidden = !playable;
  if (playable) {
    control.slider.max = String(data.epochs.length - 1);
    drawCurve(control.curve, data.curves, data.epochs);
    control.now.title = [...data.curves.map((curve) => `The curve: ${curve.name}.`), data.note].filter(Boolean).join(" ");
  } else {
    control.now.textContent = data.words;
    control.now.title = "";
  }
  player.adopt(control, playable ? data : null);
}

function build(parentElement) {
  const box = document.createElement("div");
  box.className = "cnn-training";
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", "Training");
  box.innerHTML =
    '<button type="button" class="play"><svg viewBox="0 0 24 24" width="18" height="18" aria-hidden="true"><path/></svg></button>' +
    '<input type="range" min="0" step="1" aria-label="Epoch of the training">' +
    '<span class="now"></span><svg class="curve" viewBox="0 0 112 32" width="112" height="32" aria-hidden="true"></svg>';
  parentElement.append(box); // beside the style sheet that Streamlit has put there
  const [play, slider, now, curve] = box.children;
  const control = { box, play, slider, now, curve };
  parentElement.cnnTraining = control;
  control.showPlaying = (playing) => {
    const words = playing ? "Pause" : "Play the training";
    play.querySelector("path").setAttribute("d", playing ? PAUSE : PLAY);
    play.setAttribute("aria-label", words);
    play.title = words;
  };
  control.showEpoch = (index) => {
    const { said, words, at } = control.data;
    slider.value = String(index);
    slider.style.setProperty("--share", `${(100 * index) / Math.max(Number(slider.max), 1)}%`);
    slider.setAttribute("aria-valuetext", said[index]);
    now.textContent = index === at ? words : said[index];
    curve.querySelectorAll(".marker").forEach((marker) => marker.setAttribute("cx", marker.dataset.xs.split(" ")[index]));
    curve.querySelectorAll(".marker").forEach((marker) => marker.setAttribute("cy", marker.dataset.ys.split(" ")[index]));
  };
  control.showPlaying(false);
  play.onclick = () => player.toggle();
  for (const event of ["pointerenter", "focus"]) play.addEventListener(event, () => player.prepare());
  slider.addEventListener("input", () => player.scrub(Number(slider.value)));
  slider.addEventListener("change", () => player.commit(Number(slider.value)));
  return control;
}
