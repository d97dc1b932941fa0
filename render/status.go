package render

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
)

// status is what status.json says of a host, for other programs. Times are RFC 3339, in UTC.
//
//	{"hosts": [{"name": "web-01", "state": "warning", "since": "2026-11-22T11:00:00Z", "reasons": ["/var 93 % used"],
//	  "last": "2026-11-22T12:00:00Z", "cadence": 300,
//	  "values": {"cpu": 12.3, "memory": 45.6, "load": 0.42,
//	    "disk": {"mount": "/var", "used": 93.1, "full": "2026-11-25T06:00:00Z"}}}]}
//
// Hosts are sorted by name, byte by byte. The state is one of ok, warning, critical and silent: of a host that is silent the worse of
// that and of what its last samples say, in the order ok, warning, silent, critical; "silent": true tells all those that
// are. since is when the state began, as the pages tell it: of the state silent it is the last sample. Where the state is
// older than the samples at hand, held takes its place: for how many seconds it has lasted at least. cadence is in
// seconds; cpu, memory and used are percentages; load is the mean of one minute. What is not known is left out: values
// that the newest sample does not have, full where nothing foretells it, last of a host that could not be read and has
// no page.
type status struct {
	Name    string   `json:"name"`
	State   string   `json:"state"`
	Silent  bool     `json:"silent,omitempty"`
	Since   string   `json:"since,omitempty"`
	Held    int64    `json:"held,omitempty"`
	Reasons []string `json:"reasons"`
	Last    string   `json:"last,omitempty"`
	Cadence float64  `json:"cadence,omitempty"`
	Values  values   `json:"values"`
}

type values struct {
	CPU    quantity    `json:"cpu,omitzero"`
	Memory quantity    `json:"memory,omitzero"`
	Disk   *diskStatus `json:"disk,omitempty"`
	Load   quantity    `json:"load,omitzero"`
}

type diskStatus struct {
	Mount string   `json:"mount"`
	Used  quantity `json:"used,omitzero"`
	Full  string   `json:"full,omitempty"`
}

// status returns the part of the host's status that its row does not have.
func (r *newest) status() status {
	h := r.host
	s := status{Since: newStamp(h.Since).ISO, Held: (heldMS(h) + 500) / 1000, Values: values{
		CPU: rounded(lastOf(r.cpu), 10), Memory: rounded(lastOf(r.memory), 10), Load: rounded(lastOf(r.load), 100),
	}}
	if v := rounded(lastOf(r.disk), 10); !v.IsZero() && r.mount != "" {
		s.Values.Disk = &diskStatus{Mount: r.mount, Used: v}
		if !r.diskFull.IsZero() {
			s.Values.Disk.Full = r.diskFull.UTC().Format(time.RFC3339)
		}
	}
	return s
}

// quantity is a value that may be unknown: NaN or infinite. JSON leaves it out then.
type quantity float64

// IsZero reports whether the value is unknown. Package encoding/json calls it.
func (q quantity) IsZero() bool { return math.IsNaN(float64(q)) || math.IsInf(float64(q), 0) }

// unknown are the values of a host that has no samples.
func unknown() values {
	nan := quantity(math.NaN())
	return values{CPU: nan, Memory: nan, Load: nan}
}

// rounded returns v, rounded to one part of so many.
func rounded(v, parts float64) quantity { return quantity(math.Round(v*parts) / parts) }

// statusJSON returns status.json.
func statusJSON(rows []hostRow) ([]byte, error) {
	list := make([]status, len(rows))
	for i, r := range rows {
		s := r.Status
		s.Name, s.State, s.Silent, s.Last, s.Cadence = r.Name, r.State, r.Silent, r.Last.ISO, float64(r.Cadence)/1000
		s.Reasons = make([]string, len(r.Reasons))
		for j, why := range r.Reasons {
			s.Reasons[j] = why.Text
		}
		list[i] = s
	}
	slices.SortFunc(list, func(a, b status) int { return strings.Compare(a.Name, b.Name) })
	raw, err := json.Marshal(struct {
		Hosts []status `json:"hosts"`
	}{list})
	if err != nil {
		return nil, fmt.Errorf("encode status.json: %w", err)
	}
	return append(raw, '\n'), nil
}
