// The bands of a host's history: the area from the lowest to the highest values that a line has the means of.

const maxBands = 2; // with more lines, bands would hide each other; render/picture.go has the same

/** Returns those of the lines that are shown which have a band. */
export function bandsOf(lines) {
  const layers = lines.filter(({ stack }) => stack).length;
  return lines.length <= maxBands && layers <= 1 ? lines.filter(({ extremes }) => extremes) : [];
}

/** Returns the ends of bands as lines, for extent. */
export function boundsOf(bands) {
  return bands.flatMap(({ extremes: { low, high }, below }) => [{ values: low, below }, { values: high, below }]);
}

/** Returns the columns that bands need as rows: of each its low and its high values. */
export function bandColumns(bands) {
  return bands.flatMap(({ extremes: { low, high } }) => [low, high]);
}

/** Returns the bands' part of a dataset. columns are the rows of bandColumns. */
export function bandSource(bands, columns) {
  const source = {};
  bands.forEach(({ id, below }, i) => {
    const [low, high] = columns.slice(2 * i);
    source[`${id}_low`] = low.map((v, row) => (v === null ? null : below ? -high[row] : v));
    source[`${id}_band`] = low.map((v, row) => (v === null ? null : high[row] - v));
  });
  return source;
}

/** Returns the bands' series: of each a line without width, and the area on top of it. */
export function bandOptions(bands, theme) {
  return bands.flatMap(({ id, color }) => [`${id}_low`, `${id}_band`].map((part, i) => ({
    id: part,
    type: 'line',
    encode: { x: 't', y: part },
    stack: `${id}_band`,
    stackStrategy: 'all', // also below zero
    symbol: 'none',
    showSymbol: false,
    z: 1,
    silent: true,
    animation: false,
    lineStyle: { width: 0 },
    itemStyle: { color: theme.palette[color] },
    areaStyle: i === 1 ? { color: theme.palette[color], opacity: 0.2 } : undefined,
    emphasis: { disabled: true },
    blur: { lineStyle: { opacity: 0 }, areaStyle: { opacity: 0.1 } },
  })));
}
