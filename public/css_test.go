package public

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

// read returns the contents of the files that match a pattern, one after the other.
func read(t *testing.T, pattern string) (text []byte) {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		t.Fatalf("no %s (%v)", pattern, err)
	}
	for _, file := range files {
		contents, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		text = append(text, contents...)
	}
	return text
}

// TestEachClassIsUsed wants each class of the stylesheet in a text in quotation marks of a template or of code, without the
// number at its end, which is computed.
func TestEachClassIsUsed(t *testing.T) {
	used := map[string]bool{}
	for _, pattern := range []string{"../templates/*.templ", "../render/*.go", "../render/svg/*.go", "../internal/metric/*.go", "src/*.js"} {
		for _, quoted := range regexp.MustCompile("\"[^\"\n]*\"|'[^'\n]*'|`[^`]*`").FindAll(read(t, pattern), -1) {
			for _, word := range regexp.MustCompile(`[a-z][a-z-]*`).FindAllString(string(quoted), -1) {
				used[word] = true
			}
		}
	}
	css := regexp.MustCompile(`(?s)/\*.*?\*/|"[^"]*"`).ReplaceAll(read(t, "src/css/*.css"), nil)
	for _, class := range regexp.MustCompile(`\.([a-z][a-z-]*)\d*`).FindAllSubmatch(css, -1) {
		if name := string(class[1]); !used[name] {
			t.Errorf("nothing has the class %s", name)
			used[name] = true
		}
	}
}
