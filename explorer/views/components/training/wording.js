// How much of the words about an epoch there is room for: whole words are left out before any is cut.

/**
 * The first of the wordings, from long to short, whose widest text fits; the last one if none does.
 * @param {number[][]} widths per wording the widths of its texts in px
 * @param {number} room px
 * @returns {number} its index.
 */
export function fitting(widths, room) {
  const index = widths.findIndex((each) => Math.max(...each) <= room);
  return index < 0 ? widths.length - 1 : index;
}

const context = document.createElement("canvas").getContext("2d");

/**
 * Chooses one wording for all epochs, so that the words do not change their length while a training plays.
 * @param {HTMLElement} element where the words will stand
 * @param {string[][]} texts the wordings of every epoch, from long to short
 * @param {number} room px
 * @returns {{index: number, width: number}} the wording, and the width in px that its longest text takes.
 */
export function wording(element, texts, room) {
  const style = getComputedStyle(element);
  context.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  const widths = texts[0].map((_, index) => texts.map((text) => Math.ceil(context.measureText(text[index]).width) + 4));
  const index = fitting(widths, room);
  return { index, width: Math.max(...widths[index]) };
}
