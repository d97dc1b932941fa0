package browser

import (
	"encoding/csv"
	"image/png"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/chromedp"
)

// download clicks an element and returns the path of the saved file.
func (p *tab) download(selector string) string {
	p.t.Helper()
	dir := p.t.TempDir()
	call(p, browser.SetDownloadBehavior, browser.SetDownloadBehaviorParams{Behavior: browser.SetDownloadBehaviorBehaviorAllow, DownloadPath: dir,
		BrowserContextID: chromedp.FromContext(p.ctx).BrowserContextID})
	p.click(selector, 1)
	for deadline := time.Now().Add(waitTimeout); time.Now().Before(deadline); {
		p.wait("a frame", `true`)
		names, err := filepath.Glob(filepath.Join(dir, "*.*"))
		if err == nil && len(names) == 1 && !strings.HasSuffix(names[0], ".crdownload") {
			if info, err := os.Stat(names[0]); err == nil && info.Size() > 0 {
				return names[0]
			}
		}
	}
	p.t.Fatalf("%s saved nothing", selector)
	return ""
}

func TestSaveChartAsCSV(t *testing.T) {
	for _, from := range origins {
		t.Run(from.name, func(t *testing.T) {
			p := newTab(t, 1280, from.base(t, fleet)+firstHost(t))
			all := readTable(t, p.download(`#chart-cpu [data-save="csv"]`))
			names := eval[[]string](p, `[...document.querySelectorAll('#chart-cpu tr[data-series] button')].map((name) => name.textContent + ' (percent)')`)
			if got, want := strings.Join(all[0], "|"), "time|"+strings.Join(names, "|"); got != want {
				t.Errorf("the heading is %s, want %s", got, want)
			}
			if len(all) < 500 || !regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$`).MatchString(all[1][0]) {
				t.Errorf("%d rows, the first of %s", len(all), all[1][0])
			}
			if v, err := strconv.ParseFloat(all[1][1], 64); err != nil || v < 0 || v > 100 {
				t.Errorf("the first value is %s", all[1][1])
			}
			p.click(`.ranges [data-hours="3"]`, 1)
			p.wait("three hours are shown", `location.hash`)
			if rows := len(readTable(t, p.download(`#chart-cpu [data-save="csv"]`))) - 1; rows < 30 || rows > 38 {
				t.Errorf("three hours have %d rows", rows)
			}
			p.click(`#chart-cpu tr[data-series] button`, 1)
			if got, want := strings.Join(readTable(t, p.download(`#chart-cpu [data-save="csv"]`))[0], "|"), "time|"+names[0]; got != want {
				t.Errorf("with one line the heading is %s, want %s", got, want)
			}
		})
	}
}

func readTable(t *testing.T, file string) [][]string {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestSaveChartAsPNG(t *testing.T) {
	for _, from := range origins {
		t.Run(from.name, func(t *testing.T) {
			p := newTab(t, 1280, from.base(t, fleet)+firstHost(t))
			file := p.download(`#chart-cpu [data-save="png"]`)
			f, err := os.Open(file)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			picture, err := png.Decode(f)
			if err != nil {
				t.Fatal(err)
			}
			size := picture.Bounds()
			colours := map[[4]uint32]bool{}
			for x := size.Min.X; x < size.Max.X; x++ {
				for y := size.Min.Y; y < size.Max.Y; y++ {
					r, g, b, a := picture.At(x, y).RGBA()
					colours[[4]uint32{r, g, b, a}] = true
					if a != 0xffff {
						t.Fatalf("%d, %d is transparent", x, y)
					}
				}
			}
			if size.Dx() < 600 || size.Dy() < 400 || len(colours) < 20 {
				t.Errorf("%s is %v with %d colours", file, size, len(colours))
			}
		})
	}
}
