package notices

import (
	"fmt"

	"go.mongodb.org/mongo-driver/bson"

	"psmonitor/internal/folder"
	"psmonitor/store/bsonfile"
)

// memory is the document of the remembered notices.
type memory struct {
	Version int
	Notices []Notice
}

// Read returns the remembered notices: none, if there is no file. The error of a file that has other contents is
// bsonfile.ErrDamaged or bsonfile.ErrOtherVersion.
func Read(f *folder.Folder, name string) ([]Notice, error) {
	doc, err := bsonfile.ReadSealed(f, name)
	if err != nil || doc == nil {
		return nil, err
	}
	var m memory
	if err := bson.Unmarshal(doc, &m); err != nil {
		return nil, fmt.Errorf("%s: %w: %w", f.Path(name), bsonfile.ErrDamaged, err)
	}
	return m.Notices, nil
}

// Write remembers notices. Without any, it removes the file.
func Write(f *folder.Folder, name string, list []Notice) error {
	if len(list) == 0 {
		return f.Remove(name)
	}
	doc, err := bson.Marshal(memory{bsonfile.SealedVersion, list})
	if err != nil {
		return err
	}
	return bsonfile.WriteSealed(f, name, doc)
}
