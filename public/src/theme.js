// The colours of the charts: read from the stylesheet's variables, so that light, dark and paper are told apart in
// one place.

const names = ['card', 'ink', 'mute', 'line', 'grid', 'warning', 'critical', 'gap', 'hatch'];

/** The colours as they are now: the names above, and `palette`, indexed from 1. */
export function readTheme(root = document.documentElement) {
  const style = getComputedStyle(root);
  const value = (name) => style.getPropertyValue(`--${name}`).trim();
  const theme = { palette: [] };
  for (const name of names) theme[name] = value(name);
  for (let color = 1; color <= 8; color++) theme.palette[color] = value(`c${color}`);
  theme.hatching = { image: hatchTile(theme.hatch), repeat: 'repeat' };
  return theme;
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
