package render

import (
	"bytes"
	"fmt"
	"html/template"
	"strings"

	"psmonitor/render/report"
)

// shells makes what stands around a chart's picture and the rows of its table, and remembers it: hosts with the same
// chart share it. It is safe for several goroutines.
type shells struct {
	templates *template.Template
	known     memo[shellKey, shell]
}

// shellKey is what a shell depends on beside what is declared with the chart's id.
type shellKey struct {
	id         string
	first, all int // rows
}

// shell is the HTML before the picture, between picture and rows, between the first rows and the others, and at the end.
// Without other rows, the third is empty.
type shell [4][]byte

// cut stands in the template's output where a shell is taken apart. The template shows no foreign text.
const cut = "\x01"

// of returns the shell of a chart.
func (s *shells) of(c report.Chart) (shell, error) {
	first, all := len(c.Unfolded()), len(c.Series)
	made, err := s.known.of(shellKey{c.ID, first, all}, func() (shell, error) { return s.make(newChartView(c, first, all)) })
	if err != nil {
		return shell{}, fmt.Errorf("card of chart %s: %w", c.ID, err)
	}
	return made, nil
}

func (s *shells) make(v chartView) (made shell, err error) {
	var b bytes.Buffer
	if err := s.templates.ExecuteTemplate(&b, "chart", v); err != nil {
		return shell{}, err
	}
	parts := strings.Split(b.String(), cut)
	switch {
	case len(parts) == 4 && v.Folded:
	case len(parts) == 3 && !v.Folded:
		parts = []string{parts[0], parts[1], "", parts[2]}
	default:
		return shell{}, fmt.Errorf("the template has %d parts", len(parts))
	}
	for i, part := range parts {
		made[i] = []byte(part)
	}
	return made, nil
}

func newChartView(c report.Chart, first, all int) chartView {
	v := chartView{ID: c.ID, Title: c.Title, Wide: c.Wide, First: first, Total: all, Folded: all > first, Cut: cut}
	for _, column := range c.Table {
		v.Columns = append(v.Columns, column.Name)
	}
	return v
}
