package demo

import (
	"math"
	"reflect"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/bson"
)

// TestValuesArePlausible checks every number of a fleet with all scenarios and many ordinary hosts.
func TestValuesArePlausible(t *testing.T) {
	f := fleet(32)
	for _, host := range f.Hosts() {
		var last time.Time
		for i, d := range read(t, f, host) {
			if !d.Date.After(last) || d.Date.After(until) || d.Server != host || !d.Demo {
				t.Fatalf("%s, %d: date %v after %v, server %q, demo %v", host, i, d.Date, last, d.Server, d.Demo)
			}
			if at := time.Unix(int64(d.ID.ObjectID().Timestamp().Unix()), 0); !at.Equal(d.Date.Truncate(time.Second)) {
				t.Fatalf("%s, %d: the _id is from %v, the date %v", host, i, at, d.Date)
			}
			if d.System.OS != "" && !last.IsZero() && d.Interval != 1 && math.Abs(d.Interval-d.Date.Sub(last).Seconds()) > 1e-6 {
				t.Fatalf("%s, %d: the interval is %v s, the last sample was %v before", host, i, d.Interval, d.Date.Sub(last))
			}
			last = d.Date
			checkNumbers(t, host, reflect.ValueOf(d))
			checkCPU(t, host, d)
			checkSizes(t, host, d)
			if t.Failed() {
				t.FailNow()
			}
		}
	}
}

// checkNumbers reports numbers that are negative or not finite.
func checkNumbers(t *testing.T, host string, v reflect.Value) {
	t.Helper()
	switch v.Kind() {
	case reflect.Float64:
		if f := v.Float(); math.IsNaN(f) || math.IsInf(f, 0) || f < 0 {
			t.Errorf("%s: %v", host, f)
		}
	case reflect.Int64:
		if v.Int() < 0 {
			t.Errorf("%s: %v", host, v.Int())
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			checkNumbers(t, host, v.MapIndex(key))
		}
	case reflect.Slice:
		for i := range v.Len() {
			checkNumbers(t, host, v.Index(i))
		}
	case reflect.Struct:
		if _, isTime := v.Interface().(time.Time); isTime {
			return
		}
		for i := range v.NumField() {
			if v.Type().Field(i).Name != "ID" {
				checkNumbers(t, host, v.Field(i))
			}
		}
	}
}

func checkCPU(t *testing.T, host string, d document) {
	t.Helper()
	sum := 0.0
	for _, v := range d.CPU {
		sum += v
	}
	if math.Abs(sum-100) > 1e-6 {
		t.Errorf("%s: the CPU times sum to %v", host, sum)
	}
}

func checkSizes(t *testing.T, host string, d document) {
	t.Helper()
	m := d.Phymem
	if sum := m["used"] + m["free"] + m["cached"] + m["buffers"]; sum != m["total"] || m["available"] > m["total"] {
		t.Errorf("%s: memory %v", host, m)
	}
	if d.Virtmem["used"]+d.Virtmem["free"] != d.Virtmem["total"] {
		t.Errorf("%s: swap %v", host, d.Virtmem)
	}
	for _, v := range d.Disks {
		if v.Used+v.Free > v.Total || v.Total-v.Used-v.Free > v.Total/20 || v.InodesUsed > v.Inodes {
			t.Errorf("%s: %+v", host, v)
		}
	}
	for _, v := range d.DiskIO {
		if v.Busy > 100 {
			t.Errorf("%s: %+v", host, v)
		}
	}
	if d.System.OS != "" && d.Date.Sub(d.System.Boot)-time.Duration(d.Uptime)*time.Second >= time.Second {
		t.Errorf("%s: up for %d s since %v at %v", host, d.Uptime, d.System.Boot, d.Date)
	}
}

func TestOrdinaryHostsHaveFortySeries(t *testing.T) {
	f := fleet(60)
	for _, host := range f.Hosts()[len(scenarios()):] {
		docs := f.Documents(host)
		if len(docs) != 576 {
			t.Errorf("%s: %d documents, want 576", host, len(docs))
		}
		var d document
		if err := bson.Unmarshal(docs[0], &d); err != nil {
			t.Fatal(err)
		}
		series := len(d.CPU) - 1 + len(d.Load) + 4 + 1 + len(d.Procs) + 5*len(d.DiskIO) + 4*len(d.Net)
		for _, v := range d.Disks {
			series++
			if v.Inodes > 0 {
				series++
			}
		}
		if series < 40 || len(d.Disks) < 4 || len(d.DiskIO) < 2 || len(d.Net) < 2 || len(d.Load) != 3 {
			t.Errorf("%s: %d series", host, series)
		}
	}
}

// TestMetricsCorrelate checks that load and traffic follow the CPU. It ignores the nights, when the backup causes much
// traffic and little work.
func TestMetricsCorrelate(t *testing.T) {
	f := fleet(20)
	docs := read(t, f, "app-02.example.org")
	var busy, load, sent, write []float64
	for _, d := range docs {
		if h := d.Date.UTC().Hour(); h < 6 {
			continue
		}
		busy = append(busy, 100-d.CPU["idle"])
		load = append(load, d.Load["m5"])
		sent = append(sent, d.Net[0].Tx)
		write = append(write, d.DiskIO[0].Write)
	}
	for name, other := range map[string][]float64{"load": load, "sent": sent, "written": write} {
		if r := correlation(busy, other); r < .45 {
			t.Errorf("busy and %s: correlation %.2f, want at least 0.45", name, r)
		}
	}
}

func correlation(x, y []float64) float64 {
	n := float64(len(x))
	var sx, sy, sxx, syy, sxy float64
	for i := range x {
		sx, sy = sx+x[i], sy+y[i]
		sxx, syy, sxy = sxx+x[i]*x[i], syy+y[i]*y[i], sxy+x[i]*y[i]
	}
	return (n*sxy - sx*sy) / math.Sqrt((n*sxx-sx*sx)*(n*syy-sy*sy))
}
