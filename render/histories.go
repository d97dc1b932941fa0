package render

import (
	"context"
	"fmt"

	"psmonitor/render/report"
)

// histories is what a run knows of a host's history.
type histories struct {
	read [hostPages]historyRead // the first one is not used
	has  pageSet                // the pages that the host has after this run
}

// historyRead is what was read of a host's hours or days.
type historyRead struct {
	report *report.Host // nil without documents, or if nothing was read
	isRead bool
	made   madeHistory // of the last run; if it is read now, with the new stamp
}

// readHistories reads those histories of a host whose pages may have to be made.
func (u *update) readHistories(ctx context.Context, reader Reader, name string) (list histories) {
	list.has[samplesPage] = true
	for at := weeksPage; at < hostPages; at++ {
		h := &list.read[at]
		h.made = u.made.last.Hosts[name].History[at]
		if u.historyIsDue(ctx, name, at, &h.made) {
			u.readHistory(ctx, reader, name, at, h)
		}
		list.has[at] = h.isRead && h.report != nil || !h.isRead && h.made.exists()
	}
	for at := weeksPage; at < hostPages; at++ {
		if h := &list.read[at]; !h.isRead && list.has[at] && h.made.Beside != list.has[beside(at)] {
			u.readHistory(ctx, reader, name, at, h)
		}
	}
	return list
}

// beside returns the other one of the history pages.
func beside(at int) int { return weeksPage + yearsPage - at }

// historyIsDue reports whether a history is to be read, and notes that it was looked at.
func (u *update) historyIsDue(ctx context.Context, name string, at int, h *madeHistory) bool {
	must, lacks, turn := u.made.mustMakeHistory(name, at), u.made.lacksHistory(name, at), turn(name, u.made.now)
	if !must && !lacks && turn <= h.Turn {
		return false
	}
	before := h.Stamp
	h.Turn, h.Stamp = turn, ""
	if u.fleet.HistoryStamp == nil {
		return false
	}
	if stamp, err := u.fleet.HistoryStamp(ctx, pagesOfHost[at].span, name); err == nil {
		h.Stamp = stamp
	}
	return must || h.Stamp != before || h.Stamp == "" && lacks
}

// readHistory reads a history. If that fails, its page stays as it is, and the next run tries again.
func (u *update) readHistory(ctx context.Context, reader Reader, name string, at int, h *historyRead) {
	ctx, cancel := context.WithTimeout(ctx, u.Timeout)
	defer cancel()
	span := pagesOfHost[at].span
	list, err := reader.History(ctx, span, name)
	if err != nil {
		if ctx.Err() == nil {
			u.Log.Error("history not read", "host", name, "history", span.Name, "err", err)
		}
		u.mu.Lock()
		u.run.Histories++
		u.mu.Unlock()
		h.made.Turn = 0
		return
	}
	h.report, h.isRead = list, true
}

// putHistories writes the history pages of a host that have changed, removes those without history, and returns what was made.
func (u *update) putHistories(b *pageBuffer, h *report.Host, past *histories) (list [hostPages]madeHistory, err error) {
	for at := weeksPage; at < hostPages; at++ {
		p := &past.read[at]
		switch {
		case p.isRead && p.report != nil:
			if at == weeksPage { // days to come are nothing beside years
				p.report.Forecasts = h.Forecasts
			}
			err = u.putHistory(b, at, p, past.has)
		case p.isRead:
			p.made.Newest, p.made.File = 0, fileStamp{}
			err = u.root.remove(fileOf(h.Name, at))
		}
		if err != nil {
			return list, fmt.Errorf("%s of %s: %w", pagesOfHost[at].file, h.Name, err)
		}
		list[at] = p.made
	}
	return list, nil
}

// putHistory writes a history page of a host.
func (u *update) putHistory(b *pageBuffer, at int, p *historyRead, has pageSet) error {
	b.Reset()
	if err := u.historyPage(b, p.report, at, has); err != nil {
		return err
	}
	stamps, err := u.root.put(folderOf(p.report.Name), file{pagesOfHost[at].file, b.Bytes()})
	if err != nil {
		return err
	}
	p.made.Newest, p.made.Full, p.made.Beside, p.made.File = p.report.Last(), u.made.now, has[beside(at)], stamps[0]
	return nil
}
