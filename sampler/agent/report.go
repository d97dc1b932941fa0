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
		return err // the user has ended it, and a sample that was taken is in the spool
	}
	if err != nil {
		r.addFailure(err)
	}
	if len(r.notices) == 0 && (r.folder == nil || !r.folder.Has(r.file(noticesFile))) {
		return nil
	}
	if r.underLock(ctx, func() { r.logAndRemember(err != nil) }) != nil {
		r.log(r.notices) // where nothing can be remembered, all is new
	}
	if err != nil {
		return ReportedError{err}
	}
	return nil
}

// whatHappensToSample returns, for messages, what happens to a sample that could not be delivered.
func (r *round) whatHappensToSample() string {
	switch {
	case r.doc == nil:
		return ""
	case r.refused != nil:
		return fmt.Sprintf(" (the store refuses these samples; they are kept in %s: psmonitor put can store them elsewhere)",
			r.path(refusedFile))
	case r.spooled:
		return " (the sample waits in the spool)"
	}
	return " (the sample is lost, because the state folder cannot be written)"
}

// logAndRemember logs what is new, and then remembers it, so that a crash in between loses no notice.
func (r *round) logAndRemember(failed bool) {
	before, err := readNotices(r.folder, r.file(noticesFile))
	if errors.Is(err, errDamaged) {
		r.renameDamaged("the record of messages cannot be read, so some may be repeated", noticesFile, err)
	}
	now := r.Now()
	notices, remember, over := decide(r.notices, before, failed, now)
	r.log(notices)
	err = writeNotices(r.folder, r.file(noticesFile), remember)
	if err != nil && !failed { // on a full disk: better no notices than those of failures that are over
		err = r.folder.Remove(r.file(noticesFile))
	}
	if err != nil {
		r.Log.Debug("the record of messages cannot be written", "err", err)
		return
	}
	if !over.since.IsZero() { // only now, or a folder that became read-only would have it logged in every round
		r.logRecovery(over, now)
	}
}

// log logs notices: failures as errors, anything else as a warning.
func (r *round) log(notices []notice) {
	for _, n := range notices {
		level, text := slog.LevelWarn, n.text
		if n.failure {
			level = slog.LevelError
		}
		if n.Lost > 0 {
			text += fmt.Sprintf(" (lost so far: %d)", n.Lost)
		}
		if n.suppressed {
			r.Log.Info("suppressed, already reported", "notice", n.text)
			continue
		}
		r.Log.Log(context.Background(), level, text)
	}
}

func (r *round) logRecovery(over outage, now time.Time) {
	took := max(0, now.Sub(over.since)).Round(time.Second)
	if over.noSample {
		r.Log.Log(context.Background(), LevelNews, fmt.Sprintf("sampling works again, after %v", took))
		return
	}
	news := fmt.Sprintf("the store works again, after %v: samples delivered: %d", took, max(0, r.stored-1))
	if over.lost > 0 {
		news += fmt.Sprintf("; lost because the spool was full: %d", over.lost)
	}
	r.Log.Log(context.Background(), LevelNews, news)
}
