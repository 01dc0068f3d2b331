// Python lays the page out for a phone or for a desk; it cannot see the window's width itself.

const PHONE = "(max-width: 640px)";

/**
 * Tells Python when the window becomes a phone's or a desk's.
 * @param {{narrow?: boolean}} keeper Keeps what Python knows, from one call to the next.
 * @param {boolean} narrow What Python took the window for.
 * @param {(name: "narrow", value: boolean) => void} setStateValue
 * @returns {void}
 */
export function reportNarrow(keeper, narrow, setStateValue) {
  const phone = (keeper.phone ??= window.matchMedia(PHONE)); // kept: one that nobody holds may fall silent
  const report = () => {
    if (phone.matches !== keeper.narrow) setStateValue("narrow", (keeper.narrow = phone.matches));
  };
  keeper.narrow = narrow;
  phone.onchange = report;
  report();
}
