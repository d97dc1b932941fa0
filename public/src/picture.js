// Draws a chart as an image with the names of host and chart, the time range, and a legend.
import { fullTime, zone } from './clock.js';
import { margins, scaled, smallText } from './plot.js';

const ratio = 2; // image pixels per CSS pixel, whatever the screen has
const pad = 14;
const head = 52;
const row = 20; // height of a row of the legend
const swatch = 18;

const dashes = { dashed: [6, 3], dotted: [2, 2] };

/** Draws the chart with its current zoom and lines. Returns a canvas. */
export function picture(chart, host, title) {
  const { theme } = chart.view;
  const plot = chart.echart.renderToCanvas({ pixelRatio: ratio, backgroundColor: theme.card });
  const width = plot.width / ratio;
  const context = document.createElement('canvas').getContext('2d');
  const font = getComputedStyle(document.body).fontFamily;
  context.font = `12px ${font}`;
  const legend = legendKeys(context, chart.shown, width - 2 * pad);
  const rows = legend.length ? legend[legend.length - 1].row + 1 : 0;

  const { canvas } = context;
  canvas.width = plot.width;
  canvas.height = plot.height + (head + rows * row + pad) * ratio;
  context.scale(ratio, ratio);
  context.fillStyle = theme.card;
  context.fillRect(0, 0, width, canvas.height / ratio);
  const write = (text, y, size, weight, color) => {
    context.font = `${weight} ${size}px ${font}`;
    context.fillStyle = color;
    context.fillText(fit(context, text, width - 2 * pad), pad, y);
  };
  const [from, to] = chart.view.range;
  write(`${title}: ${host}`, 24, 15, 600, theme.ink);
  write(`${fullTime(from)} to ${fullTime(to)}, ${zone(to)}`, 43, 12, 400, theme.mute);
  context.drawImage(plot, 0, head, width, plot.height / ratio);
  drawDirections(context, chart, font, plot.height / ratio);
  context.font = `12px ${font}`;
  for (const key of legend) drawKey(context, key, head + plot.height / ratio + key.row * row + row / 2, theme);
  return canvas;
}

// Writes what is above zero and what is below into the corners of the plot, as the static picture does.
function drawDirections(context, { element, view: { theme } }, font, height) {
  const [up, down] = Array.from(element.querySelectorAll('.static .direction'), (label) => label.textContent);
  if (!down) return;
  context.font = `${smallText}px ${font}`;
  context.strokeStyle = theme.card;
  context.fillStyle = theme.ink;
  context.lineWidth = 3;
  for (const [text, y] of [[up, margins.top + scaled(13)], [down, height - margins.bottom - scaled(6)]]) {
    context.strokeText(text, margins.left + scaled(6), head + y);
    context.fillText(text, margins.left + scaled(6), head + y);
  }
}

// Places the legend's keys from left to right, in as many rows as needed.
function legendKeys(context, lines, width) {
  let x = 0;
  let at = 0;
  return lines.map((line) => {
    const name = fit(context, line.name, Math.min(width - swatch - 8, 260));
    const length = swatch + 8 + context.measureText(name).width;
    if (x > 0 && x + length > width) {
      x = 0;
      at++;
    }
    const key = { line, name, x: pad + x, row: at };
    x += length + 20;
    return key;
  });
}

function drawKey(context, { line, name, x }, y, theme) {
  context.strokeStyle = theme.palette[line.color];
  context.lineWidth = 3;
  context.setLineDash(dashes[line.dash] || []);
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(x + swatch, y);
  context.stroke();
  if (line.direction) drawTriangle(context, x + swatch / 2, y, line.direction === 'up' ? -1 : 1);
  context.fillStyle = theme.ink;
  context.textBaseline = 'middle';
  context.fillText(name, x + swatch + 8, y);
}

// Draws a triangle on a key's line, above (-1) or below it (1).
function drawTriangle(context, x, y, side) {
  context.fillStyle = context.strokeStyle;
  context.beginPath();
  context.moveTo(x - 6, y);
  context.lineTo(x, y + 7 * side);
  context.lineTo(x + 6, y);
  context.fill();
}

/** Shortens the text to a width, with an ellipsis. */
function fit(context, text, width) {
  if (context.measureText(text).width <= width) return text;
  let end = text.length;
  while (end > 0 && context.measureText(`${text.slice(0, end)}…`).width > width) end--;
  return `${text.slice(0, end)}…`;
}
