// Put into the page before its own scripts: notes when things happen, so that Playwright's polling does not count.
// All times are performance.now(), which is 0 when the navigation starts.
(() => {
  const watch = { input: 0, was: "", version: "", drawnAt: 0, firstAt: 0, readyAt: 0, railAt: 0, seen: false, whole: false, moves: [], rail: [], ledger: [] };
  window.__watch = watch;

  addEventListener("mouseup", (event) => { watch.input = event.timeStamp; }, true);
  addEventListener("keydown", (event) => { if (event.key === "Enter") watch.input = event.timeStamp; }, true);
  addEventListener("mousemove", (event) => {
    requestAnimationFrame(() => setTimeout(() => watch.moves.push(performance.now() - event.timeStamp)));
  }, true);

  /** Whether every picture that the server sent last is in the overview. */
  function isWhole() {
    const scene = window.__cnnExplorer?.scene, gd = document.querySelector(".st-key-overview .js-plotly-plot");
    if (!scene || !gd || !gd.layout || !gd.layout.meta || gd.layout.meta.key !== scene.key) return false;
    // Without sources of its own, the scene's pictures are those that the chart came with.
    const sources = scene.sources || gd.data.filter((trace) => trace.name !== "legend").map((trace) => trace.source);
    if (gd.dataset.version !== scene.version || sources.some((source, i) => gd.data[i].source !== source)) return false;
    if (watch.whole && watch.version === scene.version) return true;
    const shown = new Set([...gd.querySelectorAll(".imagelayer image")].map((i) => i.href.baseVal));
    return sources.every((source) => shown.has(source));
  }

  /** Once per frame: the frame before this one showed the pictures, so the time is after the paint. */
  function look() {
    const whole = isWhole(), version = whole ? window.__cnnExplorer.scene.version : "";
    if (whole && !(watch.whole && watch.version === version)) watch.drawnAt = performance.now();
    if (watch.seen) watch.firstAt ||= performance.now();
    watch.seen = whole || Boolean(window.__cnnStill?.shownAt);
    if (whole && !document.querySelector("#cnn-still")) watch.readyAt ||= performance.now();
    if (document.querySelector(".st-key-cell .cnn-value")) watch.railAt ||= performance.now();
    watch.whole = whole;
    watch.version = version;
    requestAnimationFrame(look);
  }
  requestAnimationFrame(look);

  watch.arm = () => { watch.was = watch.version; watch.input = 0; };
  watch.ready = () => {
    const idle = document.querySelector('[data-testid="stApp"][data-test-script-state="notRunning"]');
    return watch.whole && watch.version !== watch.was && Boolean(idle);
  };

  /** Notes what the rail says, at every change, from now on. */
  watch.follow = () => {
    watch.observer?.disconnect();
    watch.rail = [];
    watch.ledger = [];
    watch.input = 0;
    watch.observer = new MutationObserver(() => {
      const cell = document.querySelector(".st-key-cell"), value = cell?.querySelector(".cnn-value");
      const text = [...(cell?.querySelectorAll('[data-testid="stMarkdown"]') || [])].map((m) => m.textContent).join("\n");
      watch.rail.push({ at: performance.now(), text, value: value?.title || "" });
    });
    const filter = ["title"];
    const options = { childList: true, subtree: true, characterData: true, attributes: true, attributeFilter: filter };
    watch.observer.observe(document.querySelector(".st-key-right"), options);
    watch.pictures?.disconnect();
    watch.pictures = new MutationObserver(() => {
      const picture = document.querySelector(".st-key-explain_chart .cnn-picture");
      if (picture) watch.ledger.push({ at: performance.now(), shows: picture.dataset.shows, text: picture.textContent });
    });
    watch.pictures.observe(document.querySelector(".st-key-tabs"), { childList: true, subtree: true, attributes: true, attributeFilter: ["data-shows"] });
  };
})();
