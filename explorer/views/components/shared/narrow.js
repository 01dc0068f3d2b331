// Reports whether the window is narrow: Python lays the page out for a phone or a desktop, but cannot see the width.

const PHONE = "(max-width: 640px)";

/**
 * Tells Python when the window becomes narrow or wide.
 * @param {{narrow?: boolean}} keeper Keeps what Python knows, from one call to the next.
 * @param {boolean} narrow What Python took the window for.
 * @param {(name: "narrow", value: boolean) => void} setStateValue
 * @returns {void}
 */
export function reportNarrow(keeper, narrow, setStateValue) {
  const phone = (keeper.phone ??= window.matchMedia(PHONE)); // kept, because one without a reference may stop sending events
  const report = () => {
    if (phone.matches !== keeper.narrow) setStateValue("narrow", (keeper.narrow = phone.matches));
  };
  keeper.narrow = narrow;
  phone.onchange = report;
  report();
}
