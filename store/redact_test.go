package store

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestRedact(t *testing.T) {
	for _, test := range []struct{ name, url, want string }{
		{"nothing secret", "mongodb://a,b:27018/reports?replicaSet=rs1&readPreference=secondaryPreferred", "mongodb://a,b:27018/reports?replicaSet=rs1&readPreference=secondaryPreferred"},
		{"password", "mongodb://user:secret@h:27017/reports", "mongodb://user:xxxxx@h:27017/reports"},
		{"service", "mongodb+srv://user:secret@h/reports", "mongodb+srv://user:xxxxx@h/reports"},
		{"user alone", "mongodb://user@h/", "mongodb://user@h/"},
		{"at sign", "mongodb://user:sec@ret@h/", "mongodb://user:xxxxx@h/"},
		{"slash", "mongodb://user:sec/ret@h/", "mongodb://user:xxxxx@h/"},
		{"question mark", "mongodb://user:sec?ret=1@h/", "mongodb://user:xxxxx@h/"},
		{"bare per cent", "mongodb://user:sec%zz@h/", "mongodb://user:xxxxx@h/"},
		{"no user", "mongodb://:secret@h/", "mongodb://:xxxxx@h/"},
		{"no host", "mongodb://user:secret", "mongodb://user:xxxxx"},
		{"no host, in a list", "mongodb://h:1,user:secret/reports", "mongodb://h:1,user:xxxxx/reports"},
		{"IPv6", "mongodb://[::1]:27017/", "mongodb://[::1]:27017/"},
		{"IPv6, no port", "mongodb://[::1]:secret/", "mongodb://[::1]:xxxxx/"},
		{"key's password", "mongodb://h/?tls=true&tlsCertificateKeyFilePassword=secret", "mongodb://h/?tls=true&tlsCertificateKeyFilePassword=xxxxx"},
		{"token", "mongodb://h/?authMechanismProperties=AWS_SESSION_TOKEN:secret", "mongodb://h/?authMechanismProperties=xxxxx"},
		{"harmless options", "mongodb://h/?maxConnecting=2&compressors=zlib&zlibCompressionLevel=9", "mongodb://h/?maxConnecting=2&compressors=zlib&zlibCompressionLevel=9"},
		{"option without a name", "mongodb://h/?secret", "mongodb://h/?xxxxx"},
		{"options without a question mark", "mongodb://h/reports&tlsCertificateKeyFilePassword=secret", "mongodb://h/xxxxx"},
		{"no scheme", "user:secret@h/reports", "user:xxxxx@h/reports"},
		{"no scheme, though it looks like one", "user:se://cret@h/", "user:xxxxx@h/"},
		{"another scheme", "https://user:secret@h/", "https://user:xxxxx@h/"},
		{"ssh", "ssh://me@h:22/srv?config=/etc/ssh2", "ssh://me@h:22/srv?config=/etc/ssh2"},
		{"ssh with a password", "ssh://me:secret@h/srv?ProxyCommand=secret", "ssh://me:xxxxx@h/srv?ProxyCommand=xxxxx"},
		{"file", "file:///var/lib/a@b:c", "file:///var/lib/a@b:c"},
		{"several lines", "mongodb://h/\nx\x1b[31m", "mongodb://h/?x?[31m"},
		{"empty", "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, Redact(test.url)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// FuzzRedact wants what is shown of a URL to be the same whatever the password.
func FuzzRedact(f *testing.F) {
	f.Add("user", "a/b@c:d?e#f", "h:1/reports?tls=true")
	f.Add("", "%", "[::1]")
	f.Add("0", "\xbf", "\xc3") // one character together, and none alone
	f.Add("", "/:", "")
	f.Add("u", "//p", "h")
	f.Add("0", "://", "")
	f.Fuzz(func(t *testing.T, user, password, rest string) {
		for _, scheme := range []string{"mongodb://", "mongodb+srv://", "https://", "ssh://", ""} {
			if scheme == "" && (strings.HasPrefix(password, "//") || strings.HasPrefix(user, "file:///")) {
				continue // u://p@h is the scheme u, and a path may have any characters
			}
			shown, other := Redact(scheme+user+":"+password+"@"+rest), Redact(scheme+user+":p@"+rest)
			if diff := cmp.Diff(other, shown); diff != "" {
				t.Errorf("%s with another password, and with %q (-another +this):\n%s", scheme, password, diff)
			}
		}
	})
}
