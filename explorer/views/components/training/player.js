// Plays a training: shows the pictures of one epoch after the other in the overview, and has the last one committed once.

import { restore, showFrame } from "./stage.js";

const STEP = 240; // ms an epoch stays

/**
 * The one player of a page. It outlives the control, which Streamlit may mount anew.
 * @returns {object}
 */
export function makePlayer() {
  const player = { control: null, data: null, pack: null, at: 0, timer: 0, waiting: false };
  const ready = () => player.data && player.pack && player.pack.key === player.data.key && player.pack.frames.length > 0;

  const show = (index) => {
    player.at = index;
    player.control.showEpoch(index);
    if (ready()) showFrame(player.pack, index);
  };

  const stop = () => {
    clearInterval(player.timer);
    player.timer = 0;
    player.waiting = false;
    player.control?.showPlaying(false);
  };

  const start = () => {
    document.dispatchEvent(new CustomEvent("cnn-explorer", { detail: "play" }));
    player.waiting = false;
    player.control.showPlaying(true);
    if (player.at === player.data.epochs.length - 1) show(0);
    player.timer = setInterval(() => {
      if (player.at < player.data.epochs.length - 1) show(player.at + 1);
      if (player.at === player.data.epochs.length - 1) player.commit(player.at);
    }, STEP);
  };

  /** Takes the control's data from Python; another training than the one that plays ends the play. */
  player.adopt = (control, data) => {
    const other = !data || !player.data || player.data.key !== data.key;
    if (other && player.timer) stop();
    player.control = control;
    player.data = data;
    if (data && !player.timer) {
      player.at = data.at;
      control.showEpoch(data.at);
    }
  };

  player.receive = (pack) => {
    player.pack = pack;
    if (!ready()) return;
    if (player.waiting) start();
    else if (player.scrubbing) show(player.at);
  };

  /** Asks for the pictures, unless they are here. */
  player.prepare = () => {
    if (player.data && !ready()) player.control.send("prepare", player.data.key);
  };

  player.toggle = () => {
    if (player.timer) player.commit(player.at);
    else if (ready()) start();
    else if (player.waiting) stop();
    else {
      player.waiting = true;
      player.control.showPlaying(true);
      player.prepare();
    }
  };

  /** Shows an epoch while the slider moves. */
  player.scrub = (index) => {
    if (player.timer) stop();
    player.scrubbing = true;
    player.prepare();
    show(index);
  };

  /** Ends the play at an epoch, which becomes the scene's: one step of undo. */
  player.commit = (index) => {
    stop();
    player.scrubbing = false;
    player.at = index;
    if (player.data.epochs[index] !== player.data.epochs[player.data.at]) player.control.send("epoch", player.data.epochs[index]);
    else restore();
  };
  return player;
}
