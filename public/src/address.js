// The part of the address after "#": the zoom, as from-to in seconds or as the number of newest hours, and the chart that a
// link refers to.

/** Parses "#1795010100-1795182900&chart=cpu" or "#3h". Missing or invalid parts are null. */
export function parseAddress(hash) {
  const address = { range: null, hours: null, chart: null };
  for (const part of hash.replace(/^#/, '').split('&')) {
    const range = /^(\d{1,11})-(\d{1,11})$/.exec(part);
    const hours = /^([1-9]\d{0,4})h$/.exec(part);
    const chart = /^chart=([A-Za-z0-9_]+)$/.exec(part);
    if (range && Number(range[1]) < Number(range[2])) address.range = [range[1] * 1000, range[2] * 1000];
    if (hours) address.hours = Number(hours[1]);
    if (chart) address.chart = chart[1];
  }
  return address;
}

/** Formats an address for parseAddress; "" if there is nothing to keep. */
export function formatAddress({ range, hours, chart }) {
  const parts = [];
  if (hours) parts.push(`${hours}h`);
  else if (range) parts.push(range.map((ms) => Math.round(ms / 1000)).join('-'));
  if (chart) parts.push(`chart=${chart}`);
  return parts.length ? `#${parts.join('&')}` : '';
}
