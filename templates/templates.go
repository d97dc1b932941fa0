// Package templates holds the pages' HTML: host.gohtml, overview.gohtml, compare.gohtml and run.gohtml, and what they share in
// partials.gohtml.
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

// Parse returns the templates "host.gohtml", "overview.gohtml", "compare.gohtml" and "run.gohtml", and their partials. Its result may
// be used by several goroutines at once.
func Parse() (*template.Template, error) {
	t, err := template.New("templates").Funcs(template.FuncMap{"startsBlock": startsBlock}).ParseFS(files, "*.gohtml")
	if err != nil {
		return nil, fmt.Errorf("parse templates: %w", err)
	}
	return t, nil
}

// blockRows is how many hosts of the overview are painted, or passed over, together. The stylesheet counts on it.
const blockRows = 50

func startsBlock(row int) bool {
	return row > 0 && row%blockRows == 0
}
