package render

import (
	"bufio"
	"encoding/gob"
	"errors"
	"fmt"
	"hash"
	"hash/crc32"
	"io"
	"math"
	"os"
	"strings"

	"psmonitor/internal/folder"
	"psmonitor/internal/metric"
	"psmonitor/render/report"
)

// This file keeps from one run to the next what the pages of several hosts need of each host, so that a host with nothing
// new is neither read nor rendered. The records are one stream of gob. The manifest has the stream's checksum: anything
// but the stream that the last complete run wrote is not decoded, and costs making the pages again.

const recordsName = ".psmonitor.rows"

// record is what the pages of several hosts need of one host.
type record struct {
	Row       hostRow
	Multiples []multiple // in the order of the page's charts
	Changes   []feedChange
}

// valid reports whether psmonitor may have written the record. Whatever goes into pages without being escaped is looked at.
func (r *record) valid() bool {
	for i := range r.Multiples {
		m := &r.Multiples[i]
		if m.ID == "" || strings.Trim(m.ID, idCharacters) != "" || strings.Trim(m.Up+m.Down, pathCharacters) != "" ||
			!finite(m.Top) || !finite(m.High) || !finite(m.Low) {
			return false
		}
	}
	return metric.CheckHost(r.Row.Name) == nil && r.Row.Rank >= report.OK && r.Row.Rank <= report.Critical
}

const (
	pathCharacters = "0123456789-., MmLlHhVvZz"
	idCharacters   = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"
)

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

// recordWriter writes the records of a run beside those of the last one. It is not safe for concurrent use.
type recordWriter struct {
	file *folder.NewFile
	sum  hash.Hash32
	out  *bufio.Writer
	gob  *gob.Encoder
	err  error // the first
}

func newRecordWriter(root *output) (*recordWriter, error) {
	f, err := root.Create(recordsName)
	if err != nil {
		return nil, err
	}
	w := &recordWriter{file: f, sum: crc32.New(castagnoli)}
	w.out = bufio.NewWriterSize(io.MultiWriter(f, w.sum), 256<<10)
	w.gob = gob.NewEncoder(w.out)
	return w, nil
}

func (w *recordWriter) add(r *record) {
	if w.err == nil {
		w.err = w.gob.Encode(r)
	}
}

// commit puts the records in the place of the last run's, and returns their checksum.
func (w *recordWriter) commit() (sum uint32, err error) {
	if err := errors.Join(w.err, w.out.Flush()); err != nil {
		return 0, fmt.Errorf("write %s: %w", recordsName, err)
	}
	return w.sum.Sum32(), w.file.Commit()
}

// readRecords calls visit for each record of the last run. If its records do not have this checksum, there are none.
func readRecords(root *output, sum uint32, visit func(*record)) {
	f, err := root.OpenFile(recordsName, os.O_RDONLY)
	if err != nil {
		return // not there, or not ours: this run writes another one
	}
	defer f.Close()
	read := crc32.New(castagnoli)
	if _, err := io.Copy(read, f); err != nil || read.Sum32() != sum {
		return
	}
	if _, err := f.Seek(0, io.SeekStart); err == nil {
		decodeRecords(bufio.NewReaderSize(f, 256<<10), visit)
	}
}

// decodeRecords calls visit for each record up to the first that psmonitor cannot have written.
func decodeRecords(in io.Reader, visit func(*record)) {
	decoder := gob.NewDecoder(in)
	for {
		var r record
		if decoder.Decode(&r) != nil || !r.valid() {
			return
		}
		visit(&r)
	}
}
