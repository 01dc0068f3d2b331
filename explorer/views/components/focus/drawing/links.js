// The curves that flow from each part of a sum into the map that it makes: their width and color say how much flows.

const SVG = "http://www.w3.org/2000/svg";
const WIDEST = 14, THINNEST = 1; // px

/** Where an element lies within another, in px, whatever moves at the moment: transforms do not count. */
function boxIn(element, within) {
  let left = 0, top = 0;
  for (let each = element; each && each !== within; each = each.offsetParent) {
    left += each.offsetLeft;
    top += each.offsetTop;
  }
  return { left, top, width: element.offsetWidth, height: element.offsetHeight };
}

/** The y of the middle of one box, as near as it lies within another. */
const levelIn = (box, of) => Math.min(Math.max(of.top + of.height / 2, box.top), box.top + box.height);

/** A layer of curves over a part of the page. */
export class Links {
  /** @param {HTMLElement} within Its box is the layer's; it must be positioned. */
  constructor(within) {
    this.within = within;
    this.svg = document.createElementNS(SVG, "svg");
    this.svg.classList.add("cnn-links");
    this.svg.setAttribute("aria-hidden", "true");
    within.appendChild(this.svg);
    this.paths = [];
  }

  /**
   * Lays curves from the right edge of each of `from` into the left edge of `to`.
   * @param {HTMLElement[]} from
   * @param {HTMLElement} to
   * @param {boolean} [fan] Whether they end below each other; otherwise they run level where they can, at the middle of the lower thing.
   */
  lay(from, to, fan = true) {
    const end = boxIn(to, this.within);
    while (this.paths.length < from.length) {
      const path = this.svg.appendChild(document.createElementNS(SVG, "path"));
      path.setAttribute("pathLength", "1");
      path.style.setProperty("--n", this.paths.length);
      this.paths.push(path);
    }
    from.forEach((element, n) => {
      const box = boxIn(element, this.within), lower = box.height < end.height ? box : end;
      const x = box.left + box.width + 4, y = levelIn(box, fan ? box : lower), spread = fan && Math.min(end.height * 0.5, 90) * ((n + 0.5) / from.length - 0.5);
      const endX = end.left - 3, endY = fan ? end.top + end.height / 2 + spread : levelIn(end, lower), bend = Math.max((endX - x) * 0.55, 12);
      this.paths[n].setAttribute("d", `M${x},${y} C${x + bend},${y} ${endX - bend},${endY} ${endX},${endY}`);
    });
  }

  /**
   * Sets what flows through each curve.
   * @param {number[]} values
   */
  flow(values) {
    const most = Math.max(...values.map(Math.abs), 1e-12);
    values.forEach((value, n) => {
      const path = this.paths[n];
      if (!path) return;
      path.style.strokeWidth = `${THINNEST + (WIDEST - THINNEST) * (Math.abs(value) / most)}px`;
      path.classList.toggle("cnn-taken", value < 0);
      path.classList.toggle("cnn-nothing", value === 0);
    });
  }
}
