package spool

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"

	"go.mongodb.org/mongo-driver/bson"
)

// The format of a spool. All numbers are big-endian.
//
//	header   magic (8 bytes), the place of the oldest document's record (8), CRC-32C of these 16 bytes (4)
//	record   marker (8), length of the document (4), CRC-32C of length and document (4), the document
//
// Records follow each other to the end of the file. A file of nothing but a header, or of nothing at all, has no
// documents, wherever the header points to. The marker is where reading goes on after damage; it is not UTF-8, so that
// no name of a disk or an interface can contain it. One file for all documents costs one fsync a sample; a file each
// would cost two, the second for its name.
const (
	magic      = "psmspl1\n"
	headerSize = 20
	marker     = "\xff\xfeSAMPLE"
	prefixSize = 16 // of a record, before the document
)

// maxDocument is MongoDB's limit for one document, in bytes.
const maxDocument = 16 << 20

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// errDamaged is a spool with something in it that this package did not write, or that the disk does not give back.
var errDamaged = errors.New("damaged")

// errCutOff is a spool without its end.
var errCutOff = fmt.Errorf("%w: cut off", errDamaged)

// unreadable says what is wrong with a spool that ends too soon, or that the disk does not give back.
func unreadable(err error) error {
	if errors.Is(err, io.EOF) {
		return errCutOff
	}
	return fmt.Errorf("%w: %w", errDamaged, err)
}

// header returns a header by which the oldest record is at head.
func header(head int64) []byte {
	b := binary.BigEndian.AppendUint64([]byte(magic), uint64(head))
	return binary.BigEndian.AppendUint32(b, crc32.Checksum(b, castagnoli))
}

// readHeader returns where the oldest record of a file is.
func readHeader(f io.ReaderAt) (head int64, err error) {
	b := make([]byte, headerSize)
	if _, err := f.ReadAt(b, 0); err != nil {
		return 0, unreadable(err)
	}
	head = int64(binary.BigEndian.Uint64(b[len(magic):]))
	if head < headerSize || !bytes.Equal(b, header(head)) {
		return 0, errDamaged
	}
	return head, nil
}

// encode returns a document as it stands in the file.
func encode(doc []byte) []byte {
	b := make([]byte, prefixSize, prefixSize+len(doc))
	copy(b, marker)
	binary.BigEndian.PutUint32(b[8:], uint32(len(doc)))
	b = append(b, doc...)
	binary.BigEndian.PutUint32(b[12:], checksum(b))
	return b
}

// checksum returns the checksum that belongs into a record.
func checksum(record []byte) uint32 {
	return crc32.Update(crc32.Checksum(record[8:12], castagnoli), castagnoli, record[prefixSize:])
}

// source is a file of records.
type source struct {
	file io.ReaderAt
	size int64
	read int64 // bytes of documents so far
}

// record returns the document whose record is at a place: errDamaged, if there is none. It is BSON with an _id, as no
// store would take another, and it would be in the way of all others for ever.
func (s *source) record(at int64) (doc []byte, err error) {
	if s.size-at < prefixSize {
		return nil, errCutOff
	}
	prefix := make([]byte, prefixSize)
	if _, err := s.file.ReadAt(prefix, at); err != nil {
		return nil, unreadable(err)
	}
	length := int64(binary.BigEndian.Uint32(prefix[8:]))
	if string(prefix[:8]) != marker || length == 0 || length > maxDocument || s.size-at-prefixSize < length {
		return nil, errDamaged
	}
	s.read += length
	b := append(prefix, make([]byte, length)...)
	doc = b[prefixSize:]
	if _, err := s.file.ReadAt(doc, at+prefixSize); err != nil {
		return nil, unreadable(err)
	}
	if checksum(b) != binary.BigEndian.Uint32(b[12:]) || length < 5 || int64(binary.LittleEndian.Uint32(doc)) != length {
		return nil, errDamaged // of such a length Validate would panic
	}
	if bson.Raw(doc).Validate() != nil {
		return nil, errDamaged
	}
	if _, err := bson.Raw(doc).LookupErr("_id"); err != nil {
		return nil, errDamaged
	}
	return doc, nil
}
