// Keeps in this browser at which step each walkthrough was left, and reports it when the walkthrough is opened again.

const KEY = "cnn-explorer-steps", MOST = 50;
let shown = "", last = 0;

/**
 * The kept steps, those left last at the end. What somebody else wrote there is not trusted.
 * @param {string | null} stored
 * @returns {[string, number][]}
 */
export function parsed(stored) {
  try {
    const pairs = JSON.parse(stored ?? "[]");
    return Array.isArray(pairs) ? pairs.filter((pair) => typeof pair?.[0] === "string" && Number.isInteger(pair[1])).slice(-MOST) : [];
  } catch { return []; }
}

/**
 * The kept steps after one was left at `at`; at its first and its last step there is nothing to go on with.
 * @param {[string, number][]} pairs
 * @param {string} name
 * @param {number} at
 * @param {number} count
 * @returns {[string, number][]}
 */
export function left(pairs, name, at, count) {
  const others = pairs.filter(([other]) => other !== name);
  return at > 0 && at < count - 1 ? [...others, [name, at]].slice(-MOST) : others;
}

const read = () => { try { return parsed(localStorage.getItem(KEY)); } catch { return []; } };
const write = (pairs) => { try { localStorage.setItem(KEY, JSON.stringify(pairs)); } catch { /* private mode: nothing is kept */ } };

/**
 * @param {{data: {name: string, at: number, count: number}, setTriggerValue: (name: string, value: any) => void}} component
 * @returns {void}
 */
export default function ({ data: { name, at, count }, setTriggerValue }) {
  const opened = shown !== name;
  if (!opened && at === last) return;
  [shown, last] = [name, at];
  if (opened && at === 0) {
    const kept = read().find(([other]) => other === name)?.[1] ?? 0;
    if (kept > 0 && kept < count) setTriggerValue("kept", { name, step: kept });
  } else write(left(read(), name, at, count));
}
