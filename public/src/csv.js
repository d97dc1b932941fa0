// A chart's values as a table in a file: RFC 4180, times in ISO 8601, numbers in the chart's unit without one.

/** A text as a field. A spreadsheet must not take a foreign name for a formula. */
export function csvText(text) {
  const harmless = /^[\s]*[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${harmless.replace(/"/g, '""')}"`;
}

/** The samples from time a to time b, a column for each line, which has {name, values}. No value is an empty field. */
export function csv(times, lines, unit, [a, b]) {
  const rows = [['time', ...lines.map((line) => csvText(`${line.name} (${unit.name})`))]];
  times.forEach((time, i) => {
    if (time < a || time > b) return;
    const iso = new Date(time).toISOString().replace(/\.\d+Z$/, 'Z');
    rows.push([iso, ...lines.map(({ values }) => (values[i] === null || values[i] === undefined ? '' : values[i]))]);
  });
  return rows.map((row) => `${row.join(',')}\r\n`).join('');
}
