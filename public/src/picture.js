// A chart as a picture of its own: with the host's name, the chart's, the stretch of time, and a legend.
import { fullTime, zone } from './clock.js';

const ratio = 2; // pixels per CSS pixel, on any screen
const pad = 14;
const head = 52;
const row = 20; // of the legend
const swatch = 18;

const dashes = { dashed: [6, 3], dotted: [2, 2] };

/** Draws the chart as it is shown now. Returns a canvas. */
export function picture(chart, host, title) {
  const { theme } = chart.view;
  const plot = chart.echart.renderToCanvas({ pixelRatio: ratio, backgroundColor: theme.card });
  const width = plot.width / ratio;
  const pen = document.createElement('canvas').getContext('2d');
  const font = getComputedStyle(document.body).fontFamily;
  pen.font = `12px ${font}`;
  const legend = layOut(pen, chart.shown, width - 2 * pad);
  const rows = legend.length ? legend[legend.length - 1].row + 1 : 0;

  const { canvas } = pen;
  canvas.width = plot.width;
  canvas.height = plot.height + (head + rows * row + pad) * ratio;
  pen.scale(ratio, ratio);
  pen.fillStyle = theme.card;
  pen.fillRect(0, 0, width, canvas.height / ratio);
  const write = (text, y, size, weight, color) => {
    pen.font = `${weight} ${size}px ${font}`;
    pen.fillStyle = color;
    pen.fillText(fit(pen, text, width - 2 * pad), pad, y);
  };
  const [from, to] = chart.view.range;
  write(`${title}: ${host}`, 24, 15, 600, theme.ink);
  write(`${fullTime(from)} to ${fullTime(to)}, ${zone(to)}`, 43, 12, 400, theme.mute);
  pen.drawImage(plot, 0, head, width, plot.height / ratio);
  pen.font = `12px ${font}`;
  for (const key of legend) drawKey(pen, key, head + plot.height / ratio + key.row * row + row / 2, theme);
  return canvas;
}

// Places the keys from left to right, and on in the next row.
function layOut(pen, lines, width) {
  let x = 0;
  let at = 0;
  return lines.map((line) => {
    const name = fit(pen, line.name, Math.min(width - swatch - 8, 260));
    const length = swatch + 8 + pen.measureText(name).width;
    if (x > 0 && x + length > width) {
      x = 0;
      at++;
    }
    const key = { line, name, x: pad + x, row: at };
    x += length + 20;
    return key;
  });
}

function drawKey(pen, { line, name, x }, y, theme) {
  pen.strokeStyle = theme.palette[line.color];
  pen.lineWidth = 3;
  pen.setLineDash(dashes[line.dash] || []);
  pen.beginPath();
  pen.moveTo(x, y);
  pen.lineTo(x + swatch, y);
  pen.stroke();
  pen.fillStyle = theme.ink;
  pen.textBaseline = 'middle';
  pen.fillText(name, x + swatch + 8, y);
}

/** The text, or as much of it as fits, with an ellipsis. */
function fit(pen, text, width) {
  if (pen.measureText(text).width <= width) return text;
  let end = text.length;
  while (end > 0 && pen.measureText(`${text.slice(0, end)}…`).width > width) end--;
  return `${text.slice(0, end)}…`;
}
