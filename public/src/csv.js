// Formats a chart's values as CSV (RFC 4180): times in ISO 8601, numbers in the chart's unit.

/** Quotes a text. A name that begins like a formula gets an apostrophe, so that spreadsheets show it as text. */
export function csvText(text) {
  const harmless = /^[\s]*[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${harmless.replace(/"/g, '""')}"`;
}

/** Returns the samples from time a to time b, with one column per line, {name, values}. A missing value is empty. */
export function csv(times, lines, unit, [a, b]) {
  const rows = [['time', ...lines.map((line) => csvText(`${line.name} (${unit.name})`))]];
  times.forEach((time, i) => {
    if (time < a || time > b) return;
    const iso = new Date(time).toISOString().replace(/\.\d+Z$/, 'Z');
    rows.push([iso, ...lines.map(({ values }) => (values[i] === null || values[i] === undefined ? '' : values[i]))]);
  });
  return rows.map((row) => `${row.join(',')}\r\n`).join('');
}
