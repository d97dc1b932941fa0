package metric

import (
	"path"
	"strings"
)

// noSlash keeps a glob's star from stopping at a slash, so that /snap/* covers all that is below /snap.
var noSlash = strings.NewReplacer("/", "\x00")

// Match reports whether name matches the glob pattern: path.Match's syntax, with * and ? matching slashes as well.
// A malformed pattern matches nothing: see CheckGlob.
func Match(pattern, name string) bool {
	ok, err := path.Match(noSlash.Replace(pattern), noSlash.Replace(name))
	return err == nil && ok
}

// MatchAny reports whether name matches one of the patterns.
func MatchAny(patterns []string, name string) bool {
	for _, p := range patterns {
		if Match(p, name) {
			return true
		}
	}
	return false
}

// CheckGlob returns path.ErrBadPattern for a malformed pattern.
func CheckGlob(pattern string) error {
	_, err := path.Match(noSlash.Replace(pattern), "")
	return err
}
