// What else the pointer finds in a large overview: names that fold, cards that open, ribbons, the silhouette.

function hitZone(hub, gd, event) {
  if (!hub.scene || !hub.scene.zones.length) return null;
  const [x, y] = place(gd, event);
  return hub.scene.zones.find(({ box: [x0, y0, x1, y1] }) => x >= x0 && x < x1 && y >= y0 && y < y1) || null;
}

/** Shows what a zone is; a cell comes first. */
function point(hub, gd, event) {
  const zone = hub.hovered ? null : hitZone(hub, gd, event);
  if (zone === hub.zone) return;
  hub.zone = zone;
  gd.style.cursor = zone && zone.act ? "pointer" : "";
  tell(hub);
}

/** A click on a zone: another step is selected, at the same place of its map, or its column folds. */
function act(hub, gd, event) {
  const zone = hitZone(hub, gd, event);
  if (!zone || !zone.act) return;
  if (zone.act !== "select") {
    if (hub.send) hub.send("fold", { path: zone.path, act: zone.act, serial: (hub.serial = (hub.serial || 0) + 1) });
    return;
  }
  const step = hub.scene.steps.findIndex((s) => s.path === zone.path);
  if (step >= 0) choose(hub, at(hub, step));
}

/** The cell of another step that lies where the chosen one does. */
function at(hub, step) {
  const to = hub.scene.steps[step].shape, cell = hub.chosen;
  if (!cell) return { step, row: to[0] >> 1, col: to[1] >> 1, channel: 0 };
  const from = hub.scene.steps[cell.step].shape;
  const scaled = (value, i) => clamp(from[i] > 1 ? Math.round((value / (from[i] - 1)) * (to[i] - 1)) : to[i] >> 1, to[i]);
  return { step, row: scaled(cell.row, 0), col: scaled(cell.col, 1), channel: clamp(cell.channel, to[2]) };
}

/** A tick of the strip of strengths on the Layer tab: the map that it stands for. */
function hitStrengths(hub, gd, event) {
  if (!hub.chosen) return null;
  const box = gd.getBoundingClientRect(), { xaxis } = gd._fullLayout;
  const place = Math.round(xaxis.p2d(event.clientX - box.left - xaxis._offset)), { path, channels } = gd.layout.meta;
  const step = hub.scene.steps.findIndex((s) => s.path === path);
  return step === hub.chosen.step && place in channels ? { ...hub.chosen, channel: channels[place] } : null;
}
