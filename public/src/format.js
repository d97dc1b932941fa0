// Numbers as people read them. A unit is a row of the server's table of units (internal/metric/unit.go): {name, suffix,
// base, decimals, whole, idle}. The server formats its tables the same way, and test/format.json holds both to it.

const prefixes = {
  1000: ['', 'k', 'M', 'G', 'T', 'P', 'E'],
  1024: ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'],
};
const short = -1; // the decimals of numbers that have one if they are not whole and below 100, else none

/** A value for tables and tooltips, with its unit; "–" for none. */
export function formatValue(unit, value) {
  if (value === null || value === undefined) return '–';
  if (unit.base) return scaled(unit, value).join(' ');
  const { decimals = 0, suffix = '' } = unit;
  return `${decimals === short ? shortText(value) : fixed(value, decimals)}${suffix}`;
}

/** The number that a text begins with; null for none. */
export function parseNumber(text) {
  const value = parseFloat(text);
  return Number.isNaN(value) ? null : value;
}

/** A tick's label: no more digits than it needs. */
export function formatTick(unit, value) {
  const { base, suffix = '' } = unit;
  if (!base) return `${Number(value.toFixed(6))}${suffix}`; // sums of intervals have rounding errors: 0.30000000000000004
  const [digits, prefixed] = scaled(unit, value);
  return `${digits.replace(/\.0$/, '')} ${prefixed}`;
}

/** What there is in all, by its name: "8 CPUs" where the unit has no text, else "total 32.0 GiB". */
export function formatLimit(unit, name, value) {
  return unit.base || unit.suffix ? `${name} ${formatValue(unit, value)}` : `${shortText(value)} ${name}`;
}

// The digits in the largest multiple of the unit of which there is at least one, and that multiple's name.
function scaled({ base, suffix = '' }, value) {
  let power = 0;
  while (Math.abs(value) >= base - 0.5 && power < prefixes[base].length - 1) {
    value /= base;
    power++;
  }
  return [fixed(value, power === 0 || Math.abs(value) >= 99.95 ? 0 : 1), prefixes[base][power] + suffix];
}

function shortText(value) {
  if (!Number.isInteger(value) && Math.abs(value) < 99.95) return fixed(value, 1);
  return fixed(value, 0).replace(/\B(?=(\d{3})+$)/g, '\u202f'); // thousands stand apart by a narrow space
}

// The value with so many decimals. Like the server, it rounds what lies in the middle to the even digit, which toFixed does
// not; and what is rounded to zero has no sign.
function fixed(value, decimals) {
  const power = 10 ** decimals;
  const inTheMiddle = Math.abs(value * 2 ** (decimals + 1)) % 2 === 1;
  const rounded = inTheMiddle ? (2 * Math.round((value * power) / 2)) / power : value;
  return rounded.toFixed(decimals).replace(/^-(?=[0.]*$)/, '');
}
