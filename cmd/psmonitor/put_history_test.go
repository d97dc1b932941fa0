package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/bson/primitive"

	"psmonitor/internal/rollup"
	"psmonitor/store"
)

// someHour is when an hour and a day begin.
var someHour = time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)

// historyDocument returns a document that covers so many samples.
func historyDocument(t *testing.T, span rollup.Span, host string, start time.Time, samples int) []byte {
	t.Helper()
	doc, err := bson.Marshal(bson.D{{Key: "_id", Value: span.ID(host, start)}, {Key: "date", Value: primitive.NewDateTimeFromTime(start)},
		{Key: "interval", Value: span.Length.Seconds()}, {Key: "samples", Value: samples}})
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// dated returns a sample of that date.
func dated(t *testing.T, at time.Time) []byte {
	t.Helper()
	doc, err := bson.Marshal(bson.D{{Key: "_id", Value: primitive.NewObjectID()}, {Key: "date", Value: primitive.NewDateTimeFromTime(at)}, {Key: "users", Value: 1}})
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// histories returns what a folder's store has of a host's history: "hours 20T07 12" is an hour of twelve samples.
func histories(t *testing.T, storeURL, host string) []string {
	t.Helper()
	st, err := store.Open(t.Context(), storeURL, store.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close(st)
	list := []string{}
	for _, span := range []rollup.Span{rollup.Days, rollup.Hours} {
		heads, err := st.HistoryHeads(t.Context(), span, host)
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range heads {
			list = append(list, fmt.Sprintf("%s %s %d", span.Name, h.Start.Format("02T15"), h.Samples))
		}
	}
	slices.Sort(list)
	return list
}

func wantHistories(t *testing.T, folder, host string, want ...string) {
	t.Helper()
	if diff := cmp.Diff(append([]string{}, want...), histories(t, fileURL(folder), host)); diff != "" {
		t.Errorf("history of %s (-want +got):\n%s", host, diff)
	}
}

// TestPutMakesHistory puts samples in as ssh:// stores do: a few at a time, and late ones too.
func TestPutMakesHistory(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "store")
	at := func(minutes int) []byte { return dated(t, someHour.Add(time.Duration(minutes)*time.Minute)) }
	for _, step := range []struct {
		what  string
		docs  [][]byte
		hours []string
	}{
		{"two samples of an hour", [][]byte{at(10), at(20)}, nil},
		{"one of the next", [][]byte{at(60)}, []string{"hours 20T00 2"}},
		{"one in mid-hour", [][]byte{at(70)}, []string{"hours 20T00 2"}},
		{"late ones", [][]byte{at(30), at(40), at(80)}, []string{"hours 20T00 4"}},
		{"three hours at once", [][]byte{at(90), at(130), at(200)}, []string{"hours 20T00 4", "hours 20T01 4", "hours 20T02 1"}},
	} {
		if code, out, output := put(t, folder, parcel(t, "web-01", step.docs...)); code != 0 || output != "" || strings.Count(out, "stored ") != len(step.docs) {
			t.Errorf("%s: exit code %d, output %q, receipts\n%s", step.what, code, output, out)
		}
		wantHistories(t, folder, "web-01", step.hours...)
	}
}

// TestPutWarnsIfThereIsNoHistory puts a file in the place of the folder of hours: the samples have their receipts.
func TestPutWarnsIfThereIsNoHistory(t *testing.T) {
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "hours"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	code, out, output := put(t, folder, parcel(t, "web-01", dated(t, someHour), dated(t, someHour.Add(time.Hour))))
	if code != 0 || strings.Count(out, "stored ") != 2 || !strings.Contains(output, "warning: the samples are stored, but the history cannot be brought up to date") {
		t.Errorf("exit code %d, output %q, receipts\n%s", code, output, out)
	}
}

func TestPutTakesHistory(t *testing.T) {
	hour := historyDocument(t, rollup.Hours, "web-01", someHour, 12)
	day := historyDocument(t, rollup.Days, "web-01", someHour, 288)
	other := historyDocument(t, rollup.Hours, "web-02", someHour, 11)
	older := historyDocument(t, rollup.Hours, "web-01", someHour.Add(-time.Duration(rollup.Hours.Slots)*time.Hour), 12)
	ahead := historyDocument(t, rollup.Hours, "web-01", someHour.Add(time.Duration(rollup.Hours.Slots)*time.Hour), 12)
	next := historyDocument(t, rollup.Hours, "web-01", someHour.Add(time.Hour), 3)
	wrongSlot := bytes.Replace(hour, []byte("web-01/"), []byte("web-01/9"), 1)[:len(hour)]
	for _, test := range []struct {
		name          string
		docs          [][]byte
		args          []string
		code          int
		want          string   // in what it says
		first, second []string // history of web-01 and web-02
	}{
		{"of the named host", [][]byte{hour, day}, []string{"-host", "web-01"}, 0, "", []string{"days 20T00 288", "hours 20T00 12"}, nil},
		{"with samples", [][]byte{dated(t, someHour.Add(time.Minute)), hour}, []string{"-host", "web-01"}, 0, "", []string{"hours 20T00 12"}, nil},
		{"of another host", [][]byte{hour, other}, []string{"-host", "web-01"}, 1, `history of 'web-02', not of web-01`, []string{"hours 20T00 12"}, nil},
		{"of all hosts", [][]byte{hour, other, day}, nil, 0, "", []string{"days 20T00 288", "hours 20T00 12"}, []string{"hours 20T00 11"}},
		{"of all that are allowed", [][]byte{hour, other}, []string{"-allow", "web-02"}, 1, "documents refused: 1 of 2", nil, []string{"hours 20T00 11"}},
		{"of all hosts, and a sample", [][]byte{hour, dated(t, someHour)}, nil, 1, "put samples in with -host", []string{"hours 20T00 12"}, nil},
		{"older than what is there", [][]byte{hour, next, older}, []string{"-host", "web-01"}, 0, "", []string{"hours 20T00 12", "hours 20T01 3"}, nil},
		{"of the future", [][]byte{hour, ahead}, []string{"-host", "web-01"}, 1, "its date is in the future: 2027-", []string{"hours 20T00 12"}, nil},
		{"of no slot", [][]byte{wrongSlot}, []string{"-host", "web-01"}, 1, "documents refused: 1 of 1", nil, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			folder := t.TempDir()
			code, out, output := put(t, folder, bytes.Join(test.docs, nil), test.args...)
			if code != test.code || !strings.Contains(output, test.want) || (output == "") != (code == 0) {
				t.Errorf("exit code %d, output %q; want %d and %q", code, output, test.code, test.want)
			}
			if code == 0 && strings.Count(out, "stored ") != len(test.docs) {
				t.Errorf("the receipts are\n%s", out)
			}
			for _, doc := range test.docs { // once more, one at a time: nothing changes
				put(t, folder, doc, test.args...)
			}
			wantHistories(t, folder, "web-01", test.first...)
			wantHistories(t, folder, "web-02", test.second...)
		})
	}
}

// TestHistoryMovesThroughPut feeds put with the files of another store.
func TestHistoryMovesThroughPut(t *testing.T) {
	from, to := t.TempDir(), t.TempDir()
	for _, host := range []string{"web-01", "web-02"} {
		put(t, from, parcel(t, host, dated(t, someHour), dated(t, someHour.Add(25*time.Hour))))
		want := histories(t, fileURL(from), host)
		for _, file := range []string{host + ".bson", "hours/" + host + ".bson", "days/" + host + ".bson"} {
			content, err := os.ReadFile(filepath.Join(from, filepath.FromSlash(file)))
			if err != nil {
				t.Fatal(err)
			}
			if code, _, output := put(t, to, content, "-host", host); code != 0 || output != "" {
				t.Errorf("%s: exit code %d, output %q", file, code, output)
			}
		}
		wantHistories(t, to, host, want...)
		if len(want) != 2 {
			t.Errorf("there was no history to move: %q", want)
		}
	}
}

// number returns the number at a path like cpu.user.
func number(doc bson.Raw, path string) float64 {
	v := doc.Lookup(strings.Split(path, ".")...)
	if n, ok := v.DoubleOK(); ok {
		return n
	}
	return float64(v.AsInt64())
}
