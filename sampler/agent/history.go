package agent

import (
	"context"
	"fmt"

	"go.mongodb.org/mongo-driver/bson"

	"psmonitor/internal/notices"
	"psmonitor/internal/rollup"
	"psmonitor/store"
	"psmonitor/store/bsonfile"
	"psmonitor/store/history"
)

// historyMemory is up to where the host's history is made of all samples that the rounds of this folder have stored. It is kept in a
// file, so that in mid-hour nothing needs to be asked of the store, and later only for the samples of the last hour.
//
// The file is older rather than newer than the truth: it is changed to an earlier hour before samples of that hour are stored, and to
// a later one after the hours before are made.
type historyMemory struct {
	history.Position
	saved history.Position // what the file has
}

// historyDocument is what the file has.
type historyDocument struct {
	Version          int
	history.Position `bson:",inline"`
}

// readMemory reads the file. What cannot be read is unknown.
func (r *round) readMemory() {
	if r.folder == nil {
		return
	}
	var d historyDocument
	doc, err := bsonfile.ReadSealed(r.folder, r.file(historyFile))
	if err == nil && doc != nil {
		err = bson.Unmarshal(doc, &d)
	}
	if err != nil {
		r.Log.Debug("the hours that are made are unknown: all are looked at", "err", err)
		return
	}
	r.made = historyMemory{d.Position, d.Position}
}

// saveMemory writes the file, if that is needed.
func (r *round) saveMemory() {
	if r.folder == nil || r.made.Position == r.made.saved {
		return
	}
	doc, err := bson.Marshal(historyDocument{bsonfile.SealedVersion, r.made.Position})
	if err == nil {
		err = bsonfile.WriteSealed(r.folder, r.file(historyFile), doc)
	}
	if err != nil { // the folder is read-only, for example: then each round looks at all hours
		r.Log.Debug("the hours that are made cannot be remembered", "err", err)
		return
	}
	r.made.saved = r.made.Position
}

// expect notes that documents are about to be stored.
func (r *round) expect(docs [][]byte) {
	for _, doc := range docs {
		if at, ok := rollup.Date(doc); ok && at.Before(r.made.Hour) {
			r.made.Position = history.Position{Hour: rollup.Hours.Start(at)}
		}
	}
	r.saveMemory()
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
	since, due := history.Due(r.Host.Name, r.made.Position, r.last)
	if !due {
		return
	}
	made, err := r.History.Make(ctx, s, r.Host.Name, since)
	if err != nil {
		r.addWarning(fmt.Sprintf("the sample is stored, but the history cannot be brought up to date, and the next sample tries again: %v", err))
	} else if made != (history.Position{}) {
		r.made.Position = made
		r.saveMemory()
	}
}
