package config

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
)

// positions is where the keys of a configuration are, by their names as the errors of check have them: "disks.exclude",
// "override 2: thresholds.disk", and for an item of a list "disks.exclude: \"/snap\"" or
// "store 2".
type positions map[string]unstable.Position

// located adds line and column to an error of check. Such an error begins with its key.
func (p positions) located(err error) error {
	text, found := err.Error(), ""
	for key := range p {
		if rest, ok := strings.CutPrefix(text, key); ok && len(key) > len(found) && !startsWithWord(rest) {
			found = key
		}
	}
	at := p[found]
	if at.Line == 0 { // the key is not in the file: this is a default
		return err
	}
	return fmt.Errorf("line %d, column %d: %w", at.Line, at.Column, err)
}

// inTable is what follows a table of an array in a key's name: "override 2: thresholds".
var inTable = regexp.MustCompile(` [0-9]+: `)

// dotted returns the name of an unknown key with the tables that it is in. The TOML library omits a table that is written in
// braces.
func (p positions) dotted(unknown toml.DecodeError) string {
	line, column := unknown.Position()
	name := strings.Join(unknown.Key(), ".")
	for key, at := range p {
		key = inTable.ReplaceAllString(key, ".")
		if at.Line == line && at.Column == column && len(key) > len(name) {
			name = key
		}
	}
	return name
}

// startsWithWord reports whether a text continues a word or a number before it.
func startsWithWord(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLetter(r) || unicode.IsDigit(r)
}

// finder finds the keys of a configuration.
type finder struct {
	parser unstable.Parser
	tables map[string]int // tables of each array, so far
	found  positions
	values map[string]string // of keys, except texts, lists and tables
	// capitals is the error for the first key that has some: the library accepts it, and of store and Store the last would count.
	capitals error
}

// find finds the keys in a text, up to the first error of syntax.
func find(text []byte) *finder {
	f := &finder{tables: map[string]int{}, found: positions{}, values: map[string]string{}}
	f.parser.Reset(text)
	prefix := ""
	for f.parser.NextExpression() {
		e := f.parser.Expression()
		switch e.Kind {
		case unstable.Table:
			prefix = f.enter("", e.Key())
		case unstable.ArrayTable:
			prefix = f.enterNext(e.Key())
		case unstable.KeyValue:
			f.add(prefix, e)
		}
	}
	if _, given := f.found["keep"]; !given { // then its default may be shorter than every
		f.found["keep"] = f.found["every"]
	}
	return f
}

// numberError returns the error for a number that is no duration. The TOML library does not say where it is.
func (f *finder) numberError() error {
	for _, setting := range []struct{ key, unit string }{{"every", "m"}, {"keep", "h"}} {
		if value, given := f.values[setting.key]; given {
			if _, err := ParseDuration(value, setting.unit); err != nil {
				return f.found.located(fmt.Errorf("%s: %w", setting.key, err))
			}
		}
	}
	return nil
}

// enter records a key, which may be dotted, and returns what keys in its table begin with.
func (f *finder) enter(prefix string, key unstable.Iterator) string {
	for key.Next() {
		part := string(key.Node().Data)
		at := f.parser.Shape(key.Node().Raw).Start
		name := prefix + part
		prefix = name + "."
		if n := f.tables[name]; n > 0 {
			name = fmt.Sprintf("%s %d", name, n)
			prefix = name + ": "
		}
		if _, before := f.found[name]; !before {
			f.found[name] = at
		}
		if small := strings.ToLower(part); small != part && f.capitals == nil {
			f.capitals = fmt.Errorf("line %d, column %d: unknown key %s: keys have no capitals: write %s", at.Line, at.Column, part, small)
		}
	}
	return prefix
}

// enterNext records the next table of an array.
func (f *finder) enterNext(key unstable.Iterator) string {
	var parts []string
	for i := key; i.Next(); {
		parts = append(parts, string(i.Node().Data))
	}
	f.tables[strings.Join(parts, ".")]++
	return f.enter("", key)
}

// add records a key with a value, and the keys and the items in the value.
func (f *finder) add(prefix string, setting *unstable.Node) {
	prefix = f.enter(prefix, setting.Key())
	name := strings.TrimSuffix(prefix, ".")
	value := setting.Value()
	switch value.Kind {
	case unstable.InlineTable:
		f.addAll(prefix, value)
	case unstable.Array:
		n := 0
		for items := value.Children(); items.Next(); {
			n++
			switch item := items.Node(); item.Kind {
			case unstable.String:
				at := f.parser.Shape(item.Raw).Start
				f.found[fmt.Sprintf("%s: %q", name, item.Data)], f.found[fmt.Sprintf("%s %d", name, n)] = at, at
			case unstable.InlineTable:
				table := fmt.Sprintf("%s %d", name, n)
				f.found[table] = f.parser.Shape(item.Raw).Start
				f.addAll(table+": ", item)
			}
		}
	case unstable.String:
	default:
		f.values[name] = string(value.Data)
	}
}

// addAll records the keys of an inline table.
func (f *finder) addAll(prefix string, table *unstable.Node) {
	for settings := table.Children(); settings.Next(); {
		f.add(prefix, settings.Node())
	}
}
