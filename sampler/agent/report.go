package agent

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"psmonitor/internal/notices"
	"psmonitor/sampler"
	"psmonitor/store/bsonfile"
)

// addWarning adds a warning. Numbers in the message make no other warning of it.
func (r *round) addWarning(message string) {
	message = oneLine(message)
	r.notices.Add(notices.Notice{Key: notices.MessageKey(message), Text: message})
}

// addFamilyWarning adds the warning that a family was not read in full: one for each mount and so on, and reason. Numbers in
// the reason make no other warning of it, but those in a mount's name do.
func (r *round) addFamilyWarning(f sampler.Failure) {
	key := strings.Join([]string{f.Family, f.Element, notices.MessageKey(f.Err.Error())}, "\n")
	r.notices.Add(notices.Notice{Key: key, Text: familyWarning(f)})
}

// familyWarning returns what is logged of a family that was not read in full.
func familyWarning(f sampler.Failure) string {
	return oneLine(f.Family + " not read in full: " + f.Error())
}

// oneLine returns a message without line breaks: a mount's name may have some.
func oneLine(message string) string { return strings.Join(strings.Fields(message), " ") }

// addFailure adds the round's failure, and what happens to the sample.
func (r *round) addFailure(err error) {
	r.notices.Add(notices.Notice{Key: notices.MessageKey(err.Error()), Hourly: true, NoSample: r.doc == nil,
		Text: err.Error() + r.whatHappensToSample(), Failure: true})
}

// report decides what the user should be told of a round that ended with err, and returns err, as a notices.ReportedError if
// log logs it.
func (r *round) report(ctx context.Context, err error) error {
	if errors.Is(ctx.Err(), context.Canceled) && (r.doc == nil || r.spooled || r.settled) {
		return err // the user has ended it, and a sample that was taken is safe
	}
	if err != nil {
		r.addFailure(err)
	}
	r.toLog = r.notices // where nothing can be remembered, all is new
	if r.folder != nil && (len(r.notices) > 0 || r.folder.Has(r.file(noticesFile))) {
		r.underLock(ctx, func() { r.decide(err != nil) })
	}
	if err != nil {
		return notices.ReportedError{Err: err}
	}
	return nil
}

// whatHappensToSample returns, for messages, what happens to a sample that could not be delivered.
func (r *round) whatHappensToSample() (text string) {
	if r.refused != nil {
		text = fmt.Sprintf(" (the store refuses these samples; they are kept in %s: psmonitor put can store them elsewhere)",
			r.path(refusedFile))
	}
	switch {
	case r.doc == nil || r.settled:
		return text
	case r.spooled:
		return text + " (the sample waits in the spool)"
	}
	return text + " (the sample is lost, because the state folder cannot be written)"
}

// decide decides what of the notices is new, and remembers it.
func (r *round) decide(failed bool) {
	before, err := notices.Read(r.folder, r.file(noticesFile))
	const unreadable = "the record of messages cannot be read, so some may be repeated"
	if errors.Is(err, bsonfile.ErrDamaged) {
		r.renameDamaged(unreadable, noticesFile, err)
	} else if errors.Is(err, bsonfile.ErrOtherVersion) {
		r.Log.Warn(unreadable, "err", err)
	}
	now := r.Now()
	list, remember, over := notices.Decide(r.notices, before, failed, now)
	r.toLog = list
	err = notices.Write(r.folder, r.file(noticesFile), remember)
	if err != nil && !failed { // on a full disk: better no notices than those of failures that are over
		err = r.folder.Remove(r.file(noticesFile))
	}
	if err != nil {
		r.Log.Debug("the record of messages cannot be written", "err", err)
		return
	}
	if !over.Since.IsZero() { // only now, or a folder that became read-only would have it logged in every round
		r.news = r.recovery(over, now)
	}
}

// log logs what report has decided.
func (r *round) log() {
	for _, n := range r.toLog {
		if n.Suppressed && !r.Watched {
			r.Log.Info("suppressed, already reported", "notice", n.Text)
		} else {
			n.Log(r.Log)
		}
	}
	if r.news != "" {
		r.Log.Log(context.Background(), LevelNews, r.news)
	}
}

// recovery returns the news that an outage is over.
func (r *round) recovery(over notices.Outage, now time.Time) string {
	took := max(0, now.Sub(over.Since)).Round(time.Second)
	if over.NoSample {
		return fmt.Sprintf("sampling works again, after %v", took)
	}
	news := fmt.Sprintf("the store works again, after %v: samples delivered: %d", took, max(0, r.stored-1))
	if over.Lost > 0 {
		news += fmt.Sprintf("; lost because the spool was full: %d", over.Lost)
	}
	return news
}
