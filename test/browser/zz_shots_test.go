package browser

import (
	"os"
	"testing"
	"encoding/base64"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

func TestZZShots(t *testing.T) {
	p := newTab(t, 390, "file:///tmp/over13-o40/index.html")
	for _, s := range []struct{ name, path string; w, h int64; dark bool }{
		{"p-o40", "o40/index.html", 390, 1500, false}, {"p-o40d", "o40/index.html", 390, 900, true}, {"p-o3", "o3/index.html", 390, 1300, false},
		{"p-o1500", "o1500/index.html", 390, 1500, false}, {"p-cpu", "o40/compare/cpu.html", 390, 1100, false}, {"p-disksd", "o40/compare/disks.html", 390, 900, true},
		{"d-o40", "o40/index.html#", 1280, 800, true}, {"d-o1500", "o1500/index.html", 1280, 800, true}, {"d-net", "o1500/compare/net.html#scale=own", 1280, 800, true},
		{"o3", "o3/index.html", 1280, 700, false}, {"key", "o40/index.html#open", 1280, 500, false}, {"alarm", "oS/index.html", 1280, 600, false}, {"p-alarm", "oS/index.html", 390, 600, false},
		{"none", "o1500/compare/cpu.html#q=zebra", 1280, 500, false},
	} {
		call(p, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: s.w, Height: s.h, DeviceScaleFactor: 1})
		v := "light"
		if s.dark { v = "dark" }
		call(p, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: v}}})
		p.do(chromedp.Navigate("about:blank"))
		p.open("file:///tmp/over13-" + s.path)
		if s.name == "key" { eval[bool](p, `(document.querySelector('#reading').open = true)`) }
		r, err := chromedp.Call(p.ctx, page.CaptureScreenshot, page.CaptureScreenshotParams{})
		if err != nil { t.Fatal(err) }
		b, err := base64.StdEncoding.DecodeString(string(r.Data))
		if err != nil { b = []byte(r.Data) }
		os.WriteFile("/tmp/over13-pics/"+s.name+".png", b, 0o644)
	}
}
