// Has the selection written to the address once it has not changed for a second, and asks again where that got lost.

const PATIENCE = [1000, 3000, 6000, 12000]; // ms before each request: a run that another one interrupts drops what it wrote

/**
 * Begins to wait; `behind` is the link that the address does not show yet, "" if it shows the selection.
 * @param {{settling?: number, send: (name: string, value: object) => void}} hub
 * @param {string} behind
 * @param {number[]} [patience]
 * @returns {void}
 */
export function settle(hub, behind, patience = PATIENCE) {
  clearTimeout(hub.settling);
  if (!behind || !patience.length) return;
  const [wait, ...rest] = patience;
  hub.settling = setTimeout(() => {
    hub.send("settle", { link: behind, left: rest.length });
    settle(hub, behind, rest);
  }, wait);
}
