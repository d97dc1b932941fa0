// Package release switches off templ's development mode, in which no page can be written: with TEMPL_DEV_MODE=true in the
// environment, templ's runtime reads the texts of the pages from files that only `templ generate -watch` makes.
//
// The runtime reads the variable while its package is initialized, before main. Go initializes a package as soon as all
// that it imports is initialized, the package with the first import path first. This package imports os alone. So it comes
// before text/template, which templ imports.
package release

import "os"

var _ = os.Unsetenv("TEMPL_DEV_MODE")
