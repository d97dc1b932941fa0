package render

import (
	"encoding/binary"
	"errors"
	"math"
	"strings"

	"psmonitor/internal/metric"
	"psmonitor/render/page"
	"psmonitor/render/report"
)

// record is what stays of a host when its page is written: what the ledger keeps for the next run.
type record struct {
	stamp     string // of the store, that it was made from
	row       hostRow
	multiples []multiple // in the order of the page's charts
	changes   []feedChange
}

// newRecord returns the record of a host, of which the row is made; it holds until c makes another one's.
func newRecord(h *report.Host, stamp string, row hostRow, c *comparer) record {
	return record{stamp: stamp, row: row, multiples: c.multiples(h), changes: changesOf(h)}
}

// append appends the record's payload: texts with their lengths before them, numbers as varints, floats as their bits.
func (r *record) append(b []byte) []byte {
	b = appendString(b, r.row.Name)
	b = appendString(b, r.stamp)
	b = appendStrings(b, r.row.Groups)
	b = binary.AppendVarint(b, int64(r.row.Level))
	b = binary.AppendVarint(b, int64(len(r.row.Reasons)))
	for _, why := range r.row.Reasons {
		b = appendString(appendString(b, why.Text), why.State)
	}
	b = appendString(binary.AppendVarint(b, r.row.Since.MS), r.row.Held)
	b = binary.AppendVarint(b, map[bool]int64{true: 1}[r.row.Silent])
	b = binary.AppendVarint(b, r.row.Last.MS)
	b = binary.AppendVarint(b, r.row.Cadence)
	b = binary.AppendVarint(b, int64(len(r.row.Values)))
	for _, v := range r.row.Values {
		b = appendString(appendString(appendString(appendString(b, v.Label), v.Text), v.Detail), v.Bar)
		b = appendString(appendString(b, v.Spark), v.State)
	}
	b = r.row.Status.append(b)
	b = binary.AppendVarint(b, int64(len(r.multiples)))
	for i := range r.multiples {
		b = r.multiples[i].append(b)
	}
	b = binary.AppendVarint(b, int64(len(r.changes)))
	for _, c := range r.changes {
		b = binary.AppendVarint(binary.AppendVarint(b, c.at), int64(c.state))
		b = appendStrings(b, c.reasons)
	}
	return b
}

func (s status) append(b []byte) []byte {
	b = appendString(b, s.Since)
	for _, v := range []*float64{s.Values.CPU, s.Values.Memory, s.Values.Load} {
		b = appendFloat(b, valueOr(v, math.NaN()))
	}
	disk := diskStatus{Used: math.NaN()}
	if s.Values.Disk != nil {
		disk = *s.Values.Disk
	}
	return appendString(appendFloat(appendString(b, disk.Mount), disk.Used), disk.Full)
}

func (m *multiple) append(b []byte) []byte {
	b = appendString(appendString(appendString(b, m.id), m.title), string(m.unit))
	for _, v := range [...]float64{m.top, m.now, m.highest, m.lowest} {
		b = appendFloat(b, v)
	}
	b = appendString(appendString(b, m.text), m.detail)
	b = appendString(appendString(b, m.up), m.down)
	return binary.AppendVarint(binary.AppendVarint(b, m.extent.From), m.extent.To)
}

func appendString(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

func appendStrings(b []byte, list []string) []byte {
	b = binary.AppendVarint(b, int64(len(list)))
	for _, s := range list {
		b = appendString(b, s)
	}
	return b
}

func appendFloat(b []byte, v float64) []byte {
	return binary.LittleEndian.AppendUint64(b, math.Float64bits(v))
}

func valueOr(v *float64, other float64) float64 {
	if v == nil {
		return other
	}
	return *v
}

// errRecord is a payload that no record has.
var errRecord = errors.New("no record of a host")

// readRecord reads a payload. The record does not refer to it.
func readRecord(payload []byte) (record, error) {
	in := reader{rest: payload}
	var r record
	r.row.Name = in.text()
	r.stamp = in.text()
	r.row.Groups = in.texts()
	r.row.Level = in.state()
	r.row.State = r.row.Level.String()
	for range in.count() {
		r.row.Reasons = append(r.row.Reasons, page.Reason{Text: in.text(), State: in.text()})
	}
	r.row.Since = newStamp(in.number())
	r.row.Held = in.text()
	r.row.Silent = in.number() != 0
	r.row.Last = newStamp(in.number())
	r.row.Cadence = in.number()
	for range in.count() {
		v := page.Value{Label: in.text(), Text: in.text(), Detail: in.text(), Bar: in.text()}
		v.Spark, v.State = in.text(), in.text()
		r.row.Values = append(r.row.Values, v)
	}
	r.row.Status = in.status()
	for range in.count() {
		r.multiples = append(r.multiples, in.multiple())
	}
	for range in.count() {
		r.changes = append(r.changes, feedChange{host: r.row.Name, at: in.number(), state: in.state(), reasons: in.texts()})
	}
	if in.failed || len(in.rest) > 0 || metric.CheckHost(r.row.Name) != nil {
		return record{}, errRecord
	}
	r.row.File = metric.FileName(r.row.Name)
	return r, nil
}

// Whatever of a record goes into pages as it is has these characters only. All other texts are escaped there.
const (
	pathCharacters = "0123456789-., MmLlHhVvZz"
	idCharacters   = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"
)

// of returns a text that has these characters only.
func (in *reader) of(characters string) string {
	s := in.text()
	if strings.Trim(s, characters) != "" {
		in.fail()
		return ""
	}
	return s
}

// reader takes a payload apart. After the first thing that cannot be there, all that it returns is zero.
type reader struct {
	rest   []byte
	failed bool
}

func (in *reader) status() (s status) {
	s.Since = in.text()
	for _, to := range []**float64{&s.Values.CPU, &s.Values.Memory, &s.Values.Load} {
		if v := in.float(); v == v { // not NaN
			*to = &v
		}
	}
	if disk := (diskStatus{Mount: in.text(), Used: in.float(), Full: in.text()}); disk.Used == disk.Used {
		s.Values.Disk = &disk
	}
	return s
}

func (in *reader) multiple() multiple {
	m := multiple{id: in.of(idCharacters), title: in.text(), unit: metric.Unit(in.text())}
	if m.id == "" {
		in.fail()
	}
	m.top, m.now, m.highest, m.lowest = in.float(), in.float(), in.float(), in.float()
	m.text, m.detail, m.up, m.down = in.text(), in.text(), in.of(pathCharacters), in.of(pathCharacters)
	m.extent = report.Interval{From: in.number(), To: in.number()}
	return m
}

func (in *reader) state() report.State {
	s := report.State(in.number())
	if s < report.OK || s > report.Critical {
		in.fail()
		return report.OK
	}
	return s
}

func (in *reader) texts() (list []string) {
	for range in.count() {
		list = append(list, in.text())
	}
	return list
}

// count returns how many of something follow: no more than there are bytes, as each takes one at least.
func (in *reader) count() int {
	n := in.number()
	if n < 0 || n > int64(len(in.rest)) {
		in.fail()
		return 0
	}
	return int(n)
}

func (in *reader) text() string {
	n, size := binary.Uvarint(in.rest)
	if size <= 0 || n > uint64(len(in.rest)-size) {
		in.fail()
		return ""
	}
	s := string(in.rest[size : size+int(n)])
	in.rest = in.rest[size+int(n):]
	return s
}

func (in *reader) number() int64 {
	n, size := binary.Varint(in.rest)
	if size <= 0 {
		in.fail()
		return 0
	}
	in.rest = in.rest[size:]
	return n
}

func (in *reader) float() float64 {
	if len(in.rest) < 8 {
		in.fail()
		return 0
	}
	v := math.Float64frombits(binary.LittleEndian.Uint64(in.rest))
	if math.IsInf(v, 0) {
		in.fail()
		return 0
	}
	in.rest = in.rest[8:]
	return v
}

func (in *reader) fail() {
	in.failed, in.rest = true, nil
}
