package config

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"slices"

	"github.com/pelletier/go-toml/v2"

	"psmonitor/internal/metric"
)

// decode sets in c what the text sets, and checks the result. Unknown keys are errors: a misspelt one would be ignored
// silently.
func (c *Config) decode(text []byte, rules []metric.Rule) error {
	file := reflect.New(fileType(rules))
	file.Elem().FieldByName("Settings").Set(reflect.ValueOf(c.Settings))
	err := toml.NewDecoder(bytes.NewReader(text)).DisallowUnknownFields().Decode(file.Interface())
	var unknown *toml.StrictMissingError
	var wrong *toml.DecodeError
	switch {
	case errors.As(err, &unknown):
		return unknownKeys(unknown, find(text).found)
	case errors.As(err, &wrong):
		line, column := wrong.Position()
		return fmt.Errorf("line %d, column %d\n%s", line, column, maskPassword(plainWords(wrong.String(), wrong.Key())))
	}
	keys := find(text)
	if err != nil {
		return cmp.Or(keys.numberError(), errors.New(maskPassword(err.Error())))
	}
	if keys.capitals != nil {
		return keys.capitals
	}
	c.Settings = file.Elem().FieldByName("Settings").Interface().(Settings)
	c.Thresholds = thresholdsIn(file.Elem().FieldByName("Thresholds"), rules)
	c.Overrides = overridesIn(file.Elem().FieldByName("Overrides"), rules)
	if err := c.check(rules); err != nil {
		return keys.found.located(err)
	}
	return nil
}

// unknownKeys returns an error with the position of each unknown key, and the lines around it.
func unknownKeys(unknown *toml.StrictMissingError, keys positions) error {
	var list []error
	for _, e := range unknown.Errors {
		line, column := e.Position()
		shown := maskPassword(fmt.Sprintf("unknown key %s: %s\n%s", keys.dotted(e), unknownKeyAdvice(e.Key()), e.String()))
		list = append(list, fmt.Errorf("line %d, column %d: %s", line, column, shown))
	}
	return errors.Join(list...)
}

// unknownKeyAdvice returns what to do about an unknown key. In TOML, all keys below a table's name belong to that table.
func unknownKeyAdvice(key toml.Key) string {
	last := key[len(key)-1]
	isSelector := key[0] == "group" && last == "host" ||
		key[0] == "override" && len(key) == 2 && slices.Contains([]string{"host", "group", "mount", "interface"}, last)
	switch {
	case isSelector:
		return "did you mean " + last + "s?"
	case len(key) > 1 && isTopKey(last):
		return last + " belongs above the first table of the file: move the line up"
	}
	return "correct or remove it"
}

// isTopKey reports whether a key with a single value belongs to no table.
func isTopKey(key string) bool {
	settings := reflect.TypeFor[Settings]()
	for i := range settings.NumField() {
		f := settings.Field(i)
		if f.Tag.Get("toml") == key {
			return f.Type.Kind() == reflect.String || f.Type.Kind() == reflect.Bool || f.Type == reflect.TypeFor[Duration]() || f.Type == reflect.TypeFor[Stores]()
		}
	}
	return false
}

// mismatchPattern matches the TOML library's message about a value of the wrong type, which names Go types. It is compiled
// only when there is an error, not at every start.
const mismatchPattern = `cannot decode TOML ([a-z]+) into .* of type (.*)`

// unquotedPattern matches the TOML library's messages about a value that begins like no value, which mostly is text without quotes.
const unquotedPattern = `unexpected character .* at start of value|expected keyword "[a-z]+"|strings must be quoted`

// plainWords replaces what these patterns match by words for users, and for keep the unit that is meant most often.
func plainWords(shown string, key toml.Key) string {
	if len(key) > 0 && key[len(key)-1] == "keep" {
		shown = regexp.MustCompile(`(did you mean [0-9]+)[ms]\?`).ReplaceAllString(shown, "${1}h?")
	}
	shown = regexp.MustCompile(unquotedPattern).ReplaceAllLiteralString(shown, `not a value: want a number, true, false, or text in quotes: "…"`)
	mismatch := regexp.MustCompile(mismatchPattern)
	return mismatch.ReplaceAllStringFunc(shown, func(found string) string {
		part := mismatch.FindStringSubmatch(found)
		want := "a table"
		switch part[2] {
		case "string":
			want = `text, as in "…"`
		case "bool":
			want = "true or false"
		case "int":
			want = "a whole number"
		case "float64":
			want = "a number"
		case "[]string":
			want = `a list, as in ["…", "…"]`
		}
		return part[1] + " found, want " + want
	})
}
