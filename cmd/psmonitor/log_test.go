package main

import (
	"errors"
	"log/slog"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestLogEscapesNamesAndPasswords(t *testing.T) {
	var out strings.Builder
	log := slog.New(newLineHandler(&out, "render", slog.LevelInfo)).With("host", "web-01")
	log.Debug("not shown")
	log.Info("done", "hosts", 3)
	log.Warn("odd", "name", "a\x1b[31mb\u202e", "err", errors.New("one\ntwo of mongodb://u:p@h/"))
	want := "psmonitor render: done: host=web-01 hosts=3\n" +
		"psmonitor render: warning: odd: host=web-01 name=a\uFFFD[31mb\uFFFD err=\"one; two of mongodb://…@h/\"\n"
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("log (-want +got):\n%s", diff)
	}
}
