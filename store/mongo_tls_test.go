package store

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"psmonitor/test/servers"
)

// TestMongoTLS goes through a listener that speaks TLS, with an authority of its own, and wants clear errors.
func TestMongoTLS(t *testing.T) {
	t.Parallel() // it waits for deadlines
	ours, others := servers.NewAuthority(t), servers.NewAuthority(t)
	soon, gone := time.Now().Add(time.Hour), time.Now().Add(-time.Hour)
	u, err := url.Parse(ferretDatabase(t))
	if err != nil {
		t.Fatal(err)
	}
	plain := u.Host
	server := ours.Issue(t, "server", soon)
	open, closed := servers.TLS(t, plain, server, nil), servers.TLS(t, plain, server, ours)
	expired := servers.TLS(t, plain, ours.Issue(t, "expired", gone), nil)
	client, old, stranger := ours.Issue(t, "client", soon), ours.Issue(t, "old", gone), others.Issue(t, "stranger", soon)
	_, port, _ := strings.Cut(open, ":")
	ca := "tls=true&tlsCAFile=" + ours.File
	t.Run("URLs", func(t *testing.T) {
		for _, test := range []struct{ name, at, options, want string }{
			{"own authority", open, ca, ""},
			{"client certificate", closed, ca + "&tlsCertificateKeyFile=" + client, ""},
			{"no authority named", open, "tls=true", "tlsCAFile=/path"},
			{"wrong authority", open, "tls=true&tlsCAFile=" + others.File, "tlsCAFile=/path"},
			{"expired", expired, ca, "has expired or is not yet valid"},
			{"another name", "localhost:" + port, ca, "does not contain the name"},
			{"no client certificate", closed, ca, "tlsCertificateKeyFile=/path"},
			{"expired client certificate", closed, ca + "&tlsCertificateKeyFile=" + old, "does not accept this machine's certificate"},
			{"a stranger's client certificate", closed, ca + "&tlsCertificateKeyFile=" + stranger, "does not accept this machine's certificate"},
			{"TLS to a plain port", plain, ca, "or not support it (tls=true)"},
			{"plain TCP to a TLS port", open, "", "tls=true"},
		} {
			t.Run(test.name, func(t *testing.T) {
				t.Parallel() // as the driver tries again, until the time for selecting a server is over
				err := try(t, "mongodb://"+test.at+u.Path+"?serverSelectionTimeoutMS=8000&"+test.options)
				switch {
				case test.want == "" && err != nil:
					t.Error(err)
				case test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "\n")):
					t.Errorf("got %v, want an error with %q", err, test.want)
				}
			})
		}
	})
	wantNumbers(t, opened(t, u.String(), Options{ReadOnly: true}), host, 10, []int{1, 1})
}
