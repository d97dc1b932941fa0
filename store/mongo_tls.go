package store

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"strings"
)

// tlsReason returns why an encrypted connection failed, and the next step, or "" for another error.
func tlsReason(err error) string {
	var authority x509.UnknownAuthorityError
	var invalid x509.CertificateInvalidError
	var name x509.HostnameError
	var record tls.RecordHeaderError
	var alert *net.OpError
	switch {
	case errors.As(err, &authority):
		return "the server's certificate is signed by an authority that is not known here: name the authority's file in the URL, tlsCAFile=/path/ca.pem"
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return "the server's certificate has expired or is not yet valid: renew it, or set this machine's clock right"
	case errors.As(err, &name):
		return fmt.Sprintf("the server's certificate does not contain the name %s: use one of its names in the URL", name.Host)
	case errors.As(err, &record):
		return "the server speaks no TLS at this port: take tls=true out, or name another port"
	case errors.As(err, &alert) && alert.Op == "remote error": // an alert, which has no type of its own
		return alertReason(alert.Err.Error())
	}
	return ""
}

// alertReason returns why the server refuses this machine.
func alertReason(alert string) string {
	switch {
	case strings.Contains(alert, "certificate required"):
		return "the server wants a certificate of this machine: name the file that has it, with its key, in the URL: tlsCertificateKeyFile=/path/client.pem"
	case strings.Contains(alert, "certificate"):
		return fmt.Sprintf("the server does not accept this machine's certificate (%s): is that in tlsCertificateKeyFile still valid, and signed by an authority that the server trusts?", alert)
	}
	return fmt.Sprintf("the server refuses TLS with this machine (%s): on Atlas, is this machine's address in the project's IP access list?", alert)
}
