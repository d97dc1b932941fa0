package render

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"psmonitor/render/page"
	"psmonitor/render/report"
)

// This file recognizes machines that seem to have been renamed: after a change of the system's host name, from web-01 to
// web-01.example.org for example, samples go to another collection, and the old host falls silent for ever.

// lifetime tells whether a host may be another one under a new name. Times are in ms since 1970.
type lifetime struct {
	Boot  int64 // of the machine, at the newest sample; 0 if unknown
	First int64 // the oldest sample
	Began bool  // there were none before First
}

func lifetimeOf(h *report.Host) lifetime {
	l := lifetime{Boot: h.Boot, Began: h.Began}
	if len(h.Times) > 0 {
		l.First = h.Times[0]
	}
	return l
}

// rename is a silent host, and the one that it seems to be now.
type rename struct{ from, to string }

// renames returns the silent hosts of which another host seems to be the continuation, by their names.
func renames(rows []hostRow) []rename {
	var live []*hostRow
	for i := range rows {
		if r := &rows[i]; !r.Silent && r.Life.Boot != 0 {
			live = append(live, r)
		}
	}
	slices.SortFunc(live, func(a, b *hostRow) int {
		return cmp.Or(cmp.Compare(a.Life.Boot, b.Life.Boot), strings.Compare(a.Name, b.Name))
	})
	var list []rename
	for i := range rows {
		if r := &rows[i]; r.Silent && r.Life.Boot != 0 {
			if to := continuation(r, live); to != nil {
				list = append(list, rename{r.Name, to.Name})
			}
		}
	}
	slices.SortFunc(list, func(a, b rename) int { return strings.Compare(a.from, b.from) })
	return list
}

// continuation returns the host that a silent one seems to be now, nil if there is none: its machine booted at the same time,
// and its samples begin after the last one of the silent host. Of several it is the one with the same short name, else the
// first to begin. live is sorted by boot time.
func continuation(old *hostRow, live []*hostRow) *hostRow {
	isSame := func(r *hostRow) bool { return sameShortName(r.Name, old.Name) }
	byBoot := func(r *hostRow, boot int64) int { return cmp.Compare(r.Life.Boot, boot) }
	from, _ := slices.BinarySearchFunc(live, old.Life.Boot-report.BootSlack+1, byBoot)
	var found []*hostRow
	for _, r := range live[from:] {
		if !within(r.Life.Boot, old.Life.Boot, report.BootSlack) {
			break
		}
		// A host with another name must be new: the first sample of one that is older than the page is only the page's first.
		if r.Life.First > old.Last.MS && (r.Life.Began || isSame(r)) {
			found = append(found, r)
		}
	}
	if len(found) == 0 {
		return nil
	}
	return slices.MinFunc(found, func(a, b *hostRow) int {
		switch {
		case isSame(a) == isSame(b):
			return cmp.Compare(a.Life.First, b.Life.First)
		case isSame(a):
			return -1
		}
		return 1
	})
}

// sameShortName reports whether two names are equal up to the first dot, whatever their case.
func sameShortName(a, b string) bool {
	a, _, _ = strings.Cut(a, ".")
	b, _, _ = strings.Cut(b, ".")
	return strings.EqualFold(a, b)
}

// tellRenames adds the new name to the row of each host that seems to have been renamed.
func (u *update) tellRenames() {
	reasons := map[string]page.Reason{}
	for _, r := range renames(u.rows) {
		reasons[r.from] = page.Reason{State: report.Silent.String(),
			Text: fmt.Sprintf("renamed to %s? It has the same boot time: psmonitor forget %s removes the old name", r.to, r.from)}
	}
	for i := range u.rows {
		if reason, known := reasons[u.rows[i].Name]; known {
			list := slices.Clone(u.rows[i].Reasons)
			u.rows[i].Reasons = slices.Insert(list, min(1, len(list)), reason) // after the silence
		}
	}
}
