package servers

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
)

// program builds psmonitor once per test process. The program stays in bin/test, so that the next build is fast.
var program = sync.OnceValues(func() (folder string, err error) {
	_, here, _, _ := runtime.Caller(0)
	root := filepath.Join(filepath.Dir(here), "..", "..")
	folder = filepath.Join(root, "bin", "test")
	build := exec.Command("go", "build", "-o", filepath.Join(folder, "psmonitor"), "./cmd/psmonitor")
	build.Dir, build.Env = root, append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build psmonitor: %w\n%s", err, out)
	}
	return folder, nil
})

// Program returns the folder that contains the program psmonitor.
func Program(t testing.TB) string {
	t.Helper()
	folder, err := program()
	if err != nil {
		t.Fatal(err)
	}
	return folder
}
