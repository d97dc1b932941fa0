package sampler

import (
	"testing"
	"time"
)

func TestNowIncreases(t *testing.T) {
	a, err := Now()
	if err != nil {
		t.Fatal(err)
	}
	b, err := Now()
	if err != nil {
		t.Fatal(err)
	}
	if a.Up <= 0 || b.Up < a.Up || b.Wall.Sub(a.Wall).Abs() > time.Hour {
		t.Errorf("first %+v, then %+v", a, b)
	}
}
