// Package public embeds the assets of the site: the page scripts, which include the chart library, the stylesheet and
// the library's licence.
//
// `make build` builds the files from src/ with npm and esbuild. They are not in version control: before the first build
// Files contains only a placeholder, and the caller must report that. The package does not build or write files.
package public

import (
	"embed"
	"io/fs"
)

//go:embed all:dist
var dist embed.FS

// Files returns the built files: host.js, overview.js, style.css, ECHARTS-LICENSE.txt and ECHARTS-NOTICE.txt.
func Files() fs.FS {
	files, err := fs.Sub(dist, "dist")
	if err != nil { // only for a malformed name
		panic(err)
	}
	return files
}
