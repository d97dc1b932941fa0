package templates

import (
	"bytes"
	"context"
	"fmt"
	"io"

	"github.com/a-h/templ"

	"psmonitor/render/page"
)

// data is an element with JSON for the page script. It is written in Go, as templ prints expressions in script elements
// literally. JSON with a < is an error: it could end the element.
func data(d page.Data) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		if bytes.IndexByte(d.JSON, '<') >= 0 {
			return fmt.Errorf("data element %s: its JSON has a < that is not escaped", d.ID)
		}
		_, err := fmt.Fprintf(w, `<script type="application/json" id="%s">%s</script>`, templ.EscapeString(d.ID), d.JSON)
		return err
	})
}

// svg is a picture that render has drawn.
func svg(picture []byte) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		_, err := w.Write(picture)
		return err
	})
}
