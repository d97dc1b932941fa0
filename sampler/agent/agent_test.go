package agent

import (
	"fmt"
	"testing"
	"time"
)

func TestSplayDependsOnHostOnly(t *testing.T) {
	quarters := map[time.Duration]int{}
	for i := range 400 {
		host := fmt.Sprintf("web-%03d", i)
		d := Splay(host, 30*time.Second)
		if d < 0 || d >= 30*time.Second || d != Splay(host, 30*time.Second) {
			t.Fatalf("%s waits %v: want less than 30s, and always the same", host, d)
		}
		quarters[d/(7500*time.Millisecond)]++
	}
	for q, n := range quarters {
		if n < 60 || n > 140 {
			t.Errorf("%d of 400 hosts wait in quarter %d of the splay, want about 100", n, q)
		}
	}
	if Splay("web-001", 0) != 0 {
		t.Error("a host waits without a splay")
	}
}
