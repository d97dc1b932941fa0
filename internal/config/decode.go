package config

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"regexp"

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
		return fmt.Errorf("unknown key: correct or remove it\n%s", maskPassword(unknown.String()))
	case errors.As(err, &wrong):
		line, column := wrong.Position()
		return fmt.Errorf("line %d, column %d\n%s", line, column, maskPassword(plainWords(wrong.String())))
	case err != nil:
		return errors.New(maskPassword(err.Error()))
	}
	c.Settings = file.Elem().FieldByName("Settings").Interface().(Settings)
	c.Thresholds = thresholdsIn(file.Elem().FieldByName("Thresholds"), rules)
	c.Overrides = overridesIn(file.Elem().FieldByName("Overrides"), rules)
	return c.check(rules)
}

// mismatchPattern matches the TOML library's message about a value of the wrong type, which names Go types. It is compiled
// only when there is an error, not at every start.
const mismatchPattern = `cannot decode TOML ([a-z]+) into .* of type (.*)`

// plainWords replaces what mismatchPattern matches by words for users.
func plainWords(shown string) string {
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
