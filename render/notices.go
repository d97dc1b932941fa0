package render

import (
	"time"

	"psmonitor/internal/folder"
	"psmonitor/internal/notices"
)

// noticesName is the file that remembers what runs have reported.
const noticesName = ".psmonitor.notices"

// Report ends a run that has made the site in a folder, or has failed with failure: it reports what the log has held back and
// is new, and returns failure as notices.Log.Report does. It remembers that in the site. In a folder that is not one, it
// writes nothing, so that everything is new each time.
//
// It needs no lock: a run that finds another one hanging reports that. If two end at once, one of them may report again.
func Report(dir string, log *notices.Log, failure error, now time.Time) error {
	f, err := folder.Open(dir, folderOptions)
	if err != nil {
		return log.Report(nil, "", failure, now)
	}
	defer f.Close()
	if checkSite(&output{Folder: f}) != nil {
		return log.Report(nil, "", failure, now)
	}
	return log.Report(f, noticesName, failure, now)
}
