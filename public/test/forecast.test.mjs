import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sampleAt } from '../src/decode.js';
import { clipForecast, forecastMarks } from '../src/forecast.js';
import { staleEnd, wholeRange } from '../src/range.js';

const forecast = { chart: 'disks', series: 'disks_0', value: 80, full: 200, end: 100, text: 'full' };

test('a forecast goes straight from the newest sample to its end, or to that of an axis', () => {
  assert.deepEqual(clipForecast(forecast, 100, [0, 300], 100), [[100, 80], [200, 100]]);
  assert.deepEqual(clipForecast(forecast, 100, [0, 150], 100), [[100, 80], [150, 90]], 'the time axis ends first');
  assert.deepEqual(clipForecast(forecast, 100, [0, 300], 90), [[100, 80], [150, 90]], 'the value axis ends first');
  assert.deepEqual(clipForecast(forecast, 100, [125, 300], 100), [[125, 85], [200, 100]], 'zoomed');
  assert.equal(clipForecast(forecast, 100, [0, 100], 100), null, 'a range up to the newest sample');
});

test('forecasts are drawn for visible lines of their chart alone, with one flag where two are near', () => {
  const samples = { to: 100, forecasts: [forecast, { ...forecast, series: 'disks_1' }] };
  const look = { id: 'disks', lines: [{ id: 'disks_0', color: 1 }, { id: 'disks_1', color: 2 }], samples, range: [0, 300],
    scale: { min: 0, max: 100 }, theme: { palette: [, 'a', 'b'] } };
  const drawn = forecastMarks(look);
  assert.deepEqual(drawn.map(([from]) => [from.lineStyle.color, from.label.show]), [['a', true], ['b', false]]);
  assert.equal(forecastMarks({ ...look, lines: look.lines.slice(1) }).length, 1);
  assert.equal(forecastMarks({ ...look, id: 'memory' }).length, 0);
});

test('the range extends by a quarter for forecasts, and the time without samples does not', () => {
  const samples = { from: 0, to: 400, due: 10, forecasts: [forecast] };
  assert.deepEqual(wholeRange(samples, 405), [0, 500]);
  assert.equal(staleEnd(samples, 405), 400);
  assert.equal(staleEnd(samples, 450), 450);
});

test('the cursor finds no sample in the time of the forecasts', () => {
  const samples = { times: [0, 50, 100], from: 0, to: 100, forecasts: [forecast] };
  assert.equal(sampleAt(samples, 100.5), 2);
  assert.equal(sampleAt(samples, 110), -1);
  assert.equal(sampleAt({ ...samples, forecasts: [] }, 110), 2);
});
