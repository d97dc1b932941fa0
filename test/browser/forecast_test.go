package browser

import (
	"strings"
	"testing"
)

// forecastHost returns the address of a host of the demo that has a disk with a forecast.
func forecastHost(t *testing.T) string {
	t.Helper()
	for _, name := range hostPages(t, fleet) {
		if strings.Contains(name, "db-01") {
			return origins[0].base(t, fleet) + name
		}
	}
	t.Fatal("the demo has no host with a forecast")
	return ""
}

// recordTails makes pages record the lines that they draw on canvases with the pattern of a forecast, and all texts.
const recordTails = `(() => {
	globalThis.tails = [];
	globalThis.texts = [];
	const proto = CanvasRenderingContext2D.prototype;
	const {beginPath, moveTo, lineTo, stroke, fillText} = proto;
	let path = [];
	proto.beginPath = function () { path = []; return beginPath.call(this); };
	proto.moveTo = function (x, y) { path.push([x, y]); return moveTo.call(this, x, y); };
	proto.lineTo = function (x, y) { path.push([x, y]); return lineTo.call(this, x, y); };
	proto.stroke = function () {
		if (this.getLineDash().join() === '4,4') tails.push(path.slice());
		return stroke.call(this);
	};
	proto.fillText = function (text, ...rest) { texts.push(text); return fillText.call(this, text, ...rest); };
})()`

func openForecast(t *testing.T) *tab {
	t.Helper()
	p := newTab(t, 1280, forecastHost(t))
	p.addScript(recordTails)
	p.reload()
	p.place(`[data-chart="disks"]`, 0.5, 0.5)
	p.wait("the chart of the disks is drawn", `document.querySelector('[data-chart="disks"].live')`)
	return p
}

// The axis of all charts reaches a quarter beyond the newest sample, and a dashed line leads there to the end.
func TestForecastIsDrawn(t *testing.T) {
	p := openForecast(t)
	p.wait("a dashed line and its flag are drawn", `tails.length && texts.some((text) => /^full \w/.test(text))`)
	const place = `(() => {
		const plot = document.querySelector('[data-chart="disks"] .static').getBoundingClientRect();
		const [[from, low], [to, high]] = tails[tails.length - 1];
		const left = document.querySelector('[data-chart="disks"]').getBoundingClientRect().left;
		return [(from + left - plot.left) / plot.width, (to + left - plot.left) / plot.width, low - high];
	})()`
	got := eval[[]float64](p, place)
	if got[0] < 0.79 || got[0] > 0.81 || got[1] < 0.81 || got[1] > 1.01 || got[2] <= 0 {
		t.Errorf("the line goes from %.2f to %.2f of the plot, and rises by %.1f pixels; want from 0.8 on, upwards", got[0], got[1], got[2])
	}
	if n := eval[int](p, `document.querySelectorAll('.static .tail').length`); n != 1 {
		t.Errorf("the static pictures have %d forecasts, want 1", n)
	}
	if flag := eval[string](p, `document.querySelector('.static .flag').textContent`); !strings.HasPrefix(flag, "full ") {
		t.Errorf("the static flag is %q", flag)
	}
	if n := eval[int](p, `document.querySelectorAll('.tile .tail').length`); n != 1 {
		t.Errorf("the tiles have %d forecasts, want 1", n)
	}
}

// Beyond the newest sample there are no values, so that the cursor shows none.
func TestCursorShowsNoValuesInTheForecast(t *testing.T) {
	p := openForecast(t)
	const value = `document.querySelector('#chart-disks .at:not(th)').textContent`
	p.hover(`[data-chart="disks"]`, 0.5, 0.5)
	p.wait("the table shows the values at the cursor", value+` !== ''`)
	p.hover(`[data-chart="disks"]`, 0.9, 0.5)
	p.wait("the table shows none", value+` === ''`)
	if !eval[bool](p, `document.querySelector('[data-chart="disks"] .cursor').hidden`) {
		t.Error("the cursor's line is in the forecast")
	}
}

// The ranges of some hours end with the newest sample; the whole range has the forecast.
func TestShorterRangesOmitTheForecast(t *testing.T) {
	p := openForecast(t)
	p.wait("a forecast is drawn", `tails.length`)
	eval[bool](p, `document.querySelector('[data-hours="12"]').click() || true`) // without scrolling there
	p.wait("12 hours are shown", `document.querySelector('[data-hours="12"]').getAttribute('aria-pressed') === 'true'`)
	eval[bool](p, `(tails.length = 0) === 0`)
	eval[bool](p, `document.querySelector('[data-hours="3"]').click() || true`) // without scrolling there
	p.wait("3 hours are shown", `document.querySelector('[data-hours="3"]').getAttribute('aria-pressed') === 'true'`)
	p.wait("a frame is over", `true`)
	if n := eval[int](p, `tails.length`); n > 0 {
		t.Errorf("%d forecasts are drawn in the newest 3 hours", n)
	}
	eval[bool](p, `document.querySelector('[data-hours="48"]').click() || true`) // without scrolling there
	p.wait("the forecast is drawn again", `tails.length`)
}

func TestOverviewContinuesSparklines(t *testing.T) {
	p := newTab(t, 1280, origins[0].base(t, fleet)+"index.html")
	const within = `Array.from(document.querySelectorAll('.hosts .tail')).map((tail) => {
		const box = tail.ownerSVGElement.viewBox.baseVal, end = tail.getBBox();
		return end.x + end.width <= box.x + box.width + 0.1;
	})`
	list := eval[[]bool](p, within)
	if len(list) == 0 {
		t.Error("no sparkline has a forecast")
	}
	for _, fits := range list {
		if !fits {
			t.Error("a forecast is beyond the box of its sparkline")
		}
	}
}
