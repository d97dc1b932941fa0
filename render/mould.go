package render

import (
	"bytes"
	"errors"
	"html/template"
)

// moulds makes hosts' pages without their texts, and remembers them: hosts whose pages have the same outline share one.
// It is safe for several goroutines.
type moulds struct {
	templates *template.Template
	page      page // what all hosts' pages have in common
	known     memo[outline, mould]
}

// mould is the HTML of a page, taken apart where its texts belong.
type mould [][]byte

// of returns the mould of pages with an outline.
func (m *moulds) of(o outline) (mould, error) {
	return m.known.of(o, func() (mould, error) {
		var b bytes.Buffer
		if err := m.templates.ExecuteTemplate(&b, "host.gohtml", o.blank(m.page)); err != nil {
			return nil, err
		}
		return bytes.Split(b.Bytes(), []byte(cut)), nil
	})
}

// cast is a page while its mould is filled, text after text in the order of the template.
type cast struct {
	html  []byte
	rest  mould
	wrong bool
}

// errMould tells that host.gohtml, outline.go and host.go do not agree.
var errMould = errors.New("the template has other places for the host's texts than are filled")

// next appends what stands before the next place.
func (c *cast) next() {
	if len(c.rest) < 2 {
		c.wrong = true
		return
	}
	c.html = append(c.html, c.rest[0]...)
	c.rest = c.rest[1:]
}

// end appends what stands after the last place, and returns the page.
func (c *cast) end() ([]byte, error) {
	if c.wrong || len(c.rest) != 1 {
		return c.html, errMould
	}
	return append(c.html, c.rest[0]...), nil
}

// texts fills the next places with foreign texts, escaped.
func (c *cast) texts(list ...string) {
	for _, text := range list {
		c.next()
		c.html = appendEscaped(c.html, text)
	}
}

func (c *cast) number(n int64) {
	c.next()
	c.html = appendInt(c.html, n)
}

// share fills the next place with a bar's length.
func (c *cast) share(percent float64) {
	c.next()
	c.html = appendShare(c.html, percent)
}
