// Lets the keyboard scroll the code in a container: Streamlit's own blocks of code cannot be reached by it.

const watched = new WeakSet();

/** Makes every block of code in a container a stop of the Tab key, with a name. */
function reach(container, label) {
  for (const block of container.querySelectorAll("pre")) {
    block.tabIndex = 0;
    block.setAttribute("role", "region");
    block.setAttribute("aria-label", label);
  }
}

/**
 * @param {{data: {key: string, label: string}}} component
 * @returns {void}
 */
export default function ({ data }) {
  const container = document.querySelector(`.st-key-${data.key}`);
  if (!container) return;
  reach(container, data.label);
  if (watched.has(container)) return;
  watched.add(container); // the code comes later than its frame, and again whenever another one is chosen
  new MutationObserver(() => reach(container, data.label)).observe(container, { childList: true, subtree: true });
}
