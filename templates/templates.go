// Package templates holds the pages' HTML: host.gohtml, overview.gohtml, compare.gohtml and run.gohtml, and for many hosts
// fleet.gohtml in place of the overview and chapter.gohtml; and what they share in partials.gohtml.
//
// It knows nothing of what is filled in, which is package render's, and does no file work. The pages contain no
// style and no script of their own: their Content-Security-Policy would forbid it.
package templates

import (
	"embed"
	"fmt"
	"html/template"
)

//go:embed *.gohtml
var files embed.FS

// Parse returns the templates, by the names of their files, and their partials. Its result may be used by several
// goroutines at once.
func Parse() (*template.Template, error) {
	t, err := template.ParseFS(files, "*.gohtml")
	if err != nil {
		return nil, fmt.Errorf("parse templates: %w", err)
	}
	return t, nil
}
