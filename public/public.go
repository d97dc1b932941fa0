// Package public embeds what the site is served with: the page scripts with the chart library in them, the
// stylesheet and the library's licence.
//
// The files are built from src/ by `make build` (npm and esbuild) and are not in version control: in a checkout
// where nothing was built, Files is empty but for a placeholder, and the caller must say so. The package neither
// builds nor writes anything.
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
