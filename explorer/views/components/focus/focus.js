// The focus: opened by an event, it asks Python for the record of the selected map, shows it, and follows pointer and keys.

import { sameCell } from "../linker/cells.js";
import { chooseCell } from "../linker/choose.js";
import { Asking, coversCell, scriptRests } from "./asking.js";
import { watchBack } from "./back.js";
import { calm } from "./drawing/calm.js";
import { cellAtPlace, openingPosition, placeOnResult } from "./kinds/chain.js";
import { flyIn, foldAway, partPage, tileBox, unfold } from "./motion.js";
import { announce, drawRecord, entitle, fit, isOutside, makeFocusDialog, offerBack, say, standBeside, tellFormula } from "./panel.js";
import { Player } from "./play.js";
import { followPointer } from "./pointing.js";
import { unpackRecord } from "./unpack.js";
import { keptWish } from "./wish.js";

const LEFT = 300; // ms after which a component that is not there is looked for again

const hubOf = () => window.__cnnExplorer;

/** The one focus of the page. */
class Focus {
  constructor() {
    this.asking = new Asking(hubOf, () => Boolean(this.panel));
    this.timings = { move: [], open: 0 };
    document.addEventListener("cnn-explorer:focus", (event) => this.heed(event));
  }

  /** Does what is wished, if it can; otherwise the wish is kept by who has it. */
  heed(event) {
    if (event.detail?.open && !this.isReady()) return;
    event.preventDefault();
    if (event.detail?.open) this.open(event.detail);
    else this.close();
  }

  /** Whether a cell is selected, and Python can be asked. */
  isReady() { return Boolean(hubOf()?.chosen && this.asking.put); }

  /** Opens on the selected map; with `slide` the window begins to slide. */
  open({ slide = false } = {}) {
    const hub = hubOf();
    if (!this.isReady()) return;
    this.slideAtOnce = slide;
    if (this.panel) { if (slide && this.player) this.toggleSlide(); return; }
    this.began = performance.now();
    this.panel = document.body.appendChild(makeFocusDialog());
    this.trail = [];
    this.seen = hub.chosen;
    this.listen();
    this.tile = tileBox(hub);
    standBeside(this.panel);
    announce(this.panel, hub);
    this.panel.showModal();
    partPage(this.tile, true);
    unfold(this.panel);
    this.history = watchBack(() => this.close());
    this.question();
    this.watch();
  }

  /** Closes the way it came. */
  async close() {
    const { panel } = this;
    if (!panel || panel.closing) return;
    panel.closing = true;
    this.player?.end();
    this.stopTelling?.();
    this.history.drop();
    partPage(null, false);
    cancelAnimationFrame(this.watching);
    this.telling?.();
    this.telling = null;
    await foldAway(panel, tileBox(hubOf()));
    panel.close();
    panel.remove();
    this.observer?.disconnect();
    this.panel = this.view = this.record = this.player = null;
  }

  /** Closes because the page that it belongs to is gone: nobody would answer. */
  leave() {
    this.asking.put = null;
    this.close();
  }

  /** Shows how the selected map is made, as soon as Python has answered; it may have done so before. */
  question() {
    this.panel.classList.add("cnn-waiting");
    this.asking.ask();
    if (this.asking.answered) this.draw(this.asking.answered);
  }

  /** Takes Python's answer. */
  answer(data) {
    if (this.asking.take(data) && this.panel) this.draw(data);
  }

  /** Draws the map of an answer. */
  async draw(data) {
    if (data.problem) return entitle(this.panel, this.panel.querySelector("h2").textContent, data.problem);
    const { panel } = this, record = await unpackRecord(data), first = !this.view;
    if (!panel.isConnected || panel.closing || this.asking.answered !== data) return;
    this.player?.end();
    this.stopTelling?.();
    this.record = record;
    this.step = this.asking.question.cell.step;
    if (hubOf().chosen.step === this.step) record.cell = { ...record.cell, ...hubOf().chosen };
    this.panel.classList.remove("cnn-waiting");
    this.view = drawRecord(this.panel, data.view, record, this.theme);
    this.player = new Player(this.view.sliding?.() || { size: this.view.size, show: (...at) => this.show(...at), cover: (...at) => this.view.cover(...at) }, (player) => this.tellSlide(player));
    this.player.speed = this.panel.querySelector("select").value;
    this.position = openingPosition(record);
    followPointer(this);
    fit(this.panel, this.view);
    this.show(...this.position);
    if (this.view.strongest) this.view.turnTo(this.view.strongest());
    this.observer ||= new ResizeObserver(() => { if (this.view) { fit(this.panel, this.view); this.refresh(); } });
    this.observer.observe(this.panel);
    if (first) {
      flyIn(this.view.chain.planes.at(-1).view.element, this.tile);
      this.timings.open = performance.now() - this.began;
    }
    this.tellSlide(this.player);
    if (this.slideAtOnce) this.toggleSlide();
    else this.stopTelling = tellFormula(this.panel, record);
    this.slideAtOnce = false;
  }

  /** Shows a position, and keeps how long that took. */
  show(row, col, travels = false) {
    const began = performance.now();
    const value = this.view.show(row, col, travels);
    this.panel.dataset.at = `${row},${col}`;
    this.timings.move.push(performance.now() - began);
    return value;
  }

  /** Shows again what is shown, after a resize. */
  refresh() {
    this.show(...this.position);
    if (this.player?.sliding) this.player.draw();
  }

  /** Selects a position, or a place of the result, in the whole app. */
  keep({ position, place }) {
    const hub = hubOf(), at = place || (position && placeOnResult(this.record, ...position));
    if (!at) return;
    const cell = cellAtPlace(this.record, ...at);
    if (cell.channel >= hub.scene.steps[this.step].shape[2]) return;
    this.player.end();
    chooseCell(hub, { step: this.step, ...cell });
  }

  /** Goes on to one of the maps that this one is made of. */
  walkTo(plane) {
    const hub = hubOf(), step = hub.scene.steps.findIndex(({ path }) => path === plane.path);
    if (step < 0) return;
    this.trail.push(hub.chosen);
    const shape = hub.scene.steps[step].shape, { rows = [0], cols = [0] } = this.view.under || {};
    const middle = (list, length) => Math.min(Math.max(list[list.length >> 1] ?? 0, 0), length - 1);
    chooseCell(hub, { step, row: middle(rows, shape[0]), col: middle(cols, shape[1]), channel: plane.channel });
  }

  /** Follows the selection of the app, which may change by keys or from here. */
  watch() {
    this.watching = requestAnimationFrame(() => this.watch());
    const { chosen, scene } = hubOf() || {};
    if (!chosen || !scene || sameCell(chosen, this.seen)) return;
    this.seen = chosen;
    offerBack(this.panel, scene, this.trail.at(-1));
    if (!this.record || chosen.step !== this.step || !coversCell(this.record, chosen)) return this.question();
    this.panel.classList.remove("cnn-waiting");
    this.position = openingPosition({ ...this.record, cell: { ...this.record.cell, ...chosen } });
    say(this.panel, this.position, this.show(...this.position));
  }

  toggleSlide() {
    this.stopTelling?.();
    if (!this.player.sliding) document.dispatchEvent(new CustomEvent("cnn-explorer", { detail: "slide" }));
    if (this.player.playing) this.player.pause();
    else if (calm()) this.player.step(1);
    else this.player.play();
  }

  /** Writes on the buttons what they would do. */
  tellSlide(player) {
    if (!this.panel) return;
    const button = this.panel.querySelector("[data-do=slide]");
    button.textContent = player.playing ? "Pause" : player.sliding ? "Continue" : "Slide";
    this.panel.classList.toggle("cnn-slow", player.sliding && player.speed === "slow");
    this.panel.classList.toggle("cnn-sliding", player.sliding);
    if (player.sliding) this.panel.dataset.at = player.place.join();
    this.tellWhileSliding(player.playing);
  }

  /** Lights up the terms of the formula in turn for as long as it plays. */
  tellWhileSliding(playing) {
    if (playing === Boolean(this.telling)) return;
    this.telling?.();
    this.telling = playing ? tellFormula(this.panel, this.record, true) : null;
  }

  listen() {
    const { panel } = this, acts = {
      close: () => this.close(), slide: () => this.toggleSlide(), step: () => this.player.step(1), "step-back": () => this.player.step(-1),
      back: () => chooseCell(hubOf(), this.trail.pop()),
    };
    panel.addEventListener("click", (event) => {
      const act = event.target.closest("[data-do]")?.dataset.do;
      if (act && (act === "close" || this.player)) acts[act]();
      if (isOutside(panel, event)) this.close();
    });
    panel.addEventListener("cancel", (event) => { event.preventDefault(); this.close(); });
    panel.querySelector("select").addEventListener("change", (event) => { if (this.player) this.player.speed = event.target.value; });
    panel.addEventListener("keydown", (event) => this.key(event));
  }

  key(event) {
    const by = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    if (event.key === "Escape") event.stopPropagation();
    if (!this.player || event.target.closest("select") || event.shiftKey) return;
    if (event.key === " " && !event.target.closest("button")) { event.preventDefault(); this.toggleSlide(); }
    if (!by) return;
    event.preventDefault();
    event.stopPropagation();
    const [rows, cols] = this.view.size, [row, col] = this.position;
    if (this.record.moves !== "fixed") this.keep({ position: [Math.min(Math.max(row + by[0], 0), rows - 1), Math.min(Math.max(col + by[1], 0), cols - 1)] });
  }
}

/** Closes the focus of a component that has left the page, unless the script that runs meanwhile puts it back. */
function closeUnlessBack(focus) {
  focus.leaving = setTimeout(() => (scriptRests() ? focus.leave() : closeUnlessBack(focus)), LEFT);
}

/**
 * @param {{data: object, parentElement: HTMLElement, setTriggerValue: (name: string, value: object) => void}} component
 * @returns {() => void}
 */
export default function ({ data, parentElement, setTriggerValue }) {
  const focus = (window.__cnnFocus ??= new Focus());
  Object.assign(focus, { home: parentElement, theme: data.theme });
  focus.asking.put = (question) => setTriggerValue("ask", question);
  if (data.serial) focus.answer(data);
  clearTimeout(focus.leaving);
  const wish = focus.isReady() && keptWish(hubOf().chosen);
  if (wish) focus.open(wish);
  return () => { if (focus.home === parentElement) closeUnlessBack(focus); }; // else its successor came before it went
}
