// Runs in the page's head, before anything else: the server must know the window's size when Streamlit connects.
(() => {
  const { base } = document.currentScript.dataset, told = document.documentElement.dataset;
  let sidebar = 0;
  try {
    const kept = Object.keys(localStorage).filter((key) => key.startsWith("stSidebarCollapsed-"));
    sidebar = kept.some((key) => localStorage[key] === "false") ? 1 : 0;
  } catch (error) { /* storage is blocked: the sidebar is folded then */ }
  // A phone's browser that has not taken over the page's viewport yet lays out 980 px: wider than its screen, however held.
  const early = /Mobi/.test(navigator.userAgent) && innerWidth > Math.max(screen.width, screen.height);
  const [width, height] = early ? [screen.width, screen.height] : [innerWidth, innerHeight];
  try {
    if (JSON.parse(localStorage.getItem("cnn-explorer-first-minute"))?.gone) told.cnnHints = "gone";
  } catch (error) { /* nothing is kept: the hints are shown */ }
  const room = `${width}x${height}x${sidebar}`;
  told.cnnBase = base;
  told.cnnRoom = room;
  document.cookie = `cnn_room=${room}; path=${base}; SameSite=Lax; max-age=31536000`;
  // Until the page's style sheet is there, what Streamlit has drawn stands elsewhere: it would be seen to jump.
  const style = document.createElement("style");
  // Streamlit's sign that a script runs comes and goes with every click; its word that the connection is lost stays.
  style.textContent = '[data-testid="stMainBlockContainer"] { visibility: var(--cnn-styled, hidden); }'
    + '[data-test-connection-state="CONNECTED"] [data-testid="stStatusWidget"] { visibility: hidden; }';
  document.head.append(style);
})();
