// Sliding: the window goes over all positions in reading order, and what it makes appears cell by cell.

const LINGER = 900; // ms at the end, before all is uncovered again

/**
 * The speeds to choose from, in positions a second for so many positions.
 * @type {Record<string, (positions: number) => number>}
 */
export const SPEEDS = {
  slow: () => 3,
  normal: (positions) => Math.max(positions / 16, 6),
  fast: (positions) => Math.max(positions / 5, 12),
};

/** Plays the positions of a view. */
export class Player {
  /**
   * @param {{size: [number, number], show: (row: number, col: number) => void, cover: (row?: number, col?: number) => void}} view
   * @param {(player: Player) => void} changed Called after every step, and when it starts or stops.
   */
  constructor(view, changed) {
    Object.assign(this, { view, changed, at: 0, exact: 0, speed: "normal", playing: false, sliding: false });
  }

  /** How many positions there are. */
  get count() { return this.view.size[0] * this.view.size[1]; }

  /** Row and column of the present position. */
  get place() { return [Math.floor(this.at / this.view.size[1]), this.at % this.view.size[1]]; }

  /** Starts, from the beginning if it is at the end. */
  play() {
    if (!this.sliding || this.at >= this.count - 1) this.at = this.exact = 0;
    this.sliding = this.playing = true;
    this.last = performance.now();
    this.draw();
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame((now) => this.advance(now));
  }

  /** Stops where it is. */
  pause() {
    this.playing = false;
    cancelAnimationFrame(this.frame);
    this.changed(this);
  }

  /** Goes `by` positions on or back. */
  step(by) {
    if (!this.sliding) this.at = by > 0 ? -1 : this.count;
    this.sliding = true;
    this.playing = false;
    cancelAnimationFrame(this.frame);
    this.at = this.exact = Math.min(Math.max(this.at + by, 0), this.count - 1);
    this.draw();
  }

  /** Ends the sliding: all cells are there again. */
  end() {
    clearTimeout(this.lingering);
    cancelAnimationFrame(this.frame);
    const was = this.sliding;
    this.sliding = this.playing = false;
    if (was) this.view.cover();
    this.changed(this);
  }

  advance(now) {
    if (!this.playing) return;
    const first = Math.min(1, (this.exact + 1) / 6); // the first few are slow enough to be followed
    const passed = Math.min(Math.max(now - this.last, 0), 100); // a frame's time may lie before the click that asked for it
    this.exact += (passed / 1000) * SPEEDS[this.speed](this.count) * (this.speed === "slow" ? 1 : Math.max(first * first, 0.02));
    this.last = now;
    const at = Math.min(Math.floor(this.exact), this.count - 1);
    if (at !== this.at) {
      this.at = at;
      this.draw();
    }
    if (this.at < this.count - 1) this.frame = requestAnimationFrame((next) => this.advance(next));
    else {
      this.pause();
      this.lingering = setTimeout(() => this.end(), LINGER);
    }
  }

  draw() {
    const [row, col] = this.place;
    this.view.show(row, col, this.speed === "slow" || !this.playing || this.at < 6);
    this.view.cover(row, col);
    this.changed(this);
  }
}
