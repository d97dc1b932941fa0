package render

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"strings"
)

// assets are the addresses of the files that pages share, from the site's folder. Their names carry a hash of their
// contents, so that a web server may let browsers keep them for ever.
type assets struct {
	host, overview, style string
	files                 map[string][]byte // all of them, with the licences
}

// loadAssets reads the built files.
func loadAssets(built fs.FS) (assets, error) {
	a := assets{files: map[string][]byte{}}
	hashed := []struct {
		name string
		to   *string
	}{{"host.js", &a.host}, {"overview.js", &a.overview}, {"style.css", &a.style}}
	for _, f := range hashed {
		contents, err := fs.ReadFile(built, f.name)
		if errors.Is(err, fs.ErrNotExist) {
			return assets{}, errors.New("this psmonitor was built without its page scripts and cannot render: build it with `make build`")
		}
		if err != nil {
			return assets{}, fmt.Errorf("built file %s: %w", f.name, err)
		}
		sum := sha256.Sum256(contents)
		stem, ending, _ := strings.Cut(f.name, ".")
		*f.to = "assets/" + stem + "-" + hex.EncodeToString(sum[:5]) + "." + ending
		a.files[*f.to] = contents
	}
	for _, name := range []string{"ECHARTS-LICENSE.txt", "ECHARTS-NOTICE.txt"} {
		contents, err := fs.ReadFile(built, name)
		if err != nil {
			return assets{}, fmt.Errorf("built file %s: %w", name, err)
		}
		a.files["assets/"+name] = contents
	}
	return a, nil
}
