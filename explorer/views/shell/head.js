// Runs in the page's head, before anything else: the server must know the window's size when Streamlit connects.
(() => {
  const base = document.currentScript.dataset.base;
  document.documentElement.dataset.cnnBase = base;
  let sidebar = 0;
  try {
    const kept = Object.keys(localStorage).filter((key) => key.startsWith("stSidebarCollapsed-"));
    sidebar = kept.some((key) => localStorage[key] === "false") ? 1 : 0;
  } catch (error) { /* storage is blocked: the sidebar is folded then */ }
  const room = `${innerWidth}x${innerHeight}x${sidebar}`;
  document.cookie = `cnn_room=${room}; path=${base}; SameSite=Lax; max-age=31536000`;
  // Until the page's style sheet is there, what Streamlit has drawn stands elsewhere: it would be seen to jump.
  const style = document.createElement("style");
  style.textContent = '[data-testid="stMainBlockContainer"] { visibility: var(--cnn-styled, hidden); }';
  document.head.append(style);
})();
