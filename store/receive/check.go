package receive

import (
	"errors"
	"fmt"

	"go.mongodb.org/mongo-driver/bson"

	"psmonitor/store/bsonfile"
)

const maxID = 256 // bytes

// checkDocument reports why a document of an untrusted sender is not a sample; nil if it can be one. Readers check its
// values.
func checkDocument(doc []byte) error {
	if err := bsonfile.Check(doc); err != nil {
		return err
	}
	id := bson.Raw(doc).Lookup("_id")
	switch id.Type {
	case 0:
		return errors.New("it has no _id")
	case bson.TypeArray, bson.TypeRegex, bson.TypeUndefined: // as MongoDB has it
		return fmt.Errorf("its _id is of the type %s", id.Type)
	}
	if len(id.Value) > maxID {
		return fmt.Errorf("its _id has %d bytes, at most %d are allowed", len(id.Value), maxID)
	}
	if _, ok := bson.Raw(doc).Lookup("date").DateTimeOK(); !ok {
		return errors.New("it has no date")
	}
	return nil
}
