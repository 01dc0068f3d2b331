// Plays a training: shows the pictures of one epoch after the other in the overview, and has the last one committed once.

import { isChosen, restore, showFrame } from "./stage.js";

const STEP = 400; // ms an epoch stays, so that it can be read
const SHORT_STEP = 250, MANY = 12; // ms, if there are more epochs than that

/** The parts of the page that Streamlit has mounted anew leave controls behind that are not on the page any more. */
const onPage = ({ box }) => box.isConnected;

/**
 * The one player of a page. It outlives the control, which Streamlit may mount anew.
 * @returns {object}
 */
export function makePlayer() {
  const player = { controls: new Set(), data: null, pack: null, at: 0, timer: 0, waiting: false };
  const onControls = (act) => [...player.controls].forEach((control) => (onPage(control) ? act(control) : player.controls.delete(control)));
  const send = (name, value) => [...player.controls].findLast(onPage)?.send(name, value);
  const ready = () => player.data && player.pack && player.pack.key === player.data.key && player.pack.frames.length > 0;

  /** Asks for the pictures, and for the rails of the selected cell: once for each cell. */
  const ask = () => {
    const { step, row, col, channel } = window.__cnnExplorer.chosen, wanted = [player.data.key, step, row, col, channel].join();
    if (wanted === player.asked && ready()) return;
    player.asked = wanted;
    send("prepare", player.data.key);
  };

  const show = (index) => {
    player.at = index;
    onControls((control) => control.showEpoch(index));
    if (!ready()) return;
    showFrame(player.pack, index);
    if (!isChosen(player.pack.cell)) ask();
  };

  const stop = () => {
    clearInterval(player.timer);
    player.timer = 0;
    player.waiting = false;
    onControls((control) => control.showPlaying(false));
  };

  const start = () => {
    document.dispatchEvent(new CustomEvent("cnn-explorer", { detail: "play" }));
    player.waiting = false;
    onControls((control) => control.showPlaying(true));
    if (player.at === player.data.epochs.length - 1) show(0);
    player.timer = setInterval(() => {
      if (player.at < player.data.epochs.length - 1) show(player.at + 1);
      if (player.at === player.data.epochs.length - 1) player.commit(player.at);
    }, player.data.epochs.length > MANY ? SHORT_STEP : STEP);
  };

  /** Takes the control's data from Python; another training than the one that plays ends the play. */
  player.adopt = (control, data) => {
    const other = !data || !player.data || player.data.key !== data.key;
    if (other && player.timer) stop();
    player.controls.delete(control);
    player.controls.add(control); // the last one is the newest
    player.data = data;
    control.showPlaying(Boolean(player.timer) || player.waiting);
    if (data && !player.timer) {
      player.at = data.at;
      onControls((each) => each.showEpoch(data.at));
    } else if (data) control.showEpoch(player.at);
  };

  player.receive = (pack) => {
    player.pack = pack;
    if (!ready()) return;
    if (player.waiting) start();
    else if (player.scrubbing || player.timer) show(player.at);
  };

  /** Asks for the pictures, unless they are here. */
  player.prepare = () => {
    if (player.data && !(ready() && isChosen(player.pack.cell))) ask();
  };

  player.toggle = () => {
    if (player.timer) player.commit(player.at);
    else if (ready()) start();
    else if (player.waiting) stop();
    else {
      player.waiting = true;
      onControls((control) => control.showPlaying(true));
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
    if (player.data.epochs[index] !== player.data.epochs[player.data.at]) send("epoch", player.data.epochs[index]);
    else restore();
  };
  return player;
}
