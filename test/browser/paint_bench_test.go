package browser

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// BenchmarkFirstPicture compares a host's page with a page that has only ECharts and the first chart, from a web server that
// compresses, without a cache. The picture is when the browser has shown the page's first painting (First Contentful Paint): here
// it has the static charts, there the canvas. The canvas is when the script has drawn it.
func BenchmarkFirstPicture(b *testing.B) {
	path := hostWith40Series(b, 1)
	ours := compressing(b, fleet) + path
	for _, line := range []struct {
		name               string
		slower             float64 // than this machine's processor
		bytesPerS, latency float64
	}{
		{"cold", 1, -1, 0},
		{"10Mbit", 4, 10e6 / 8, 40},
		{"1.6Mbit", 4, 1.6e6 / 8, 150},
	} {
		b.Run(line.name, func(b *testing.B) {
			p := newTab(b, 1440, origins[0].base(b, fleet)+path)
			bare := compressing(b, bareSite(b, p)) + "index.html"
			p.addScript(firstDrawing)
			call(p, network.SetCacheDisabled, network.SetCacheDisabledParams{CacheDisabled: true})
			call(p, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{MatchedNetworkConditions: []*network.Conditions{
				{Latency: line.latency, DownloadThroughput: line.bytesPerS, UploadThroughput: line.bytesPerS}}})
			call(p, emulation.SetCPUThrottlingRate, emulation.SetCPUThrottlingRateParams{Rate: line.slower})
			var pictures, canvases, barePictures, bareCanvases []float64
			for range 15 {
				picture, canvas := timePicture(p, ours)
				barePicture, bareCanvas := timePicture(p, bare)
				pictures, canvases = append(pictures, picture), append(canvases, canvas)
				barePictures, bareCanvases = append(barePictures, barePicture), append(bareCanvases, bareCanvas)
			}
			b.ReportMetric(median(pictures), "ms/picture")
			b.ReportMetric(median(barePictures), "ms/bare-picture")
			b.ReportMetric(median(canvases), "ms/canvas")
			b.ReportMetric(median(bareCanvases), "ms/bare-canvas")
			b.ReportMetric(median(pictures)/median(barePictures), "picture-times-bare")
			b.ReportMetric(median(canvases)/median(bareCanvases), "canvas-times-bare")
		})
	}
}

// timePicture loads a page and returns when it was first painted and when its first canvas was drawn, in ms since the navigation.
func timePicture(p *tab, address string) (picture, canvas float64) {
	p.t.Helper()
	p.do(chromedp.Navigate(address))
	p.wait("the chart is drawn and shown", `globalThis.drawn && performance.getEntriesByName('first-contentful-paint').length`)
	return eval[float64](p, `performance.getEntriesByName('first-contentful-paint')[0].startTime`), eval[float64](p, `drawn`)
}

// compressing serves a folder, compressed with gzip.
func compressing(b *testing.B, dir string) string {
	b.Helper()
	files := http.FileServer(http.Dir(dir))
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Header.Del("Range")
		w.Header().Set("Content-Encoding", "gzip")
		zip := gzip.NewWriter(w)
		files.ServeHTTP(compressed{w, zip}, r)
		if err := zip.Close(); err != nil {
			b.Error(err)
		}
	}))
	b.Cleanup(server.Close)
	return server.URL + "/"
}

// compressed is an answer whose contents go through another writer.
type compressed struct {
	http.ResponseWriter
	to io.Writer
}

func (c compressed) Write(p []byte) (int, error) { return c.to.Write(p) }

func (c compressed) WriteHeader(code int) {
	c.Header().Del("Content-Length")
	c.ResponseWriter.WriteHeader(code)
}
