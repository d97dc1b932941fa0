package store

import (
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"go.mongodb.org/mongo-driver/x/mongo/driver/connstring"
)

// FuzzMongoURL has any URL of a database. What is read of it is what the driver reads, and an error has nothing of the
// password: it is the one that another password gets, or says that this one must be escaped.
func FuzzMongoURL(f *testing.F) {
	f.Add("", "", "h/reports")
	f.Add("user", "secret", "a,b:27018/reports?replicaSet=rs1&readPreference=secondaryPreferred")
	f.Add("us%40er", "p%3A%2F", "[::1]:27017/a%20b")
	f.Add("user", "a/b@c?d#e", "h/x/y?w=0")
	f.Add("u", "p", "h:secret/?tlsCertificateKeyFilePassword=p")
	f.Add("u", "p", "h/admin")
	f.Add("0", "@000", "00000000") // the URL that is shown has it elsewhere, as it is or once it is fit for a terminal
	f.Add("0", "?000", "0\x00000000")
	f.Add("0", "#", "h/x/ydw=?") // a name that has options is not shown
	f.Fuzz(func(t *testing.T, user, password, rest string) {
		storeURL := "mongodb://" + rest
		if user != "" || password != "" {
			storeURL = "mongodb://" + user + ":" + password + "@" + rest
		}
		m, err := parseMongoURL(storeURL)
		if storeURL != "mongodb://"+rest {
			other, otherErr := parseMongoURL("mongodb://" + user + ":p@" + rest)
			escape := fmt.Sprintf("store %s: %v", other.shown, errEscape)
			if got := fmt.Sprint(err); got != fmt.Sprint(otherErr) && got != escape {
				t.Errorf("with the password %q the error is %s, with another %v", password, got, otherErr)
			}
		}
		if err != nil {
			return
		}
		if err := checkDatabase(m.database); err != nil {
			t.Errorf("%q: %v", storeURL, err)
		}
		if printable(m.shown) != m.shown {
			t.Errorf("%q is shown as %q", storeURL, m.shown)
		}
		if theirs, err := connstring.Parse(storeURL); err == nil && theirs.Database != "" && theirs.Database != m.database {
			t.Errorf("%q: the driver reads the database %q, and we %q", storeURL, theirs.Database, m.database)
		}
	})
}

// FuzzFileURL has any path except the root: its URL leads back to it. And it has the path as a URL: what that names is an absolute
// path, or it is refused.
func FuzzFileURL(f *testing.F) {
	for _, path := range []string{"/var/lib/psmonitor/store", "/with space/%41?x#y", "/../..//a/./b/", "/", "file:///x", "file://host/x", "file:///a%00b", "file:///%zz", "/näme\xff"} {
		f.Add(path)
	}
	f.Fuzz(func(t *testing.T, path string) {
		if strings.HasPrefix(path, "/") && filepath.Clean(path) != "/" && !strings.Contains(path, "\x00") {
			u := url.URL{Scheme: "file", Path: path}
			if got, err := pathOfURL(u.String()); strings.HasPrefix(path, "//") == false && (err != nil || got != filepath.Clean(path)) {
				t.Errorf("%q by way of %q is %q, %v", path, u.String(), got, err)
			}
		}
		folder, err := pathOfURL("file://" + path)
		if err == nil && (!filepath.IsAbs(folder) || folder == "/" || folder != filepath.Clean(folder) || strings.Contains(folder, "\x00")) {
			t.Errorf("%q is the folder %q", path, folder)
		}
	})
}
