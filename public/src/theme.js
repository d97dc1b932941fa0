// The colours of the charts and the font of their texts. They are read from the stylesheet, which defines the colours for light,
// dark and print.
import { make } from './element.js';

const names = ['card', 'ink', 'mute', 'line', 'grid', 'warning', 'critical', 'gap', 'hatch'];

const fadedOpacity = 0.16; // of a layer while another one is shown before it
const layerOpacity = 0.8; // of a layer's colour on the background, as in css/static.css

/**
 * Returns the page's `font`, and the current colours: those named above, and indexed from 1 `palette` (lines), `layers` (filled
 * areas) and `faded` (areas while another one is shown before them).
 */
export function readTheme() {
  const style = getComputedStyle(document.documentElement);
  const value = (name) => style.getPropertyValue(`--${name}`).trim();
  const theme = { font: getComputedStyle(document.body).fontFamily, palette: [], layers: [], faded: [] };
  for (const name of names) theme[name] = value(name);
  for (let color = 1; color <= 8; color++) {
    theme.palette[color] = value(`c${color}`);
    theme.layers[color] = mix(theme.palette[color], theme.card, layerOpacity);
    theme.faded[color] = mix(theme.palette[color], theme.card, fadedOpacity);
  }
  theme.hatching = { image: hatchTile(theme.hatch), repeat: 'repeat' };
  return theme;
}

/** Mixes a share of one colour with another. Both are #rrggbb or #rgb. */
export function mix(color, ground, share) {
  const [a, b] = [color, ground].map(channels);
  return `rgb(${a.map((v, i) => Math.round(v * share + b[i] * (1 - share))).join()})`;
}

function channels(color) {
  const digits = color.length === 4 ? color.replace(/[^#]/g, '$&$&') : color;
  return [1, 3, 5].map((at) => parseInt(digits.slice(at, at + 2), 16));
}

// Returns a square that repeats to diagonal stripes.
function hatchTile(color) {
  const tile = make('canvas', { width: 8, height: 8 });
  const context = tile.getContext('2d');
  context.strokeStyle = color;
  context.lineWidth = 1.5;
  for (const x of [-8, 0, 8]) {
    context.moveTo(x - 1, 9);
    context.lineTo(x + 9, -1);
  }
  context.stroke();
  return tile;
}

/** Calls back when the system switches between light and dark. */
export function onThemeChange(callback) {
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', callback);
}
