// Runs in the page's head. It shows the still of the overview, drawn by the server, until Plotly has drawn the chart.
(() => {
  const PATIENCE = 150; // ms that Streamlit's start waits for the picture
  const LONGEST = 30_000; // ms after which a chart that has not come will not come
  const MOST_SHIFT = 64; // px between the planned and the real top of a chart that is in its place
  const LONGEST_SHAPES = 6_000; // ms that shapes of what the server sends last stand after the chart has come
  const MOST_SETTLING = 2_000; // ms after which a phone's drawn row has found its place, wherever that is
  const HINTS = 48; // px that the line of hints takes above a phone's page
  const root = document.documentElement, base = root.dataset.cnnBase, page = location.pathname;
  const phone = parseInt(root.dataset.cnnRoom, 10) <= 640;
  const REPLACED_BY = phone ? {
    toolbar: ".st-key-image .st-key-networks button",
    map: ".st-key-enlarged .heatmaplayer image",
    buttons: ".cnn-arrows button",
    sheet: ".st-key-right .cnn-value",
  } : {
    navigation: '[data-testid="stTopNavLink"], [data-testid="stTopNavLinkContainer"]',
    strip: '[data-testid="stExpandSidebarButton"]',
    toolbar: ".st-key-image .cnn-gallery img",
    rail: ".st-key-cell .cnn-value",
  };
  const state = { svg: null, drawn: null, started: false, gone: false, charts: "" };

  /** The theme that Streamlit will show: the visitor's choice, else the system's. */
  function themeNow() {
    let chosen = "";
    try {
      chosen = localStorage.getItem(`stActiveTheme-${location.pathname}-v2`) || "";
    } catch (error) { /* storage is blocked */ }
    if (/Dark/.test(chosen)) return "dark";
    if (/Light/.test(chosen)) return "light";
    return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  }

  /** Whether this address opens the overview of a scene; a link of version 4 shows two scenes side by side instead. */
  function isExpected() {
    const asked = new URLSearchParams(location.search), names = [...asked.keys()];
    const here = location.pathname === base || `${location.pathname}/` === base;
    return here && names.every((name) => name === "m") && !asked.get("m")?.startsWith("4.");
  }

  /** Starts Streamlit, whose elements the server has put into a template. */
  function startStreamlit() {
    const held = document.getElementById("cnn-streamlit");
    if (!held) { // the head is not read to its end, or it holds nothing back
      if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", startStreamlit, { once: true });
      return;
    }
    const elements = [...held.content.children];
    held.remove();
    const links = elements.filter((element) => element.tagName === "LINK");
    state.charts = links.find((link) => link.href.includes("/PlotlyChart."))?.href;
    for (const link of links.filter((each) => each.rel === "modulepreload")) link.fetchPriority = "low"; // the entry first
    document.head.append(...links);
    for (const element of elements.filter((each) => each.tagName === "SCRIPT")) {
      const script = document.createElement("script"); // a copy, because a template's own never runs
      for (const { name, value } of element.attributes) script.setAttribute(name, value);
      document.head.append(script);
    }
  }

  // The height of a phone's window changes with the browser's bars, and its first picture does not.
  const room = phone ? `${parseInt(root.dataset.cnnRoom, 10)}x664x0` : root.dataset.cnnRoom;
  const theme = themeNow(), began = performance.now();
  const visit = [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  window.__cnnStill = state;
  nameVisit("", 0); // the last one's, if its still never went
  if (!isExpected()) { startStreamlit(); return; }
  nameVisit(visit, 120);
  root.dataset.cnnStill = theme;
  moveDown(phone && root.dataset.cnnHints !== "gone" ? HINTS : 0);
  document.cookie = `cnn_theme=${theme}; path=${base}; SameSite=Lax; max-age=31536000`;

  const link = new URLSearchParams(location.search).get("m");
  const query = new URLSearchParams({ room, theme, ...(link ? { m: link } : {}) });
  const layer = () => document.getElementById("cnn-still");
  const maps = () => document.querySelector("#cnn-still .maps");

  /** The picture that came with the page, if it is for this window and theme. */
  function given() {
    const svg = document.querySelector("#cnn-still .maps svg");
    return svg && maps().dataset.of === `${room} ${theme}` ? svg : null;
  }

  /** By this cookie the server knows whose report that the chart is drawn it has to wait for. */
  function nameVisit(name, seconds) {
    document.cookie = `cnn_visit=${name}; path=${base}; SameSite=Lax; max-age=${seconds}`;
  }

  async function ask() {
    try {
      const answer = await fetch(new URL(`still/overview.svg?${query}`, new URL(base, location.href)));
      if (answer.status === 200) state.svg = await answer.text();
      else {
        root.dataset.cnnPicture = "unknown";
        start();
      }
    } catch (error) {
      start();
    }
  }

  function start() {
    if (state.started) return;
    state.started = true;
    startStreamlit();
  }

  /** Puts every text where Plotly puts it, which depends on the size that the visitor's fonts give it. */
  function placeTexts(svg) {
    const measured = [...svg.querySelectorAll("text[data-anchors]")].map((text) => {
      const [across, down, align] = text.dataset.anchors.split(" ");
      text.setAttribute("text-anchor", align);
      text.removeAttribute("dominant-baseline");
      return { text, across, down };
    });
    for (const each of measured) each.box = each.text.getBBox();
    for (const { text, across, down, box } of measured) {
      const around = Number(text.dataset.around);
      const width = Math.round(box.width + 2 * around), height = Math.round(box.height + 2 * around);
      const x = Number(text.dataset.x) + { left: 0.5, center: 0, right: -0.5 }[across] * width;
      const y = Number(text.dataset.y) + { top: 0.5, middle: 0, bottom: -0.5 }[down] * height;
      const left = Math.round(x - width / 2) + around - box.x, top = Math.round(y - height / 2) + around - box.y;
      text.setAttribute("transform", `translate(${left},${top})`);
    }
  }

  /** Shows the picture as soon as it and its place are there. */
  function draw() {
    const place = maps();
    if (!place || state.drawn) return;
    if (!given()) {
      if (state.svg === null) {
        place.replaceChildren(); // one for another window or theme
        return;
      }
      place.innerHTML = state.svg;
    }
    state.drawn = place.firstElementChild;
    layer().append(...place.querySelectorAll(":scope > .piece"));
    showChosenLayer();
    const { left, top, room: there } = state.drawn.dataset;
    stand(Number(left), Number(top), Number(there));
    placeTexts(state.drawn);
    state.shownAt = performance.now();
    requestAnimationFrame(() => setTimeout(start)); // after this picture is painted
  }

  /** Scrolls a phone's layers to the selected one, as the page will. */
  function showChosenLayer() {
    const chosen = document.querySelector("#cnn-still .chips .on"), row = chosen?.parentElement;
    if (row) row.scrollLeft = chosen.offsetLeft - row.clientWidth / 2;
  }

  /** All of a phone's still stands so many px below its planned place. */
  function moveDown(px) {
    if (state.down !== px) root.style.setProperty("--still-down", `${state.down = px}px`);
  }

  /** Moves the picture to the middle of a place at `left` and `top` that is `width` wide, in px; a phone's row fills it. */
  function stand(left, top, width) {
    const { style } = maps(), whole = Number(state.drawn.getAttribute("width"));
    const shown = phone ? width : Math.min(whole, width), at = left + (width - shown) / 2;
    const place = { left: `${at}px`, top: phone ? `calc(${top}px + var(--still-down))` : `${top}px`, width: `${shown}px`, height: `${state.drawn.getAttribute("height")}px` };
    for (const [name, value] of Object.entries(place)) if (style[name] !== value) style[name] = value;
  }

  /** Stands where the chart will be, once the page has a place for it. */
  function follow() {
    const frame = document.querySelector(".st-key-overview_chart_frame"), box = frame && frame.getBoundingClientRect();
    if (phone || !state.drawn || !box || !box.width) return; // until all above a phone's row is there, it stands elsewhere
    // Until the page's styles are there, and what is above the chart has its size, the chart stands far below its place.
    const styled = getComputedStyle(root).getPropertyValue("--cnn-styled");
    if (!styled || Math.abs(box.top + scrollY - Number(state.drawn.dataset.top)) >= MOST_SHIFT) return;
    stand(box.left, box.top, box.width);
  }

  /** Takes away the shapes whose places are filled. */
  function clear() {
    for (const [name, filled] of Object.entries(REPLACED_BY)) {
      const shape = document.querySelector(`:is(#cnn-still, #cnn-soon) .${name}`);
      if (shape && document.querySelector(filled)) shape.remove();
    }
  }

  function leave() {
    state.gone = true;
    state.leftAt = performance.now();
    nameVisit("", 0);
    // The frame that shows the chart comes first; then the server may send the rest of the page.
    requestAnimationFrame(() => setTimeout(report));
    if (!state.leaving || !keepShapes()) finish();
  }

  function report() {
    fetch(new URL(`drawn/${visit}`, new URL(base, location.href)), { method: "POST", keepalive: true }).catch(() => {});
  }

  /** Leaves the shapes of what comes after the chart, such as the rail; false if nothing is missing. */
  function keepShapes() {
    const until = performance.now() + LONGEST_SHAPES, rest = layer();
    rest.replaceChildren(...rest.querySelectorAll(phone ? ".toolbar, .later" : ".toolbar, .rail"));
    rest.id = "cnn-soon";
    const wait = () => {
      clear();
      const moved = phone && document.querySelector('[data-testid="stMain"]')?.scrollTop > 2;
      const over = !rest.children.length || moved || location.pathname !== page || performance.now() > until;
      if (over) finish(); else requestAnimationFrame(wait);
    };
    wait();
    return rest.isConnected;
  }

  function finish() {
    document.querySelectorAll("#cnn-still, #cnn-soon").forEach((element) => element.remove());
    delete root.dataset.cnnStill;
    delete root.dataset.cnnPicture;
    root.style.removeProperty("--still-down");
  }

  /** Whether something else than this still's chart is on the page. */
  function isWrong() {
    const error = document.querySelector('.st-key-messages [data-testid="stAlert"], [data-testid="stException"]');
    return error || location.pathname !== page || themeNow() !== theme || performance.now() - began > LONGEST;
  }

  /** The pictures of the chart once Plotly has put all of them on the page, else null. */
  function chartPictures() {
    const chart = document.querySelector(".st-key-overview .js-plotly-plot");
    if (!chart || !chart._fullLayout || !chart.data) return null;
    const pictures = [...chart.querySelectorAll(".imagelayer image")];
    const wanted = chart.data.length + (chart.layout.images || []).length;
    const ready = pictures.length >= wanted && pictures.every((picture) => picture.href.baseVal);
    return ready && (phone ? hasSettled() : chart.querySelector(".annotation")) ? pictures : null;
  }

  /** Whether a phone's row stands where its still does, scrolled to the selected map; the page grows around it first. */
  function hasSettled() {
    state.readyAt ??= performance.now();
    const box = document.querySelector(".st-key-overview_chart_frame").getBoundingClientRect();
    const { shift, top } = state.drawn?.dataset ?? {};
    const there = shift === undefined || (Math.abs(box.left - shift) < 2 && Math.abs(box.top - top - state.down) < 2);
    return there || performance.now() - state.readyAt > MOST_SETTLING;
  }

  /** Goes in the frame in which the chart's pictures are decoded, so that nothing is seen to change. */
  async function giveWay(pictures) {
    await Promise.allSettled(pictures.map((picture) => picture.decode?.()));
    requestAnimationFrame(leave);
  }

  /** Lets the charts' script run while the server runs the page's: that takes about as long, and is needed in any case. */
  function runCharts() {
    const connected = document.querySelector('[data-testid="stApp"][data-test-connection-state="CONNECTED"]');
    if (!state.charts || !connected) return;
    import(state.charts).catch(() => {});
    state.charts = "";
    state.chartsAt = performance.now();
  }

  function frame() {
    if (state.gone || state.leaving) return;
    if (isWrong()) { leave(); return; }
    draw();
    clear();
    follow();
    runCharts();
    const pictures = chartPictures();
    if (pictures) { state.leaving = true; giveWay(pictures); } else requestAnimationFrame(frame);
  }

  if (document.currentScript.dataset.given !== `${room} ${theme}`) ask();
  setTimeout(start, PATIENCE);
  addEventListener("popstate", () => state.gone || leave(), { once: true });
  requestAnimationFrame(frame);
})();
