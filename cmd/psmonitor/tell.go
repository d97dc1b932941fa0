package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"psmonitor/state"
)

// levelNews is that of good news: said like a warning, but not as one.
const levelNews = slog.LevelWarn + 1

// tell says what there is to be said about a round that ended with err, and returns what the exit code goes by.
func (r *round) tell(ctx context.Context, err error) error {
	if errors.Is(ctx.Err(), context.Canceled) {
		return err // told to end, and the sample is in the spool
	}
	if err != nil {
		r.notices.fail(err, r.fate())
	}
	if len(r.notices.given) == 0 && (r.folder == nil || !r.folder.Has(r.file(noticesFile))) {
		return nil
	}
	if r.briefly(ctx, func() error { return r.settle(err != nil, true) }) != nil {
		_ = r.settle(err != nil, false)
	}
	if err != nil {
		return toldError{err}
	}
	return nil
}

// fate says what becomes of a sample that could not be delivered.
func (r *round) fate() string {
	if r.refused != nil {
		return fmt.Sprintf(" (the store will not take these samples, which are kept in %s: psmonitor put can bring them to another)",
			r.folder.Path(r.file(refusedFile)))
	}
	if !r.spooled {
		return " (the sample is lost, as nothing can be kept in the state folder)"
	}
	return " (the sample waits in the spool)"
}

// settle says what is new, and then remembers it: nothing is forgotten by a crash in between. Where nothing can be
// remembered, all is new.
func (r *round) settle(failed, remember bool) error {
	now := time.Now
	if r.app.now != nil {
		now = r.app.now
	}
	var before []notice
	if remember {
		var err error
		if before, err = readNotices(r.folder, r.file(noticesFile)); errors.Is(err, state.ErrDamaged) {
			r.putAside("what was said before is not known", noticesFile, err)
		}
	}
	say, hush, keep, over := r.notices.settle(before, failed, now())
	for _, n := range say {
		r.say(n)
	}
	for _, n := range hush {
		r.log.Info("not said again", "notice", n.text)
	}
	if !remember {
		return nil
	}
	err := writeNotices(r.folder, r.file(noticesFile), keep)
	if err != nil && !failed { // on a full disk, rather nothing than failures that are over
		err = r.folder.Remove(r.file(noticesFile))
	}
	if err != nil {
		r.log.Debug("what was said cannot be remembered", "err", err)
		return nil
	}
	// Only now, or it would be said again and again from a folder that became read-only.
	if !over.since.IsZero() {
		news := fmt.Sprintf("the store works again, after %v: samples filled in: %d",
			max(0, now().Sub(over.since)).Round(time.Second), max(0, r.stored-1))
		if over.lost > 0 {
			news += fmt.Sprintf("; lost, as the spool was full: %d", over.lost)
		}
		r.log.Log(context.Background(), levelNews, news)
	}
	return nil
}

// say says one notice: failures as they are, anything else as a warning.
func (r *round) say(n notice) {
	level := slog.LevelWarn
	if n.failure {
		level = slog.LevelError
	}
	text := n.text
	if n.Lost > 0 {
		text += fmt.Sprintf(" (lost so far: %d)", n.Lost)
	}
	r.log.Log(context.Background(), level, text)
}
