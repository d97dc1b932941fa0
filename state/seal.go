package state

import (
	"bytes"
	"errors"
	"fmt"
	"hash/crc32"
)

// ErrDamaged is a file whose contents are not those that were written.
var ErrDamaged = errors.New("damaged")

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// seal ends contents with a line that has their CRC-32C: a flipped bit in a number makes another number, and a file
// that lost its end may still make sense.
func seal(contents []byte) []byte {
	return fmt.Appendf(bytes.Clone(contents), "%s", sealLine(contents))
}

func sealLine(contents []byte) string {
	return fmt.Sprintf("\ncrc32c %08x\n", crc32.Checksum(contents, castagnoli))
}

// unseal returns the contents of a sealed file.
func unseal(data []byte) ([]byte, error) {
	at := len(data) - len(sealLine(nil))
	if len(data) > maxFile || at < 0 || string(data[at:]) != sealLine(data[:at]) {
		return nil, ErrDamaged
	}
	return data[:at:at], nil
}
