package public

import (
	"math"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"psmonitor/internal/metric"
)

// themes returns the colours of the light and the dark theme by their names, such as "c1" and "card".
func themes(t *testing.T) map[string]map[string]string {
	t.Helper()
	css, err := os.ReadFile("src/css/theme.css")
	if err != nil {
		t.Fatal(err)
	}
	light, dark, found := strings.Cut(string(css), "prefers-color-scheme: dark")
	if !found {
		t.Fatal("theme.css has no dark theme")
	}
	themes := map[string]map[string]string{}
	for name, text := range map[string]string{"light": light, "dark": dark} {
		themes[name] = map[string]string{}
		for _, found := range regexp.MustCompile(`--(\w+): (#[0-9a-f]{6});`).FindAllStringSubmatch(text, -1) {
			themes[name][found[1]] = found[2]
		}
	}
	return themes
}

func nameOf(c metric.Color) string { return "c" + strconv.Itoa(int(c)) }

// TestLineColorsContrastWithCard holds all lines to the 3:1 that WCAG 2.2 asks of graphics (1.4.11).
func TestLineColorsContrastWithCard(t *testing.T) {
	for theme, colors := range themes(t) {
		card := linear(t, colors["card"])
		for i := range 8 {
			name := nameOf(metric.ColorOf(i))
			a, b := luminance(card)+0.05, luminance(linear(t, colors[name]))+0.05
			if ratio := max(a, b) / min(a, b); ratio < 3 {
				t.Errorf("%s theme: the contrast of --%s with the card is %.2f", theme, name, ratio)
			}
		}
	}
}

// TestFirstLinesAreToldApartByColor compares each two of the first seven lines by CIE 1976 Delta E. Two colours of less than 20
// look like one on thin lines.
func TestFirstLinesAreToldApartByColor(t *testing.T) {
	for theme, colors := range themes(t) {
		for i := range 7 {
			for j := range i {
				a, b := nameOf(metric.ColorOf(i)), nameOf(metric.ColorOf(j))
				if distance := deltaE(linear(t, colors[a]), linear(t, colors[b])); distance < 20 {
					t.Errorf("%s theme: --%s and --%s are only %.1f apart", theme, a, b, distance)
				}
			}
		}
	}
}

// linear returns red, green and blue of a colour, from 0 to 1, without sRGB's gamma.
func linear(t *testing.T, color string) (rgb [3]float64) {
	t.Helper()
	n, err := strconv.ParseUint(strings.TrimPrefix(color, "#"), 16, 24)
	if err != nil {
		t.Fatalf("colour %q: %v", color, err)
	}
	for i := range rgb {
		v := float64(n>>(16-8*i)&0xff) / 255
		if v <= 0.04045 {
			rgb[i] = v / 12.92
		} else {
			rgb[i] = math.Pow((v+0.055)/1.055, 2.4)
		}
	}
	return rgb
}

func luminance(rgb [3]float64) float64 { return 0.2126*rgb[0] + 0.7152*rgb[1] + 0.0722*rgb[2] }

func deltaE(a, b [3]float64) float64 {
	p, q := lab(a), lab(b)
	return math.Sqrt(math.Pow(p[0]-q[0], 2) + math.Pow(p[1]-q[1], 2) + math.Pow(p[2]-q[2], 2))
}

// lab returns a colour in CIELAB with the white of D65.
func lab(rgb [3]float64) [3]float64 {
	f := func(v float64) float64 {
		if v > 216.0/24389 {
			return math.Cbrt(v)
		}
		return (24389.0/27*v + 16) / 116
	}
	x := f((0.4124*rgb[0] + 0.3576*rgb[1] + 0.1805*rgb[2]) / 0.95047)
	y := f(luminance(rgb))
	z := f((0.0193*rgb[0] + 0.1192*rgb[1] + 0.9505*rgb[2]) / 1.08883)
	return [3]float64{116*y - 16, 500 * (x - y), 200 * (y - z)}
}
