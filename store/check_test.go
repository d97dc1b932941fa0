package store

import (
	"strings"
	"testing"
)

func TestWrongURLs(t *testing.T) {
	const secret = "hunter2"
	for storeURL, want := range map[string]string{
		"file:///var/lib/psmonitor/store":               "",
		"mongodb://u:hunter2@db-1,db-2:27018/reports":   "",
		"mongodb+srv://u:hunter2@cluster.invalid/x":     "", // nothing is looked up
		"mongodb://db/?tls=true&tlsCAFile=/nowhere.pem": "", // nor opened
		"ssh://me@stats.example.org:2222/var/lib/store": "",
		"file:///store?max=3":                           "no options",
		"file://host/store":                             "three slashes",
		"ssh://-oX/a":                                   "not begin with a dash",
		"ssh://h:store/x":                               "not a URL",
		"ssh://u:hunter2@h/x":                           "accepts no password",
		"mongodb://u:hunter2:q@h/db":                    "must be escaped",
		"mongodb://h:99999/db":                          "not a number from 1 to 65535",
		"mongodb://h:0/db":                              "not a number from 1 to 65535",
		"mongodb://h/admin":                             "is reserved by MongoDB",
		"mongodb://u:hunter2@h/db&tls=true":             "write ? before the first option",
		"mongodb://u:hunter2@h/db;tls=true":             "write ? before the first option",
		"mongodb://u:hunter2@h/tls=true":                "write ? before the first option",
		"mongodb://h/a%3Db%26c":                         "", // a database can be called so
		"mongodb://":                                    "name the server",
		"file:///":                                      "name the store's folder",
		"file:///srv/..":                                "name the store's folder",
		"ssh://":                                        "name the other machine",
		"mongodb://u:hunter2@/db":                       "name the server",
		"mongodb+srv://a,b/x":                           "needs one name",
		"mongodb://h/db?maxPoolSize=many":               "maxPoolSize",
		"mongodb://h/db?tls=true&ssl=false":             "tls",
		"redis://u:hunter2@h/db":                        "want file:///path",

		"mongodb://h/db&tlsCertificateKeyFilePassword=hunter2": "write ? before the first option", // without the name
	} {
		wantError(t, storeURL, want, secret)
	}
}

// wantError checks a URL, and looks for the text in its error, "" for none.
func wantError(t *testing.T, storeURL, want, secret string) {
	t.Helper()
	err := Check(storeURL)
	switch {
	case want == "" && err != nil:
		t.Errorf("%s: %v", storeURL, err)
	case want != "" && (err == nil || !strings.Contains(err.Error(), want)):
		t.Errorf("%s: got %v, want %q", storeURL, err, want)
	case err != nil && strings.Contains(err.Error(), secret):
		t.Errorf("%s: the password is shown: %v", storeURL, err)
	}
}
