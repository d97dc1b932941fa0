package render

import (
	"bufio"
	"encoding/gob"
	"errors"
	"fmt"
	"hash"
	"hash/crc32"
	"io"
	"os"

	"psmonitor/internal/folder"
)

// This file keeps from one run to the next what the pages of several hosts need of each host, so that a host with nothing
// new is neither read nor rendered. The records are one stream of gob. The manifest has the checksum of the stream that the
// last complete run wrote: any other stream is ignored, and all pages are made again.

const recordsName = ".psmonitor.rows"

// maxRecords bounds what is read, in bytes: a damaged file may be a hole that is larger than the disk. A hundred thousand hosts take
// less than half of it.
const maxRecords = 2 << 30

// record is what the pages of several hosts need of one host.
type record struct {
	Row       hostRow
	Multiples []multiple // in the order of the page's charts
	Changes   []feedChange
}

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

// readRecords calls visit for each record of the last run, if its records have this checksum.
func readRecords(root *output, sum uint32, visit func(*record)) {
	f, err := root.OpenFile(recordsName, os.O_RDONLY)
	if err != nil {
		return // missing, or not a file: this run writes a new one
	}
	defer f.Close()
	read := crc32.New(castagnoli)
	if info, err := f.Stat(); err != nil || info.Size() > maxRecords {
		return
	}
	if _, err := io.Copy(read, f); err != nil || read.Sum32() != sum {
		return
	}
	if _, err := f.Seek(0, io.SeekStart); err == nil {
		decodeRecords(bufio.NewReaderSize(f, 256<<10), visit)
	}
}

// decodeRecords calls visit for each record.
func decodeRecords(in io.Reader, visit func(*record)) {
	decoder := gob.NewDecoder(in)
	for {
		var r record
		if decoder.Decode(&r) != nil {
			return
		}
		visit(&r)
	}
}
