// Joins the server's option of a chart, which has no data and no colours, with what this page knows: ECharts gets
// the result. Names stay out of it, since ECharts gives braces in them a meaning; tables and tooltips show them.
import { bandOptions, bandsOf, bandSource, boundsOf } from './bands.js';
import { earlierLines, earlierOptions, earlierSource } from './before.js';
import { day, isMidnight, month, tenMinutes, timeOfDay } from './clock.js';
import { formatTick } from './format.js';
import { marks } from './marks.js';
import { margins, plotWidth, scaled, textSize } from './plot.js';
import { extent, valueAxis } from './scale.js';
import { timeTicks } from './ticks.js';

// At the default font size, in pixels: a bold letter on the time axis, and half a time of day with the room beside it.
const letter = 6.4;
const halfClock = 26;

/** The lines of a chart: what its skeleton says of each series, the series' values, and names by the series' ids. */
export function linesOf(skeleton, columns, names) {
  const mirrored = skeleton.series.some((series) => series.below);
  return skeleton.series.map((series, place) => ({
    id: series.id,
    place,
    name: names.get(series.id) || series.id,
    color: Number(series.palette) || 1,
    dash: (series.lineStyle && series.lineStyle.type) || '',
    stack: Boolean(series.stack),
    below: Boolean(series.below),
    direction: mirrored ? (series.below ? 'down' : 'up') : '',
    skeleton: series,
    get values() {
      return columns.get(series.id) || [];
    },
    get extremes() {
      return columns.extremes(series.id);
    },
  }));
}

/**
 * The whole option of a chart. look is {id, skeleton, lines, rows, samples, levels, stale, range, theme, width, scale}: lines
 * are those that are shown, and rows theirs, in the same order, then those of their bands (bands.js) and of the period before (before.js);
 * width is the element's in pixels; scale is what scaleOf gives.
 */
export function wholeOption(look) {
  const { lines, rows } = look;
  const source = { t: rows.times };
  const heights = stacked(lines, rows.columns.slice(0, lines.length));
  lines.forEach((line, i) => {
    source[line.id] = line.below ? heights[i].map((v) => (v === null ? null : -v)) : heights[i];
  });
  const bands = bandsOf(lines);
  const earlier = earlierLines(look.before, lines);
  Object.assign(source, bandSource(bands, rows.columns.slice(lines.length)));
  Object.assign(source, earlierSource(earlier, rows.columns.slice(lines.length + 2 * bands.length)));
  return {
    xAxis: timeAxis(look),
    yAxis: numberAxis(look),
    animation: false,
    textStyle: { fontFamily: look.theme.font },
    grid: { ...margins, outerBoundsMode: 'none', containLabel: false },
    dataset: { source },
    series: [...bandOptions(bands, look.theme), ...lines.map((line) => seriesOption(line, look.theme, bands)), ...earlierOptions(earlier, look.theme), marks(look)],
  };
}

// The columns as they are drawn: layers on top of those before them. ECharts would draw each layer's lower edge anew, a
// little unlike the upper edge of the one below, and leave specks between them; so each goes down to zero, behind those
// before it.
function stacked(lines, columns) {
  const layers = columns.filter((_, i) => lines[i].stack);
  const present = (layers[0] || []).map((_, row) => layers.some((layer) => layer[row] !== null));
  let below = null;
  return columns.map((column, i) => {
    if (!lines[i].stack) return column;
    const under = below;
    below = column.map((v, row) => (present[row] ? (under ? under[row] : 0) + v : null)); // null counts as nothing
    return below;
  });
}

/** The part of the option that changes when another stretch of time is shown. */
export function viewOption(look) {
  return { xAxis: timeAxis(look), yAxis: numberAxis(look), series: [marks(look)] };
}

function seriesOption(line, theme, bands) {
  const { id, place, color, stack, skeleton } = line;
  const paint = theme.palette[color];
  const layer = stack ? { width: 0 } : {}; // its edge would hide the layers that are thinner
  const area = stack ? { color: theme.layers[color], opacity: 1 } : { ...skeleton.areaStyle, color: paint };
  return {
    id,
    name: id,
    type: 'line',
    encode: { x: 't', y: id },
    symbol: 'none',
    showSymbol: false,
    z: 2 + (stack ? -place : place) / 1000, // else a series that comes back is drawn over the others
    silent: true,
    animation: false,
    ...states(stack, color, theme),
    lineStyle: { width: 1.6, ...skeleton.lineStyle, ...layer, color: paint, cap: 'round', join: 'round' },
    itemStyle: { color: paint },
    areaStyle: skeleton.areaStyle && (stack || !bands.includes(line)) ? area : undefined,
  };
}

// How a line looks while it is shown before the others, and while another one is. Layers are behind each other, so a faded
// one must not be transparent.
function states(layer, color, theme) {
  return {
    emphasis: {
      focus: 'series',
      lineStyle: { width: layer ? 0 : 2.4, color: theme.palette[color] }, // without colours ECharts makes them lighter
      areaStyle: { color: layer ? theme.layers[color] : theme.palette[color] },
    },
    blur: { lineStyle: { opacity: 0.13 }, areaStyle: layer ? { color: theme.faded[color], opacity: 1 } : { opacity: 0.05 } },
  };
}

function timeAxis({ range, theme, width }) {
  const ticks = timeTicks(range, width);
  return {
    type: 'time',
    min: range[0],
    max: range[1],
    axisLabel: {
      ...timeLabels(ticks, range, plotWidth(width)),
      rich: { day: { color: theme.ink, fontWeight: 'bold', fontSize: textSize } },
      hideOverlap: true,
      color: theme.mute,
      fontSize: textSize,
    },
    axisLine: { onZero: false, lineStyle: { color: theme.line } },
    axisTick: { customValues: ticks.all, lineStyle: { color: theme.line } },
    splitLine: { show: true, lineStyle: { color: theme.grid } },
  };
}

// Ticks at midnight are labelled with the day, and ticks of months with the month. If there is none of these, the first label has the day
// too, and the second label is left out where it would overlap.
function timeLabels({ labelled: times, months }, [from, to], pixels) {
  const name = months ? month : day;
  const seconds = to - from < tenMinutes;
  const clock = (time) => timeOfDay(time, seconds);
  const [first, second] = times;
  if (first === undefined || times.some(isMidnight)) {
    return { customValues: times, formatter: (time) => (isMidnight(time) ? `{day|${name(time)}}` : clock(time)) };
  }
  const text = `${day(first)} ${clock(first)}`;
  const crowded = ((second - first) / (to - from)) * pixels < scaled((text.length * letter) / 2 + halfClock);
  return {
    customValues: crowded ? times.filter((time) => time !== second) : times,
    formatter: (time) => (time === first ? `{day|${text}}` : clock(time)),
  };
}

// Where lines are drawn below zero that are not negative, the ticks there have no sign.
function numberAxis({ theme, skeleton, scale }) {
  const mirrored = skeleton.series.some((series) => series.below);
  return {
    type: 'value',
    ...scale,
    axisLabel: { formatter: (v) => formatTick(skeleton.unit, mirrored ? Math.abs(v) : v), color: theme.mute, fontSize: textSize },
    axisLine: { show: false },
    axisTick: { show: false },
    splitLine: { lineStyle: { color: theme.grid } },
  };
}

/**
 * The value axis for the lines and the stretch of time that are shown. A limit takes part unless it is so far above
 * the lines that they would lie flat.
 */
export function scaleOf({ skeleton, lines, samples, levels, range, before }) {
  const [low, high] = extent(samples.times, lines.concat(boundsOf(bandsOf(lines)), earlierLines(before, lines)), range[0], range[1]);
  const limit = levels.limit && levels.limit < high * 3 ? levels.limit : 0;
  const fixed = [].concat(skeleton.yAxis || [])[0] || {};
  return valueAxis(skeleton.unit, low, Math.max(high, limit), Number(fixed.max) || 0);
}
