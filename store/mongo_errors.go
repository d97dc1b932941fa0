package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"regexp"
	"slices"
	"strings"

	"go.mongodb.org/mongo-driver/mongo"
	"go.mongodb.org/mongo-driver/mongo/description"
	"go.mongodb.org/mongo-driver/x/mongo/driver"
	"go.mongodb.org/mongo-driver/x/mongo/driver/topology"
)

// mongoError is an error with a text of one line that contains what to do. The driver's own error, which may quote the URL, can be
// reached by errors.Is and errors.As only.
type mongoError struct {
	text  string
	cause error
}

func (e *mongoError) Error() string { return e.text }
func (e *mongoError) Unwrap() error { return e.cause }

// The operations by whose refusal a missing permission is named.
const (
	operationAppend  = "append to"
	operationHistory = "put history of"
	operationDrop    = "drop"
)

// explain returns an error with a readable text for an error of the driver. Secrets in its text are replaced.
func (m *mongoURL) explain(operation, host string, err error) error {
	object := m.shown
	if host != "" {
		object = host + " in " + m.shown
	}
	if failure := m.members.failure(); failure != nil {
		return &mongoError{fmt.Sprintf("%s %s: %v", operation, object, failure), failure}
	}
	return &mongoError{fmt.Sprintf("%s %s: %s", operation, object, reason(operation, err, m.redact)), err}
}

// reason says what went wrong, and the next step where there is one. Texts of the driver and the server go through redact; our own
// words do not, because "wrong password" with a part hidden would tell what the password is.
func reason(operation string, err error, redact func(string) string) string {
	cause := innermost(err)
	if code, text, ok := serverError(cause); ok {
		return withNextStep(operation, code, redact(text))
	}
	if text := tlsReason(cause); text != "" {
		return text
	}
	var dns *net.DNSError
	var dial *net.OpError
	switch {
	case errors.As(cause, &dns):
		return fmt.Sprintf("the host name %s is not known (%s): check the URL", redact(dns.Name), redact(dns.Err))
	case errors.As(cause, &dial) && dial.Op == "dial" && dial.Addr != nil && !dial.Timeout():
		return fmt.Sprintf("no server listens at %s (%v): is it running, and does a firewall block this machine?", redact(dial.Addr.String()), dial.Err)
	case errors.Is(cause, io.EOF), errors.Is(cause, io.ErrUnexpectedEOF):
		return "the server closed the connection: does it require TLS, or not support it (tls=true)?"
	case errors.Is(cause, context.Canceled):
		return "canceled"
	case mongo.IsTimeout(cause):
		return "no answer in time: is the address right, the server overloaded, or a firewall in between?"
	}
	return redact(cause.Error())
}

// recoverDriver makes an error of a panic. The driver panics about some answers that are not valid.
func recoverDriver(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("the server's answer is not valid: %v", p)
	}
}

// isTransient reports whether a second attempt may succeed: a connection broke, a primary stepped down, or a reader was
// overtaken by the trimming of a capped collection. The driver retries reads by the same rule, but for the last.
func isTransient(err error) bool {
	var refused mongo.ServerError
	return mongo.IsNetworkError(err) && !mongo.IsTimeout(err) ||
		errors.As(err, &refused) && (refused.HasErrorCode(codeCappedPositionLost) || slices.ContainsFunc(notPrimaryCodes, refused.HasErrorCode))
}

// errNoServer is a replica set without the member that an operation needs.
var errNoServer = errors.New("no suitable server: is the replica set's name correct (replicaSet=NAME), and does it have a primary (see rs.status())? After an election, the next run succeeds")

// innermost returns the reason for an error that no server was found, which the driver keeps with each server, or err itself.
func innermost(err error) error {
	var selection topology.ServerSelectionError
	if !errors.As(err, &selection) || errors.Is(err, context.Canceled) {
		return err
	}
	answered := len(selection.Desc.Servers) == 0 // the driver has removed all servers because of their answers
	for _, server := range selection.Desc.Servers {
		if server.LastError != nil {
			return server.LastError
		}
		answered = answered || server.Kind != description.Unknown
	}
	if answered {
		return errNoServer
	}
	return err
}

// serverError returns the code and the text of a server's error.
func serverError(err error) (code int, text string, ok bool) {
	var command mongo.CommandError
	var handshake driver.Error
	var write mongo.WriteException
	var bulk mongo.BulkWriteException
	switch {
	case errors.As(err, &command) && (command.Code != 0 || command.Message != "") && command.Wrapped == nil:
		return int(command.Code), command.Message, true
	case errors.As(err, &handshake) && handshake.Code != 0:
		return int(handshake.Code), handshake.Message, true
	case errors.As(err, &write) && len(write.WriteErrors) > 0:
		return write.WriteErrors[0].Code, write.WriteErrors[0].Message, true
	case errors.As(err, &bulk) && len(bulk.WriteErrors) > 0:
		return bulk.WriteErrors[0].Code, bulk.WriteErrors[0].Message, true
	}
	return 0, "", false
}

// Error codes of MongoDB. Source: its error_codes.yml.
const (
	codeUnauthorized         = 13
	codeAuthenticationFailed = 18
	codeNamespaceExists      = 48
	codeMaxTimeExpired       = 50
	codeCappedPositionLost   = 136
	codeAtlas                = 8000
)

// notPrimaryCodes are the codes of a server that shuts down, recovers, is no longer the primary, or has lost the others.
// Source: MongoDB's specification "Retryable Reads".
var notPrimaryCodes = []int{6, 7, 89, 91, 134, 189, 262, 9001, 10107, 11600, 11602, 13435, 13436}

// unknownOption are the codes of servers for an option that they do not know: FailedToParse, InvalidOptions,
// CommandNotSupported, NotImplemented, Amazon DocumentDB's, and that of MongoDB's command parser.
var unknownOption = []int{9, 72, 115, 238, 303, 40415}

// actions are the privilege actions that each command needs, by the manual's page of the command. psmonitor creates capped
// collections, for which createCollection alone is not enough.
var actions = map[string]string{
	"listCollections": "listCollections",
	"create":          "createCollection and convertToCapped",
	"insert":          "insert",
	"find":            "find",
	"update":          "insert and update",
	"drop":            "dropCollection",
	"delete":          "remove",
}

// refusedCommand finds the command in the text of a refusal: not authorized on reports to execute command { create: …
var refusedCommand = regexp.MustCompile(`execute command \{ ?([a-zA-Z]+):`)

// missingPermission returns which actions a user needs for what was refused, and the README's role that has them.
func missingPermission(operation, text string) string {
	role := "psmonitorRenderer"
	switch operation {
	case operationAppend, operationHistory:
		role = "psmonitorSampler"
	case operationDrop:
		role = "psmonitorForget"
	}
	action := "a permission"
	if command := refusedCommand.FindStringSubmatch(text); command != nil && actions[command[1]] != "" {
		action = "the permission for " + actions[command[1]]
	}
	return fmt.Sprintf("the user lacks %s on the database: grant the role %s of the README, or change the user's role", action, role)
}

// withNextStep adds the next step to a server's error.
func withNextStep(operation string, code int, text string) string {
	switch {
	case code == codeAuthenticationFailed, code == codeAtlas && strings.Contains(text, "auth"):
		return "wrong user or password (or the user is in another database: authSource=DATABASE): " + text
	case code == codeUnauthorized && strings.Contains(text, "requires authentication"):
		return "the server wants a user and a password: write USER:PASSWORD@ before the host in the URL: " + text
	case code == codeUnauthorized, code == codeAtlas && strings.Contains(text, "not allowed"):
		return missingPermission(operation, text) + ": " + text
	case code == codeMaxTimeExpired:
		return "no answer in time: is the server overloaded?"
	case slices.Contains(notPrimaryCodes, code):
		return "the server is starting or stopping, or is not the primary; after an election, the next run succeeds. If it lasts, name the set in the URL with replicaSet=NAME: " + text
	case slices.Contains(unknownOption, code) && strings.Contains(strings.ToLower(text), "capped"):
		return "the server has no capped collections, which psmonitor needs (Amazon DocumentDB, Atlas Serverless and FerretDB 2 have none): use MongoDB, or a file:/// store: " + text
	}
	return fmt.Sprintf("%s (code %d)", text, code)
}
