package render

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
)

// This file keeps what pages of several hosts need of each host, from one run to the next: a host with nothing new is
// then neither read nor rendered. The file is derived like all the others: not synced, and what is wrong with it costs
// the rendering of the hosts that it concerns.
//
// The file begins with ledgerHead and is a row of records: the payload's length and its CRC-32C, uint32 little-endian
// each, then the payload, which record.go writes and reads.

const (
	ledgerName  = ".psmonitor.rows"
	ledgerHead  = "psmonitor rows 3\n"
	mostPayload = 16 << 20 // bytes: far more than any host's
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// ledger is the file being written.
type ledger struct {
	file *os.File
	out  *bufio.Writer
	err  error // the first
}

const ledgerBeside = ledgerName + ".tmp"

// newLedger begins a file beside the one that is there.
func newLedger(root *output) (*ledger, error) {
	if err := removeIfThere(root.Root, ledgerBeside); err != nil {
		return nil, fmt.Errorf("begin %s: %w", ledgerName, err)
	}
	f, err := root.OpenFile(ledgerBeside, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err == nil {
		err = f.Chmod(0o644) // whatever the umask is
	}
	if err != nil {
		return nil, fmt.Errorf("begin %s: %w", ledgerName, err)
	}
	l := &ledger{file: f, out: bufio.NewWriterSize(f, 1<<18)}
	_, l.err = l.out.WriteString(ledgerHead)
	return l, nil
}

// add writes a record.
func (l *ledger) add(payload []byte) {
	var head [8]byte
	binary.LittleEndian.PutUint32(head[:], uint32(len(payload)))
	binary.LittleEndian.PutUint32(head[4:], crc32.Checksum(payload, castagnoli))
	if l.err == nil {
		_, l.err = l.out.Write(head[:])
	}
	if l.err == nil {
		_, l.err = l.out.Write(payload)
	}
}

// finish puts the file in the place of the one before.
func (l *ledger) finish(root *output) error {
	err := errors.Join(l.err, l.out.Flush(), l.file.Close())
	if err == nil {
		err = root.Rename(ledgerBeside, ledgerName)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("write %s: %w", ledgerName, err), removeIfThere(root.Root, ledgerBeside))
	}
	return nil
}

// drop gives the file up.
func (l *ledger) drop(root *output) error {
	return errors.Join(l.file.Close(), removeIfThere(root.Root, ledgerBeside))
}

// readLedger calls visit for the payload of each record, which is valid during the call, up to the first that is
// damaged. A file that is not there, or not ours, has none.
func readLedger(root *output, visit func(payload []byte)) error {
	info, err := root.Lstat(ledgerName)
	if errors.Is(err, fs.ErrNotExist) || err == nil && !info.Mode().IsRegular() {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read %s: %w", ledgerName, err)
	}
	f, err := root.Open(ledgerName)
	if err != nil {
		return fmt.Errorf("read %s: %w", ledgerName, err)
	}
	readRecords(bufio.NewReaderSize(f, 1<<18), visit)
	return f.Close()
}

func readRecords(in io.Reader, visit func(payload []byte)) {
	begin := make([]byte, len(ledgerHead))
	if _, err := io.ReadFull(in, begin); err != nil || string(begin) != ledgerHead {
		return
	}
	var head [8]byte
	var payload []byte
	for {
		if _, err := io.ReadFull(in, head[:]); err != nil {
			return
		}
		size := int(binary.LittleEndian.Uint32(head[:]))
		if size > mostPayload {
			return
		}
		if cap(payload) < size {
			payload = make([]byte, size)
		}
		payload = payload[:size]
		if _, err := io.ReadFull(in, payload); err != nil {
			return
		}
		if crc32.Checksum(payload, castagnoli) != binary.LittleEndian.Uint32(head[4:]) {
			return
		}
		visit(payload)
	}
}
