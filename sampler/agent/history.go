package agent

import (
	"context"
	"fmt"
	"time"

	"go.mongodb.org/mongo-driver/bson"

	"psmonitor/internal/notices"
	"psmonitor/internal/rollup"
	"psmonitor/store"
	"psmonitor/store/bsonfile"
	"psmonitor/store/history"
)

// through is the hour before which all hours of the host's history are made from all samples that this folder's rounds have stored; zero
// if that is unknown. It is kept in a file, so that in mid-hour nothing needs to be asked of the store.
//
// The file is older rather than newer than the truth: it is changed to an earlier hour before samples of that hour are stored, and to
// a later one after the hours before are made.
type through struct {
	time.Time
	saved time.Time // what the file has
}

// throughDocument is what the file has.
type throughDocument struct {
	Version int
	Through time.Time
}

// readThrough reads the file. What cannot be read is unknown.
func (r *round) readThrough() {
	if r.folder == nil {
		return
	}
	var d throughDocument
	doc, err := bsonfile.ReadSealed(r.folder, r.file(throughFile))
	if err == nil && doc != nil {
		err = bson.Unmarshal(doc, &d)
	}
	if err != nil {
		r.Log.Debug("the hours that are made are unknown: all are looked at", "err", err)
		return
	}
	r.through = through{d.Through, d.Through}
}

// saveThrough writes the file, if that is needed.
func (r *round) saveThrough() {
	if r.folder == nil || r.through.Equal(r.through.saved) {
		return
	}
	doc, err := bson.Marshal(throughDocument{bsonfile.SealedVersion, r.through.Time})
	if err == nil {
		err = bsonfile.WriteSealed(r.folder, r.file(throughFile), doc)
	}
	if err != nil { // the folder is read-only, for example: then each round looks at all hours
		r.Log.Debug("the hours that are made cannot be remembered", "err", err)
		return
	}
	r.through.saved = r.through.Time
}

// expect notes that documents are about to be stored.
func (r *round) expect(docs [][]byte) {
	for _, doc := range docs {
		if at, ok := rollup.Date(doc); ok && at.Before(r.through.Time) {
			r.through.Time = rollup.Hours.Start(at)
		}
	}
	r.saveThrough()
}

// makeHistory makes the hours and days that are over since the last time. The sample is stored: what fails here is only a warning, and
// the next round tries again. Over ssh, psmonitor put makes them.
func (r *round) makeHistory(ctx context.Context, s store.Store) {
	if store.SendsOnly(r.Store) {
		return
	}
	if limit := r.History.Limit(); limit != "" {
		r.notices.Add(notices.Notice{Key: "keep is too short for history", Text: limit})
	}
	since, due := history.Due(r.through.Time, r.last)
	if !due {
		return
	}
	made, err := r.History.Make(ctx, s, r.Host.Name, since)
	if err != nil {
		r.addWarning(fmt.Sprintf("the sample is stored, but the history cannot be brought up to date, and the next sample tries again: %v", err))
	} else if !made.IsZero() {
		r.through.Time = made
		r.saveThrough()
	}
}
