// Pointing at the maps of an open focus moves its window; a click keeps the place.

/**
 * Lets the maps of the view that is drawn answer the pointer.
 * @param {object} focus The Focus.
 * @returns {void}
 */
export function followPointer(focus) {
  const body = focus.panel.querySelector(".cnn-focus-body");
  for (const { view, to, input, units } of focus.view.targets()) {
    const at = (event) => to && to(...view.cellAt(event));
    view.element.classList.toggle("cnn-live", Boolean(to || units));
    view.element.addEventListener("pointermove", (event) => {
      if (focus.player.playing || !to) return;
      if (focus.player.sliding) focus.player.end();
      focus.stopTelling?.();
      focus.show(...at(event));
    });
    if (input !== undefined && focus.view.turnTo) view.element.closest(".cnn-row").addEventListener("pointerenter", () => {
      focus.view.turnTo(input);
      if (focus.player.sliding) focus.player.draw();
    });
    view.element.addEventListener("click", (event) => focus.keep(units ? { place: view.cellAt(event) } : { position: to && at(event) }));
  }
  body.onpointerleave = () => { if (!focus.player.sliding) focus.show(...focus.position); };
  for (const [n, button] of [...body.querySelectorAll(".cnn-name")].entries()) button.addEventListener("click", () => focus.walkTo(focus.record.inputs?.[n] || focus.record.source));
}
