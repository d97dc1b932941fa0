package agent

import (
	"context"
	"fmt"
	"slices"

	"psmonitor/internal/notices"
	"psmonitor/store/bsonfile"
)

// A batch of documents goes to the store in one call. It is small enough to leave the spool soon after it was stored.
const (
	batchDocuments = 100
	batchBytes     = 1 << 20
)

// spool returns the host's spool: documents wait there, in the order in which they were taken, until a store has
// acknowledged them. It locks itself.
func (r *round) spool() bsonfile.File { return r.spoolNamed(spoolFile) }

func (r *round) spoolNamed(ending string) bsonfile.File {
	return bsonfile.File{Folder: r.folder, Name: r.file(ending), Max: r.Max, Mend: true,
		Warn: func(message string) { r.Log.Warn(message) }}
}

// spools returns the spool, and a second one that is used while another process hangs with the first, and until it is empty
// again: so whatever is in it is newer than what is in the first.
func (r *round) spools() []bsonfile.File {
	return []bsonfile.File{r.spool(), r.spoolNamed(secondSpool)}
}

// addToSpool spools the document, and reports whether it is safe there.
func (r *round) addToSpool(ctx context.Context) bool {
	if r.folder == nil {
		return false
	}
	spools := r.spools()
	if newer, _ := spools[1].Oldest(ctx, 0, 1, 0); len(newer) > 0 {
		slices.Reverse(spools)
	}
	var dropped int
	var err error
	for _, spool := range spools {
		if dropped, err = spool.Append(ctx, r.doc); err == nil {
			break
		}
	}
	if err != nil {
		r.reportUnwritable(err)
		return false
	}
	if dropped > 0 {
		r.notices.Add(notices.Notice{Key: "the spool is full", Hourly: true, Lost: dropped, Text: fmt.Sprintf(
			"the spool is full (%d samples, as many as the collection keeps): the oldest are dropped", r.Max)})
	}
	return true
}

// oldest returns the next batch of a spool after the first skip documents: none if there are no more. A spool that cannot be
// read is an error, because storing the round's own document before those of the spool would break their order; but without
// a spool for its own document, the round stores at least that.
func (r *round) oldest(ctx context.Context, spool bsonfile.File, skip int) ([][]byte, error) {
	docs, err := spool.Oldest(ctx, skip, batchDocuments, batchBytes)
	if err != nil && ctx.Err() == nil && !r.spooled {
		r.reportUnwritable(err)
		return nil, nil
	}
	return docs, err
}

// maxRefused bounds the file of refused documents, in bytes.
const maxRefused = 16 << 20

// keepRefused adds documents to the file of those that a store has refused, which psmonitor put reads.
func (r *round) keepRefused(ctx context.Context, docs [][]byte) error {
	if r.folder == nil {
		return errNoFolder
	}
	refused := r.spool() // as there, what cannot be used is put aside: else the documents in the spool would wait for ever
	refused.Name, refused.Max, refused.MaxBytes = r.file(refusedFile), 0, maxRefused
	_, err := refused.Append(ctx, docs...)
	return err
}
