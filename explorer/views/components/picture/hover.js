// The hover text of a cell of a plain heatmap.

/**
 * A hover template filled in: "value %{z:.4g}, row %{customdata[1]}".
 * @param {{z: number[][], customdata?: any[][][], hovertemplate: string}} trace
 * @param {number} row
 * @param {number} col
 * @returns {string}
 */
export function hoverText(trace, row, col) {
  const fields = { z: trace.z[row][col], ...Object.fromEntries((trace.customdata?.[row][col] || []).map((v, i) => [`customdata[${i}]`, v])) };
  return trace.hovertemplate.replace(/<extra>.*/, "").replace(/<br>/g, "\n").replace(/%\{([^:}]+)(:[^}]*)?\}/g, (_, name, digits) => {
    const value = fields[name];
    return digits ? String(Number(value.toPrecision(4))).replace("-", "−") : String(value).replace("-", "−");
  });
}
