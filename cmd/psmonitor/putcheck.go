package main

import (
	"errors"
	"fmt"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/x/bsonx/bsoncore"
)

const (
	maxNesting = 100 // documents in documents. Source: MongoDB's manual, "MongoDB Limits and Thresholds"
	maxID      = 256 // bytes
)

// checkDocument reports why a document of somebody else's is no sample; nil if it can be one. What its values say is
// looked at by those who read it.
func checkDocument(doc []byte) error {
	if err := checkForm(doc, 1); err != nil {
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

// checkForm reports why a document at a depth of nesting is no BSON.
func checkForm(doc bsoncore.Document, depth int) error {
	if depth > maxNesting {
		return fmt.Errorf("it is nested more than %d deep", maxNesting)
	}
	err := doc.Validate()
	if err != nil {
		return fmt.Errorf("it is not well-formed BSON: %w", err)
	}
	elements, err := doc.Elements()
	if err != nil {
		return fmt.Errorf("it is not well-formed BSON: %w", err)
	}
	for _, e := range elements {
		switch v := e.Value(); v.Type {
		case bson.TypeEmbeddedDocument, bson.TypeArray:
			err = checkForm(v.Data, depth+1)
		case bson.TypeCodeWithScope:
			err = errors.New("it has a program in it")
		}
		if err != nil {
			return err
		}
	}
	return nil
}
