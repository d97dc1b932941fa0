// Formats a chart's values as CSV (RFC 4180): times in ISO 8601, numbers in the chart's unit.

/**
 * Quotes a text. Names may be foreign, and a spreadsheet must show them as text and not as formulas: one that does not
 * begin with a letter or a digit, whatever its width, gets an apostrophe. Separators other than the comma, which some
 * spreadsheets look for in spite of the quotation marks, become spaces.
 */
export function csvText(text) {
  const plain = text.replace(/[;\t\r\n|]/g, ' ');
  const harmless = /^[\p{L}\p{N}/_.(]/u.test(plain) ? plain : `'${plain}`;
  return `"${harmless.replace(/"/g, '""')}"`;
}

/**
 * Returns the samples from time a to time b, with one column per line, {name, values, extremes}, and one for each of the extremes, if there
 * are any. A missing value is empty.
 */
export function csv(times, lines, unit, [a, b]) {
  const columns = lines.flatMap(({ name, values, extremes }) => {
    const bounds = extremes ? [['min', extremes.low], ['max', extremes.high]] : [];
    return [{ name, values }, ...bounds.map(([word, values]) => ({ name: `${name} ${word}`, values }))];
  });
  const rows = [['time', ...columns.map((column) => csvText(`${column.name} (${unit.name})`))]];
  times.forEach((time, i) => {
    if (time < a || time > b) return;
    const iso = new Date(time).toISOString().replace(/\.\d+Z$/, 'Z');
    rows.push([iso, ...columns.map(({ values }) => (values[i] === null || values[i] === undefined ? '' : values[i]))]);
  });
  return rows.map((row) => `${row.join(',')}\r\n`).join('');
}
