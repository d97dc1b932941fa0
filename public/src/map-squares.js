// The pictures of a map: one path for all hosts that look alike.

/** What a map can show, by the value of its select. index is the place of the percentage in a host's used. */
export const kinds = {
  cpu: { title: 'CPU', index: 0 },
  memory: { title: 'Memory', index: 1 },
  disk: { title: 'Disk', index: 2 },
};

const steps = 5; // of the scale of colours

/** Returns the class of a host, {state, silent, used}: its state, or heat1 to heat5, or unknown. A silent host's values are old. */
export function classOf(host, kind) {
  if (!kinds[kind]) return host.state;
  const percent = host.used[kinds[kind].index];
  if (host.silent || percent === null) return 'unknown';
  return `heat${Math.max(1, Math.min(steps, Math.ceil((percent * steps) / 100)))}`;
}

/** The legend of a kind: [class, text]. */
export function legendOf(kind) {
  if (!kinds[kind]) return ['critical', 'silent', 'warning', 'ok'].map((state) => [state, state]);
  const list = Array.from({ length: steps }, (_, i) => [`heat${i + 1}`, `to ${(100 / steps) * (i + 1)} %`]);
  return list.concat([['unknown', 'silent or unknown']]);
}

/** Returns path data for the shape of a class at x, y, size pixels wide: states differ by more than colour. */
export function shape(name, x, y, size) {
  const half = size / 2;
  if (name === 'warning') return `M${x + half} ${y}l${half} ${size}h${-size}z`;
  if (name === 'critical') return `M${x + half} ${y}l${half} ${half}l${-half} ${half}l${-half} ${-half}z`;
  const square = `M${x} ${y}h${size}v${size}h${-size}z`;
  if (name !== 'silent' && name !== 'unknown') return square;
  const edge = Math.max(1, size / (name === 'silent' ? 4 : 8));
  return `${square}M${x + edge} ${y + edge}v${size - 2 * edge}h${size - 2 * edge}v${2 * edge - size}z`;
}
