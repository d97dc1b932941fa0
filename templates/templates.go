// Package templates holds all HTML of the site, as templ components: one .templ file for each kind of page, and shared.templ,
// hosts.templ and chart.templ for what pages have in common. `make generate` compiles them to the files *_templ.go.
//
// It formats no numbers and decides nothing about hosts: package page says what a page shows, and package render fills that
// in. The pages contain no style and no script of their own, which their Content-Security-Policy would forbid: css blocks,
// script templates and style={} are not used here.
package templates

import (
	"context"
	"io"

	"psmonitor/render/page"
	_ "psmonitor/templates/release" // before templ's runtime
)

// Host writes the page of a host.
func Host(w io.Writer, p *page.Host) error { return host(p).Render(context.Background(), w) }

// Overview writes the list of all hosts of a small fleet.
func Overview(w io.Writer, p *page.Overview) error {
	return overview(p).Render(context.Background(), w)
}

// Fleet writes the overview of a large fleet.
func Fleet(w io.Writer, p *page.Fleet) error { return fleet(p).Render(context.Background(), w) }

// Chapter writes a page of some hosts of a large fleet.
func Chapter(w io.Writer, p *page.Chapter) error { return chapter(p).Render(context.Background(), w) }

// Compare writes a page with one chart of all hosts.
func Compare(w io.Writer, p *page.Compare) error { return compare(p).Render(context.Background(), w) }

// Run writes the page about the last run.
func Run(w io.Writer, p *page.Run) error { return run(p).Render(context.Background(), w) }
