package render

import (
	"bytes"
	"html/template"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"psmonitor/render/report"
)

// plainHost is a hostView as the template takes it by itself: the straight way to make the page.
type plainHost struct {
	hostView
	Cards, Numbers template.HTML
	Options        template.JS
}

// What stands for the charts.
const (
	someCards   = "<figure>1</figure>\n"
	someOptions = `{"cpu":{"a":"</script>"}}`
	someNumbers = `<script type="application/json" id="data">{}</script>`
)

// plainPage makes the page the straight way.
func plainPage(t *testing.T, s *Site, v hostView) string {
	t.Helper()
	v.Root, v.Script, v.Style, v.Version = "../../", s.assets.host, s.assets.style, s.Version
	plain := plainHost{hostView: v, Options: someOptions, Numbers: someNumbers}
	if v.Draws {
		plain.Cards = someCards
	}
	var b bytes.Buffer
	if err := s.templates.ExecuteTemplate(&b, "host.gohtml", plain); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// castPage makes it from a mould, appended to b.
func castPage(t testing.TB, s *Site, v *hostView, b []byte) []byte {
	t.Helper()
	made, err := s.moulds.of(v.outline())
	if err != nil {
		t.Fatal(err)
	}
	c := cast{html: b, rest: made}
	v.fill(&c)
	if v.Draws {
		for _, text := range [...]string{someCards, someOptions, someNumbers} {
			c.next()
			c.html = append(c.html, text...)
		}
	}
	b, err = c.end()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestMouldedPagesAreThoseOfTheStraightWay(t *testing.T) {
	s := open(t, t.TempDir())
	defer s.Close()
	dice := dice{rand.New(rand.NewPCG(1, 2))}
	for range 3000 {
		v := dice.host()
		if diff := cmp.Diff(plainPage(t, s, v), string(castPage(t, s, &v, nil))); diff != "" {
			t.Fatalf("%+v (-straight +ours):\n%s", v, diff)
		}
	}
}

// TestPagesOfHostsAreThoseOfTheStraightWay has hosts with and without samples, well and in trouble, after each other.
func TestPagesOfHostsAreThoseOfTheStraightWay(t *testing.T) {
	s := open(t, t.TempDir())
	defer s.Close()
	var g glance
	for _, samples := range []int{0, 1, 2, 30, 576} {
		for _, late := range []int{0, 60} {
			for _, name := range []string{"/var", hostile, "a+b & 'c'", "\x00\u202e", "\xff\xfe", cut} {
				h := host(t, "web-01", samples, late, name, name)
				g.reset(h)
				row := g.row(h.Name)
				v := newHostView(&g, h, &row)
				if diff := cmp.Diff(plainPage(t, s, v), string(castPage(t, s, &v, nil))); diff != "" {
					t.Fatalf("%d samples, %d minutes late, %q (-straight +ours):\n%s", samples, late, name, diff)
				}
			}
		}
	}
}

func TestSharesAreWrittenAsTheTemplateWritesThem(t *testing.T) {
	straight := template.Must(template.New("share").Parse(`<rect width="{{.}}"/>`))
	check := func(v float64) {
		var want bytes.Buffer
		if err := straight.Execute(&want, v); err != nil {
			t.Fatal(err)
		}
		got := string(append(appendShare([]byte(`<rect width="`), v), `"/>`...))
		if got != want.String() {
			t.Errorf("%v: %s, want %s", v, got, want.String())
		}
	}
	for _, v := range []float64{0, math.Copysign(0, -1), 1e-5, 0.05, 1.0 / 3, 1e20, 1e21, 1e22, math.MaxFloat64, math.Inf(1), 99999.9, 100000.1} {
		check(v)
	}
	for tenths := range 2000 {
		check(float64(tenths) / 10)
	}
	random := rand.New(rand.NewPCG(3, 4))
	for range 2000 {
		check(math.Abs(math.Float64frombits(random.Uint64())))
	}
}

func TestATemplateWithOtherPlacesIsRefused(t *testing.T) {
	v := hostView{Name: "web-01"} // and a title: two places
	for _, places := range []int{0, 1, 3} {
		c := cast{rest: make(mould, places+1)}
		v.fill(&c)
		if _, err := c.end(); err != errMould {
			t.Errorf("%d places: %v", places, err)
		}
	}
}

// dice throws views of hosts' pages.
type dice struct{ *rand.Rand }

func (d dice) host() hostView {
	v := hostView{
		page: page{Title: d.text(), State: d.state(), Draws: d.IntN(2) == 0},
		Name: d.text(), Server: d.text(), Last: d.stamp(), Since: d.stamp(), Held: d.text(), Cadence: d.Int64() >> d.IntN(64),
	}
	for range d.IntN(mostTiles + 1) {
		v.Tiles = append(v.Tiles, tile{Full: d.stamp(), valueCell: valueCell{Label: d.text(), Text: d.text(), Detail: d.text(),
			State: d.state(), Percent: d.percent(), Spark: d.text()}})
	}
	for range d.IntN(4) {
		v.Facts = append(v.Facts, fact{d.text(), d.text()})
		v.Reasons = append(v.Reasons, reason{d.text(), d.state()})
	}
	for range min(len(v.Reasons), d.IntN(4)) {
		v.Others = append(v.Others, reason{d.text(), d.state()})
	}
	for range d.IntN(3) {
		v.Notes = append(v.Notes, d.text())
	}
	return v
}

func (d dice) state() string { return report.State(d.IntN(4)).String() }

func (d dice) percent() float64 {
	return [...]float64{-1, 0, float64(d.IntN(1001)) / 10, d.Float64() * 100, math.Exp(d.NormFloat64() * 40), math.NaN(), math.Inf(1)}[d.IntN(7)]
}

func (d dice) stamp() stamp {
	if d.IntN(2) == 0 {
		return stamp{}
	}
	return stamp{d.Int64() - math.MaxInt64/2, d.text(), d.text()}
}

// text is hostile, or random bytes, or nothing.
func (d dice) text() string {
	switch d.IntN(4) {
	case 0:
		return ""
	case 1:
		return [...]string{hostile, cut, "<cut>", "{{.}}", "`${x}`", "a+b & 'c'", "\x00\u202e", "\xff\xfe", "ünï\u2028", "--></title>", "]]>", "m0 3l2 1"}[d.IntN(12)]
	}
	var b strings.Builder
	for range d.IntN(20) {
		if d.IntN(2) == 0 {
			b.WriteByte(`<>&"'+/=\`[d.IntN(9)])
		} else {
			b.WriteByte(byte(d.IntN(256)))
		}
	}
	return b.String()
}
