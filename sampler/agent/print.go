package agent

import (
	"context"
	"fmt"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"go.mongodb.org/mongo-driver/bson"

	"psmonitor/internal/folder"
	"psmonitor/sampler"
)

// print prints the document of a sample as extended JSON, and changes nothing.
func (a Agent) print(ctx context.Context) error {
	sample, _, err := a.Host.Sample(ctx, a.peekCounters())
	if err != nil {
		return err
	}
	doc, err := sample.Document()
	if err != nil {
		return err
	}
	text, err := bson.MarshalExtJSONIndent(bson.Raw(doc), false, false, "", "  ")
	if err != nil {
		return fmt.Errorf("print the sample: %w", err)
	}
	_, err = fmt.Fprintf(a.Print, "%s\n", plainJSON(text))
	return err
}

// peekCounters returns the last counters, and does not repair anything. None are the zero State.
func (a Agent) peekCounters() sampler.State {
	f, err := folder.Open(a.State, folder.Options{})
	if err != nil {
		return sampler.State{}
	}
	defer f.Close()
	last, err := readCounters(f, a.file(countersFile))
	if err != nil {
		a.Log.Debug("the last counters cannot be used", "err", err)
	}
	return last
}

// plainJSON writes what a terminal may act on, or not show, as JSON's escapes: mounts and interfaces have names of
// anybody's choice. Such characters stand in strings only, so that it remains the same JSON.
func plainJSON(text []byte) []byte {
	plain := make([]byte, 0, len(text))
	for _, r := range string(text) {
		switch {
		case r == '\n' || unicode.IsPrint(r):
			plain = utf8.AppendRune(plain, r)
		case r > 0xFFFF:
			high, low := utf16.EncodeRune(r)
			plain = fmt.Appendf(plain, `\u%04x\u%04x`, high, low)
		default:
			plain = fmt.Appendf(plain, `\u%04x`, r)
		}
	}
	return plain
}
