package store

import (
	"strings"
	"testing"

	"psmonitor/test/servers"
)

// TestMongoUsers logs in at a server that wants it, and wants clear errors that show no part of a password, not even
// one that is a word of psmonitor's own.
func TestMongoUsers(t *testing.T) {
	at := servers.WithUsers(t, "sampler", secret)
	for _, test := range []struct{ name, user, options, want string }{
		{"right", "sampler:" + secret + "@", "", ""},
		{"right, in so many words", "sampler:" + secret + "@", "?authMechanism=SCRAM-SHA-256&authSource=reports", ""},
		{"wrong password", "sampler:wrong@", "", "wrong user or password"},
		{"unknown user", "nobody:" + secret + "@", "", "wrong user or password"},
		{"another database's user", "sampler:" + secret + "@", "?authSource=admin", "or the user is in another database"},
		{"no user", "", "", "wants a user and a password"},
		{"unknown mechanism", "sampler:" + secret + "@", "?authMechanism=PLAIN&authSource=$external", `Unsupported authentication mechanism "PLAIN"`},
	} {
		t.Run(test.name, func(t *testing.T) {
			err := try(t, "mongodb://"+test.user+at+"/reports"+test.options)
			switch {
			case test.want == "" && err != nil:
				t.Error(err)
			case test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)):
				t.Errorf("got %v, want an error with %q", err, test.want)
			}
			if err != nil && (strings.Contains(err.Error(), secret) || printable(err.Error()) != err.Error()) {
				t.Errorf("shows the password, or is not fit for a terminal: %q", err)
			}
		})
	}
}
