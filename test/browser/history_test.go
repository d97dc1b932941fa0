package browser

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"go.mongodb.org/mongo-driver/bson"

	"psmonitor/internal/rollup"
	"psmonitor/store"
)

// pastHost is a host with samples, hours and days of history, whose disk has a hostile name.
const pastHost = "host/past/"

// pastSite renders a site with the host, and returns its folder.
func pastSite(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	storeURL, site := "file://"+filepath.Join(dir, "store"), filepath.Join(dir, "site")
	if err := writePast(storeURL); err != nil {
		t.Fatal(err)
	}
	if err := run("render", "-store", storeURL, "-out", site); err != nil {
		t.Fatal(err)
	}
	return site
}

// writePast stores samples of two days, a day before now, and the history before: 62 days of hours with a gap, and 3 years of days.
func writePast(storeURL string) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	s, err := store.Open(ctx, storeURL, store.Options{Max: 576})
	if err != nil {
		return err
	}
	defer s.Close(ctx)
	end := time.Now().UTC().Truncate(time.Hour)
	var samples [][]byte
	for i := range 576 {
		raw, err := bson.Marshal(hostileDocument(end.Add(time.Duration(i-575)*5*time.Minute), float64(i%60)))
		if err != nil {
			return err
		}
		samples = append(samples, raw)
	}
	if err := s.Append(ctx, "past", samples...); err != nil {
		return err
	}
	for _, span := range []rollup.Span{rollup.Hours, rollup.Days} {
		var past [][]byte
		for i := range span.Slots {
			if i > 100 && i < 110 {
				continue
			}
			raw, err := bson.Marshal(pastDocument(span, span.Start(end).Add(-time.Duration(i+1)*span.Length), float64(30+i%24)))
			if err != nil {
				return err
			}
			past = append(past, raw)
		}
		if err := s.PutHistory(ctx, span, "past", past...); err != nil {
			return err
		}
	}
	return nil
}

// pastDocument has a mean of n, and extremes from 10 to 90.
func pastDocument(span rollup.Span, start time.Time, n float64) bson.D {
	fields := func(n float64) bson.D {
		all := hostileDocument(start, n)
		return all[4:] // from cpu on
	}
	return append(bson.D{{Key: "_id", Value: span.ID("past", start)}, {Key: "server", Value: "past"}, {Key: "date", Value: start},
		{Key: "interval", Value: span.Length.Seconds()}, {Key: "samples", Value: int32(12)}},
		append(fields(n), bson.E{Key: "min", Value: fields(10)}, bson.E{Key: "max", Value: fields(90)})...)
}

// rangeIs reports whether the button of a range is the only one that is pressed.
func rangeIs(text string) string {
	return `[...document.querySelectorAll('.ranges [aria-pressed="true"]')].map((button) => button.textContent).join() === '` + text + `'`
}

// tableOfCPU is the first row of the table of the CPU.
const tableOfCPU = `document.querySelector("#chart-cpu tbody tr")`

func TestHistoryPages(t *testing.T) {
	site := pastSite(t)
	base := origins[0].base(t, site) + pastHost
	p := newTab(t, 1280, base+"index.html")

	t.Run("one control leads through all ranges", func(t *testing.T) {
		p.t = t
		p.click(`.ranges a[data-hours="168"]`, 1)
		p.wait("the weeks are open on a week", `location.pathname.endsWith('/weeks.html') && document.documentElement.dataset.ready && `+rangeIs("week"))
		p.click(`.ranges [data-hours="720"]`, 1)
		p.wait("a month is shown, and the address says so", rangeIs("month")+` && location.hash === '#720h'`)
		p.click(`.ranges > button:last-of-type`, 1)
		p.wait("all is shown", rangeIs("All"))
		p.do(chromedp.NavigateBack())
		p.wait("Back undoes that", rangeIs("month"))
		p.click(`.ranges a[data-hours="8760"]`, 1)
		p.wait("the years are open on a year", `location.pathname.endsWith('/years.html') && document.documentElement.dataset.ready && `+rangeIs("year"))
		p.click(`.ranges a[data-hours="12"]`, 1)
		p.wait("the samples are open on 12 hours", `location.pathname.endsWith('/index.html') && document.documentElement.dataset.ready && `+rangeIs("12 h"))
	})

	t.Run("the chart in view and the zoom are carried along", func(t *testing.T) {
		p.t = t
		p.open(base + "weeks.html")
		p.drag(`[data-chart="net"]`, 0.3, 0.5)
		p.wait("the zoom is in the address", `/^#\d+-\d+/.test(location.hash)`)
		middle := eval[float64](p, `(() => { const [from, to] = location.hash.slice(1).split('&')[0].split('-').map(Number); return (from + to) / 2; })()`)
		eval[bool](p, `document.querySelector('.ranges a[data-hours="8760"]').click() || true`)
		p.wait("the years have a chart and a range in their address", `location.pathname.endsWith('/years.html') && document.documentElement.dataset.ready && /^#\d+-\d+&chart=\w+$/.test(location.hash)`)
		shown := eval[[]float64](p, `location.hash.slice(1).split('&')[0].split('-').map(Number)`)
		if got := (shown[0] + shown[1]) / 2; got < middle-1 || got > middle+1 {
			t.Errorf("the year is around %v, the zoom was around %v", got, middle)
		}
	})

	t.Run("table and cursor tell means and extremes", func(t *testing.T) {
		p.t = t
		p.open(base + "weeks.html")
		p.wait("statistics are of the time in view", tableOfCPU+`.cells[3].textContent === '10.0 %' && `+tableOfCPU+`.cells[5].textContent === '90.0 %'`)
		p.keys(`[data-chart="disks"]`, kb.ArrowLeft)
		p.wait("the cursor shows the newest hour", tableOfCPU+`.querySelector('.at').textContent === '30.0 %'`)
		p.wait("the tooltip has its begin and its end", `/:00–\d\d:00$/.test(document.querySelector('.tip time').textContent)`)
		p.open(base + "years.html")
		p.keys(`[data-chart="cpu"]`, kb.ArrowLeft)
		p.wait("the tooltip has the day", `/^\w{3} \d{4}-\d\d-\d\d UTC$/.test(document.querySelector('.tip time').textContent)`)
		p.keys(`[data-chart="cpu"]`, kb.Escape)
		p.keys(`[data-chart="cpu"]`, kb.Escape)
		p.wait("Escape changes nothing of what is shown when the page is opened", rangeIs("year"))
	})

	t.Run("charts are compared with the period before", func(t *testing.T) {
		p.t = t
		for path, was := range map[string]string{"index.html": "was ", "weeks.html": "was 30.0 %", "years.html": "was "} {
			p.open(base + path)
			before := canvasSum(p, `[data-chart="cpu"]`)
			p.click(`.before button`, 1)
			p.wait("a line is added", canvasIs(`[data-chart="cpu"]`, "!==", before))
			p.keys(`[data-chart="cpu"]`, kb.ArrowLeft)
			p.wait("the table has the value before: "+was, tableOfCPU+`.querySelector('.at small').textContent.startsWith('`+was+`')`)
			p.reload()
			p.wait("that stays when the page is reloaded", `document.querySelector('.before button').ariaPressed === 'true'`)
			p.click(`.before button`, 1)
			p.wait("that can be ended", `document.querySelector('.before button').ariaPressed === 'false' && !document.querySelector('.compares')`)
		}
	})

	t.Run("bands are drawn", func(t *testing.T) {
		p.t = t
		p.open(base + "weeks.html")
		p.place(`[data-chart="disks"]`, 0.5, 0.5)
		p.wait("the chart of one disk is drawn", `document.querySelector('[data-chart="disks"].live')`)
		if n := eval[int](p, `document.querySelectorAll('[data-chart="disks"] .static path.extremes').length`); n != 1 {
			t.Errorf("the picture of one line has %d bands", n)
		}
		if n := eval[int](p, `document.querySelectorAll('[data-chart="cpu"] .static path.extremes').length`); n != 0 {
			t.Errorf("the picture of a stack has %d bands", n)
		}
	})

	t.Run("pages fit and are accessible", func(t *testing.T) {
		p.t = t
		source := axe(t)
		for _, width := range []int64{1280, 390} {
			p.resize(width)
			for _, path := range []string{"weeks.html", "years.html", "index.html"} {
				p.open(base + path)
				if eval[bool](p, `document.documentElement.scrollWidth > innerWidth`) {
					t.Errorf("%s is wider than %d pixels", path, width)
				}
				for _, scheme := range []string{"light", "dark"} {
					p.scheme(scheme)
					for _, v := range p.violations(source) {
						t.Errorf("%s, %s, %d wide: %s", path, scheme, width, v)
					}
				}
			}
		}
		p.resize(1280)
	})

	t.Run("without scripts all is there, and links lead on", func(t *testing.T) {
		p.t = t
		call(p, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
		p.do(chromedp.Navigate(base + "weeks.html"))
		shown := eval[string](p, `[...document.querySelectorAll('.ranges > *')].filter((e) => e.offsetHeight).map((e) => e.textContent).join(' ')`)
		if shown != "3 h 12 h 24 h 48 h year" {
			t.Errorf("ranges %q", shown)
		}
		if text := eval[string](p, tableOfCPU+`.innerText`); !strings.Contains(text, "10.0 %") || !strings.Contains(text, "90.0 %") {
			t.Errorf("the first row is %q", text)
		}
		call(p, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: false})
	})
}
