package render

import (
	"encoding/json"
	"fmt"
)

// troubleName is a file that all hosts' pages load: it leads from one host in trouble to the next. A host's page has no such
// links, as it would have to be made again whenever another host's state changes.
const troubleName = "trouble.js"

// maxNeighbours is how many hosts trouble.js has at most: nobody goes through more of them one by one.
const maxNeighbours = 500

// troubleJS returns trouble.js, which sets psmonitorTrouble: of each host in trouble that has a page, the worst first, its
// folder in host/, its state, and its name if that is not the folder's. It is a script, as pages from file:// cannot load
// anything else.
func troubleJS(rows []hostRow) ([]byte, error) {
	list := [][]string{}
	for _, r := range inTrouble(rows) {
		if r.File == "" || len(list) == maxNeighbours {
			continue
		}
		entry := []string{r.File, r.State}
		if r.Name != r.File {
			entry = append(entry, r.Name)
		}
		list = append(list, entry)
	}
	raw, err := json.Marshal(list)
	if err != nil {
		return nil, fmt.Errorf("encode %s: %w", troubleName, err)
	}
	return fmt.Appendf(nil, "globalThis.psmonitorTrouble = %s;\n", raw), nil
}
