// The colours of the charts: read from the stylesheet's variables, so that light, dark and paper are told apart in
// one place.

const names = ['card', 'ink', 'mute', 'line', 'grid', 'warning', 'critical', 'gap', 'hatch'];

const strength = 0.8; // of a layer's colour on the card: css/static.css says the same

/** The colours as they are now: the names above, and indexed from 1 the `palette`, and `layers` as they are filled. */
export function readTheme(root = document.documentElement) {
  const style = getComputedStyle(root);
  const value = (name) => style.getPropertyValue(`--${name}`).trim();
  const theme = { palette: [], layers: [] };
  for (const name of names) theme[name] = value(name);
  for (let color = 1; color <= 8; color++) {
    theme.palette[color] = value(`c${color}`);
    theme.layers[color] = mix(theme.palette[color], theme.card, strength);
  }
  theme.hatching = { image: hatchTile(theme.hatch), repeat: 'repeat' };
  return theme;
}

/** A share of one colour on another, both as #rrggbb or #rgb. */
export function mix(color, ground, share) {
  const [a, b] = [color, ground].map(channels);
  return `rgb(${a.map((v, i) => Math.round(v * share + b[i] * (1 - share))).join()})`;
}

function channels(color) {
  const digits = color.length === 4 ? color.replace(/[^#]/g, '$&$&') : color;
  return [1, 3, 5].map((at) => parseInt(digits.slice(at, at + 2), 16));
}

// A square that repeats into diagonal stripes.
function hatchTile(color) {
  const tile = document.createElement('canvas');
  tile.width = tile.height = 8;
  const pen = tile.getContext('2d');
  pen.strokeStyle = color;
  pen.lineWidth = 1.5;
  for (const x of [-8, 0, 8]) {
    pen.moveTo(x - 1, 9);
    pen.lineTo(x + 9, -1);
  }
  pen.stroke();
  return tile;
}

/** Calls back when the system changes between light and dark. */
export function onThemeChange(callback) {
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', callback);
}
