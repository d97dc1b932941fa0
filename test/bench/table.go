//go:build linux

package main

import (
	"fmt"
	"io"
	"math"
	"text/tabwriter"
)

// table collects the results that are printed at the end.
type table struct {
	rows    []row
	plain   row
	small   []smallProcess
	hours   []hourOfRuns
	skipped []string
	about   []string // the machine
}

// row is one case of render.
type row struct {
	kind    string // of the store
	hosts   int
	name    string
	changed int
	render  usage
	floor   usage // user is NaN if it was not measured
}

// per returns the number of hosts by which CPU time is divided: those that were rendered, or all if none was.
func (r row) per() float64 {
	if r.changed == 0 {
		return float64(r.hosts)
	}
	return float64(r.changed)
}

func (t *table) skip(format string, args ...any) {
	t.skipped = append(t.skipped, fmt.Sprintf(format, args...))
}

func (t *table) print(w io.Writer) {
	for _, line := range t.about {
		fmt.Fprintln(w, line)
	}
	fmt.Fprintln(w)
	t.printRows(w)
	fmt.Fprintln(w)
	t.printSmall(w)
	fmt.Fprintln(w)
	t.printHours(w)
	for _, line := range t.skipped {
		fmt.Fprintln(w, "skipped:", line)
	}
}

// printRows prints a line for each case. CPU time is in ms per rendered host, or per host if none was rendered.
func (t *table) printRows(w io.Writer) {
	out := tabwriter.NewWriter(w, 0, 0, 1, ' ', tabwriter.AlignRight)
	fmt.Fprintln(out, "store\thosts\tcase\t× floor\t× smallest\t÷ go-echarts\tCPU ms/host\tuser\tsystem\tserver\tCPU s\twall s\tpeak MiB\tfloor ms/host\tfloor wall s\t")
	for _, r := range t.rows {
		cpu := r.render.cpu() / r.per()
		fmt.Fprintf(out, "%s\t%d\t%s\t%s\t%s\t%s\t%.3f\t%.3f\t%.3f\t%.2f\t%.2f\t%.2f\t%.0f\t%s\t%s\t\n", r.kind, r.hosts, r.name,
			ratio(r.render.cpu()/r.floor.cpu()), ratio(cpu/t.smallest(r)), ratio(t.plain.render.cpu()/t.plain.per()/cpu),
			cpu, r.render.user/r.per(), r.render.system/r.per(), r.render.server/r.per(), r.render.cpu()/1000, r.render.wall/1000, r.render.peak,
			ratio(r.floor.cpu()/r.per()), ratio(r.floor.wall/1000))
	}
	if p := t.plain; p.hosts > 0 {
		fmt.Fprintf(out, "go-echarts\t%d\tplain\t\t\t\t%.3f\t%.3f\t%.3f\t\t%.2f\t%.2f\t%.0f\t\t\t\n", p.hosts,
			p.render.cpu()/p.per(), p.render.user/p.per(), p.render.system/p.per(), p.render.cpu()/1000, p.render.wall/1000, p.render.peak)
	}
	out.Flush()
}

// smallest returns the CPU time per host of the same case in the smallest fleet of that kind of store.
func (t *table) smallest(r row) float64 {
	for _, first := range t.rows {
		if first.kind == r.kind && first.name == r.name {
			return first.render.cpu() / first.per()
		}
	}
	return math.NaN()
}

// ratio formats v, or a dash if it is unknown.
func ratio(v float64) string {
	if math.IsNaN(v) || math.IsInf(v, 0) || v == 0 {
		return "–"
	}
	return fmt.Sprintf("%.2f", v)
}

func (t *table) printSmall(w io.Writer) {
	if len(t.small) == 0 {
		return
	}
	out := tabwriter.NewWriter(w, 0, 0, 1, ' ', tabwriter.AlignRight)
	fmt.Fprintln(out, "process\t× hello\tCPU ms\tpeak MiB\t")
	hello := median(t.small[0].cpus)
	for _, s := range t.small {
		fmt.Fprintf(out, "%s\t%s\t%.2f\t%.1f\t\n", s.name, ratio(median(s.cpus)/hello), median(s.cpus), median(s.mibs))
	}
	out.Flush()
}

// printHours prints what history costs in the runs of an hour. The first line is without history.
func (t *table) printHours(w io.Writer) {
	if len(t.hours) == 0 {
		return
	}
	out := tabwriter.NewWriter(w, 0, 0, 1, ' ', tabwriter.AlignRight)
	fmt.Fprintln(out, "runs of an hour\tmean × without\tdearest × without\tmean ms/host\tdearest ms/host\t")
	without := t.hours[0].mean
	for _, h := range t.hours {
		fmt.Fprintf(out, "%s\t%s\t%s\t%.2f\t%.2f\t\n", h.name, ratio(h.mean/without), ratio(h.dearest/without), h.mean, h.dearest)
	}
	out.Flush()
}
