// What a chart shows besides its lines: levels, gaps, reboots, and the time without samples at its end.
import { day, timeOfDay } from './clock.js';
import { formatLimit, formatTick } from './format.js';
import { forecastMarks } from './forecast.js';
import { plotWidth, scaled, smallText } from './plot.js';

const rebootLabelWidth = 45; // pixels at the default font size
const letterWidth = 6; // likewise
const levelRoom = 0.09; // of the plot: how far a further level must be from others for its label. render/svg/marks.go has the same

/**
 * Returns the marks of one chart as a series without data, so that they stay when all lines are switched off.
 * look is that of wholeOption. Levels beyond the value axis are omitted.
 */
export function marks(look) {
  const { skeleton, levels, samples, stale, range, theme, scale, width } = look;
  const pixels = plotWidth(width);
  const band = staleBand(samples, stale, range, theme, pixels);
  const bands = samples.gaps.map(([from, to]) => [{ xAxis: from }, { xAxis: to }]);
  return {
    id: 'marks',
    type: 'line',
    data: [],
    silent: true,
    animation: false,
    markLine: {
      z: 6, // draws the labels above the lines
      silent: true,
      symbol: 'none',
      animation: false,
      blur: { lineStyle: { opacity: 1 }, label: { opacity: 1 } }, // while a line is shown before the others
      data: [
        ...levelLines(skeleton, levels, theme, scale),
        ...rebootLines(samples.reboots, range, theme, pixels),
        ...forecastMarks(look),
      ],
    },
    markArea: {
      silent: true,
      animation: false,
      itemStyle: { color: theme.gap },
      blur: { itemStyle: { opacity: 1 }, label: { opacity: 1 } },
      data: bands.concat(band),
    },
  };
}

function levelLines(skeleton, { limit, warning, critical, warningText, criticalText, further = [] }, theme, { min, max }) {
  const lines = [];
  if (limit && limit <= max) {
    const text = formatLimit(skeleton.unit, skeleton.limit || 'limit', limit);
    lines.push({
      yAxis: limit,
      label: { position: 'insideStartTop', formatter: () => text, color: theme.mute, fontSize: smallText, backgroundColor: theme.card, padding: 1 },
      lineStyle: { color: theme.mute, type: 'dashed', width: 1 },
    });
  }
  // The labels are beside the plot, one above its line and one below, so that they do not overlap.
  const threshold = (level, state, ownText, show = true) => {
    if (!level || level < min || level > max) return;
    const [type, lift] = state === 'warning' ? [[2, 3], scaled(-3)] : [[7, 3], scaled(3)];
    const color = theme[state];
    const text = ownText || formatTick(skeleton.unit, level);
    const label = { show, position: 'end', distance: 4, offset: [0, -lift], formatter: () => text, color, fontSize: smallText };
    lines.push({ yAxis: level, label, lineStyle: { color, type, width: 1.4 } });
  };
  threshold(warning, 'warning', warningText);
  threshold(critical, 'critical', criticalText);
  const taken = [warning, critical].filter(Boolean);
  for (const { at, state } of further) {
    const show = taken.every((other) => Math.abs(other - at) >= levelRoom * (max - min));
    if (show) taken.push(at);
    threshold(at, state, '', show);
  }
  return lines;
}

// A reboot gets a label only if there is space beside the one before. A host may reboot every hour.
function rebootLines(reboots, [from, to], theme, pixels) {
  const apart = (scaled(rebootLabelWidth) * (to - from)) / pixels;
  let labelled = -Infinity;
  return reboots.map((time) => {
    const show = time >= from && time - labelled >= apart;
    if (show) labelled = time;
    return {
      xAxis: time,
      label: { show, position: 'end', distance: 2, formatter: () => 'reboot', color: theme.mute, fontSize: smallText },
      lineStyle: { color: theme.mute, type: [6, 3, 1, 3], width: 1 },
    };
  });
}

// The hatched band from the newest sample to the time until which there is none.
function staleBand(samples, end, range, theme, pixels) {
  if (end <= samples.to) return [];
  const visible = Math.min(end, range[1]) - Math.max(samples.to, range[0]);
  const width = (pixels * visible) / (range[1] - range[0]);
  const lines = ['no samples', `since ${day(samples.to)}`, timeOfDay(samples.to)];
  const room = 14 + scaled(letterWidth) * Math.max(...lines.map((line) => line.length));
  const from = {
    xAxis: samples.to,
    itemStyle: { color: theme.hatching },
    label: {
      show: width >= room,
      position: 'inside',
      formatter: () => lines.join('\n'),
      color: theme.ink,
      backgroundColor: theme.card,
      padding: [3, 5],
      borderRadius: 3,
      fontSize: smallText,
      lineHeight: scaled(13),
    },
  };
  return [[from, { xAxis: end }]];
}
