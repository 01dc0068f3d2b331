// The control of the training strip: play, a slider over the epochs with their curves above it, what is known of the one on the screen.

import { drawCurves, moveMarkers } from "./curve.js";
import { makeKey } from "./key.js";
import { makePlayer } from "./player.js";
import { wording } from "./wording.js";

const PLAY = "M7 4v16l13-8z", PAUSE = "M6 4h4v16H6zM14 4h4v16h-4z";
const LEAST_TRACK = 112, GAP = 12; // px, as in the style sheet
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
  const control = parentElement.cnnTraining?.box.isConnected ? parentElement.cnnTraining : build(parentElement);
  control.send = setTriggerValue;
  control.data = data;
  const playable = Boolean(data.epochs);
  for (const part of [control.play, control.track]) part.hidden = !playable;
  if (playable) {
    control.slider.max = String(data.epochs.length - 1);
    control.curve.setAttribute("aria-label", data.alt);
    drawCurves(control.curve, data.curves);
    control.fit();
  } else {
    control.now.textContent = data.words[0];
    control.now.style.width = "";
    control.key.show([], 0);
  }
  control.now.title = data.note ?? "";
  player.adopt(control, playable ? data : null);
}

function build(parentElement) {
  const box = document.createElement("div");
  box.className = "cnn-training";
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", "Training");
  box.innerHTML =
    '<button type="button" class="play"><svg viewBox="0 0 24 24" width="18" height="18" aria-hidden="true"><path/></svg></button>' +
    '<div class="track"><svg class="curve" role="img"></svg><input type="range" min="0" step="1" aria-label="Epoch of the training"></div>' +
    '<span class="now"></span>';
  parentElement.append(box); // beside the style sheet that Streamlit has put there
  const [play, track, now] = box.children, [curve, slider] = track.children;
  const control = { box, play, track, slider, now, curve, key: makeKey(track), wording: 0 };
  parentElement.cnnTraining = control;
  control.showPlaying = (playing) => {
    const words = playing ? "Pause" : "Play the training";
    if (playing && !box.classList.contains("playing")) document.dispatchEvent(new CustomEvent("cnn-explorer:lower"));
    box.classList.toggle("playing", playing);
    play.querySelector("path").setAttribute("d", playing ? PAUSE : PLAY);
    play.setAttribute("aria-label", words);
    play.title = words;
  };
  control.showEpoch = (index) => {
    if (!control.data.epochs) return;
    const { said, words, at } = control.data;
    slider.value = String(index);
    slider.style.setProperty("--share", `${(100 * index) / Math.max(Number(slider.max), 1)}%`);
    slider.setAttribute("aria-valuetext", said[index][0]);
    now.textContent = (index === at ? words : said[index])[control.wording];
    moveMarkers(curve, index);
    control.key.show(control.data.curves, index);
  };
  control.fit = () => {
    if (!control.data.epochs) return;
    const { said, words } = control.data;
    const chosen = wording(now, [...said, words], box.clientWidth - play.offsetWidth - LEAST_TRACK - 2 * GAP);
    control.wording = chosen.index;
    now.style.width = `${chosen.width}px`;
  };
  new ResizeObserver(() => {
    control.fit();
    if (control.data.epochs) control.showEpoch(Number(slider.value));
  }).observe(box);
  control.showPlaying(false);
  play.onclick = () => player.toggle();
  for (const event of ["pointerenter", "focus"]) play.addEventListener(event, () => player.prepare());
  slider.addEventListener("input", () => player.scrub(Number(slider.value)));
  slider.addEventListener("change", () => player.commit(Number(slider.value)));
  return control;
}
