package agent

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"
)

// report logs what the user should know of a round that ended with err, and returns err, as a ReportedError if it was
// logged.
func (r *round) report(ctx context.Context, err error) error {
	if errors.Is(ctx.Err(), context.Canceled) {
		return err // the user has ended it, and the sample is in the spool
	}
	if err != nil {
		r.fail(err)
	}
	if len(r.notices) == 0 && (r.folder == nil || !r.folder.Has(r.file(noticesFile))) {
		return nil
	}
	if r.withFiles(ctx, func() error { r.logAndRemember(err != nil); return nil }) != nil {
		r.log(decide(r.notices, nil, err != nil, r.Now())) // where nothing can be remembered, all is new
	}
	if err != nil {
		return ReportedError{err}
	}
	return nil
}

// fate says what becomes of a sample that could not be delivered.
func (r *round) fate() string {
	switch {
	case r.refused != nil:
		return fmt.Sprintf(" (the store refuses these samples; they are kept in %s: psmonitor put can store them elsewhere)",
			r.path(refusedFile))
	case r.spooled:
		return " (the sample waits in the spool)"
	}
	return " (the sample is lost, because the state folder cannot be written)"
}

// logAndRemember logs what is new, and then remembers it: nothing is forgotten by a crash in between.
func (r *round) logAndRemember(failed bool) {
	before, err := readNotices(r.folder, r.file(noticesFile))
	if errors.Is(err, errDamaged) {
		r.putAside("the record of messages cannot be read, so some may be repeated", noticesFile, err)
	}
	now := r.Now()
	d := decide(r.notices, before, failed, now)
	r.log(d)
	err = writeNotices(r.folder, r.file(noticesFile), d.remember)
	if err != nil && !failed { // on a full disk, rather nothing than failures that are over
		err = r.folder.Remove(r.file(noticesFile))
	}
	if err != nil {
		r.Log.Debug("the record of messages cannot be written", "err", err)
		return
	}
	if !d.over.since.IsZero() { // only now, or it would be logged again and again from a folder that became read-only
		r.logRecovery(d.over, now)
	}
}

// log logs notices: failures as they are, anything else as a warning.
func (r *round) log(d decision) {
	for _, n := range d.log {
		level, text := slog.LevelWarn, n.text
		if n.failure {
			level = slog.LevelError
		}
		if n.Lost > 0 {
			text += fmt.Sprintf(" (lost so far: %d)", n.Lost)
		}
		r.Log.Log(context.Background(), level, text)
	}
	for _, n := range d.suppress {
		r.Log.Info("not repeated", "notice", n.text)
	}
}

func (r *round) logRecovery(over outage, now time.Time) {
	news := fmt.Sprintf("the store works again, after %v: samples delivered: %d",
		max(0, now.Sub(over.since)).Round(time.Second), max(0, r.stored-1))
	if over.lost > 0 {
		news += fmt.Sprintf("; lost because the spool was full: %d", over.lost)
	}
	r.Log.Log(context.Background(), LevelNews, news)
}
