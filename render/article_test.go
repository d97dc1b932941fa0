package render

import (
	"encoding/json"
	"errors"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"psmonitor/internal/metric"
)

func TestArticleNumbersHaveThreeDecimals(t *testing.T) {
	for v, want := range map[float64]string{
		0: "0", 0.0004: "0", 0.0006: "0.001", 0.1: "0.1", 0.05: "0.05", -0.25: "-0.25", -0.0004: "0", 99.9996: "100", 12.345: "12.345", -12.3: "-12.3",
		1.25e9: "1250000000", 1e9 + 0.5: "1000000000.5", 7e12: "7000000000000", 4e15: "4000000000000000", -1e20: "-100000000000000000000", math.Copysign(0, -1): "0",
	} {
		if got := string(appendThousandths(nil, v)); got != want {
			t.Errorf("%v is written %s, want %s", v, got, want)
		}
	}
}

func FuzzArticleNumbers(f *testing.F) {
	for _, v := range []float64{0, 12.345, -0.25, maxInteger / 1000, maxInteger, 1e300, -math.MaxFloat64, 5e-324} {
		f.Add(v)
	}
	f.Fuzz(func(t *testing.T, v float64) {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return // the decoder refuses them
		}
		got := appendThousandths(nil, v)
		back, err := strconv.ParseFloat(string(got), 64)
		if err != nil || !json.Valid(got) || math.Abs(back-v) > 0.0005+math.Abs(v)*1e-15 {
			t.Errorf("%v is written %s", v, got)
		}
	})
}

// TestDataGoesAfterAFailedRemoval has a run without data.json that cannot remove the old ones. The next runs try again, though no
// host has changed.
func TestDataGoesAfterAFailedRemoval(t *testing.T) {
	dir, f := seeded(t), small()
	data := func(host string) string { return filepath.Join(dir, "host", host, "data.json") }
	inTheWay := filepath.Join(data("a"), "in the way") // a folder that is not empty cannot be removed
	f.run(t, dir, noon, func(o *Options) { o.JSON = true })
	if err := errors.Join(os.Remove(data("a")), os.MkdirAll(inTheWay, 0o755)); err != nil {
		t.Fatal(err)
	}
	source, _ := f.source(t, noon)
	without := func(o *Options) { o.JSON = false }
	for range 2 {
		if _, err := update1(t, dir, source, noon, without); err == nil || !strings.Contains(err.Error(), data("a")) {
			t.Errorf("with a folder in the way: %v; want an error that names it", err)
		}
	}
	if err := errors.Join(os.RemoveAll(data("a")), os.WriteFile(data("a"), nil, 0o644)); err != nil {
		t.Fatal(err)
	}
	if _, err := update1(t, dir, source, noon, without); err != nil {
		t.Error(err)
	}
	for name := range f {
		if _, err := os.Lstat(data(metric.FileName(name))); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("data.json of %s: %v; want that it is gone", name, err)
		}
	}
	source.NewReader = func() Reader { t.Error("something is still to be done"); return nil }
	if _, err := update1(t, dir, source, noon, without); err != nil {
		t.Error(err)
	}
}
