// The row of maps on the Sees tab: hover a cell, and what it reads is outlined on every map to its left.

/** A cell of one of the maps; vectors are laid out row by row. */
function hitCone(hub, gd, event) {
  const [x, y] = place(gd, event);
  for (const [path, channel, left, top, size, rows, cols, units] of gd.layout.meta.slots) {
    const row = Math.floor((y - top) / size), col = Math.floor((x - left) / size);
    if (row < 0 || col < 0 || row >= rows || col >= cols) continue;
    const step = hub.scene.steps.findIndex((s) => s.path === path);
    if (step < 0) return null;
    const shape = hub.scene.steps[step].shape;
    if (shape[0] !== rows || shape[1] !== cols) {
      const unit = row * cols + col;
      return unit < units ? { step, row: 0, col: 0, channel: unit } : null;
    }
    return { step, row, col, channel };
  }
  return null;
}

/** The hovered cell's own outlines, drawn in place: the last two shapes of the chart, empty at rest. */
function markCone(hub, gd) {
  const drawn = [...gd.querySelectorAll(".shapelayer path")].slice(-2);
  if (drawn.length < 2) return;
  let path = "";
  if (hub.hovered) {
    const found = reaches(hub.scene.steps, hub.hovered);
    for (const [at, , left, top, size, rows, cols] of gd.layout.meta.slots) {
      const step = hub.scene.steps.findIndex((s) => s.path === at), reach = found[step];
      if (!reach) continue;
      const shape = hub.scene.steps[step].shape, vector = shape[0] !== rows || shape[1] !== cols;
      const box = !vector ? [reach.c0, reach.r0, reach.c1, reach.r1]
        : reach.k0 !== reach.k1 ? [0, 0, cols - 1, rows - 1]
          : [reach.k0 % cols, Math.floor(reach.k0 / cols), reach.k0 % cols, Math.floor(reach.k0 / cols)];
      path += rect(...grown(left + box[0] * size, top + box[1] * size, left + (box[2] + 1) * size, top + (box[3] + 1) * size, 4));
    }
  }
  for (const each of drawn) each.setAttribute("d", path || "M0,0");
}
