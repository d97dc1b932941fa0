// Numbers as people read them. The units are metric.Unit's names; the server formats its tables
// the same way, and test/format.json holds both to it.

const binary = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'];

/** A value for tables and tooltips, with its unit; "–" for none. */
export function formatValue(unit, value) {
  if (value === null || value === undefined) return '–';
  const magnitude = Math.abs(value);
  switch (unit) {
    case 'percent':
      return `${magnitude.toFixed(1)} %`;
    case 'bytes':
      return bytes(magnitude, 1);
    case 'bytes/s':
      return `${bytes(magnitude, 1)}/s`;
    case 'load':
      return magnitude.toFixed(2);
    case 'per s':
      return `${plain(magnitude)}/s`;
    default:
      return plain(magnitude);
  }
}

/** A tick's label: no more digits than it needs, and no sign, for below zero is another direction. */
export function formatTick(unit, value) {
  const magnitude = Math.abs(value);
  switch (unit) {
    case 'percent':
      return `${trim(magnitude)} %`;
    case 'bytes':
      return bytes(magnitude, 0);
    case 'bytes/s':
      return `${bytes(magnitude, 0)}/s`;
    case 'per s':
      return `${trim(magnitude)}/s`;
    default:
      return trim(magnitude);
  }
}

// atLeast is the number of decimals that even a round number shows.
function bytes(value, atLeast) {
  let power = 0;
  while (value >= 1023.5 && power < binary.length - 1) {
    value /= 1024;
    power++;
  }
  const round = atLeast === 0 && Math.abs(value - Math.round(value)) < 0.05;
  return `${value.toFixed(power === 0 || value >= 99.95 || round ? 0 : 1)} ${binary[power]}`;
}

function plain(value) {
  return value >= 99.95 || Number.isInteger(value) ? grouped(value.toFixed(0)) : value.toFixed(1);
}

// Thousands stand apart by a narrow space.
function grouped(digits) {
  return digits.replace(/\B(?=(\d{3})+$)/g, '\u202f');
}

// Sums of tick steps carry binary dust: 0.30000000000000004.
function trim(value) {
  return String(Number(value.toFixed(6)));
}
