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
	host := a.Host
	host.Warn = func(f sampler.Failure) { a.Log.Warn(familyWarning(f)) }
	sample, _, err := host.Sample(ctx, a.readCountersUnlocked())
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

// readCountersUnlocked returns the last counters, the zero State if there are none. It repairs nothing.
func (a Agent) readCountersUnlocked() sampler.State {
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

// plainJSON replaces characters that a terminal would interpret, or not show, by JSON's escapes: anybody may choose the names
// of mounts and interfaces. Such characters occur in strings only, so the JSON keeps its meaning.
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
