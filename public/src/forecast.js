// Draws forecasts: the lines of the charts, continued beyond the newest sample to when all is used up.
import { day } from './clock.js';
import { scaled, smallText } from './plot.js';

// How near to another flag one has no place, in parts of the plot. render/svg/tails.go has the same.
const flagWidth = 0.25;
const flagHeight = 0.09;

/**
 * Returns where a forecast begins and ends within a range and up to the end of the value axis: [[time, value], [time, value]],
 * or null if it is not in the range. A forecast is {value, full, end}; newest is the time of the newest sample, where it begins.
 */
export function clipForecast({ value, full, end }, newest, range, max) {
  const rise = end - value;
  const at = (time) => value + (rise * (time - newest)) / (full - newest);
  const top = at(full) > max ? newest + ((full - newest) * (max - value)) / rise : full;
  const from = Math.max(newest, range[0]);
  const to = Math.min(top, range[1]);
  return from < to ? [[from, at(from)], [to, at(to)]] : null;
}

/** Returns the forecasts of a chart's visible lines as data of a markLine. look is that of wholeOption. */
export function forecastMarks({ id, lines, samples, range, scale, theme }) {
  const flags = [];
  return (samples.forecasts || []).flatMap((forecast) => {
    const line = lines.find((each) => each.id === forecast.series);
    const ends = forecast.chart === id && line && clipForecast(forecast, samples.to, range, scale.max);
    if (!ends) return [];
    const color = theme.palette[line.color];
    const [time, value] = ends[1];
    const place = [(time - range[0]) / (range[1] - range[0]), value / (scale.max - scale.min)];
    const show = flags.every(([x, y]) => Math.abs(x - place[0]) >= flagWidth || Math.abs(y - place[1]) >= flagHeight);
    if (show) flags.push(place);
    const label = {
      show,
      position: 'end',
      distance: 0,
      offset: [scaled(-4), scaled(-3)],
      align: 'right',
      verticalAlign: 'bottom',
      formatter: () => `${forecast.text} ${day(forecast.full)}${forecast.full > range[1] ? ' →' : ''}`, // beyond the axis
      color: theme.ink,
      fontSize: smallText,
      fontWeight: 600,
      backgroundColor: theme.card,
      padding: [2, 4],
      borderRadius: 3,
    };
    const lineStyle = { color, type: [4, 4], width: 1.6 };
    return [[{ coord: ends[0], label, lineStyle }, { coord: ends[1] }]];
  });
}
