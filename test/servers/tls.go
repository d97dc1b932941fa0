package servers

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

// Authority is a certificate authority for a test.
type Authority struct {
	File string // path of its certificate, for tlsCAFile

	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
	dir         string
}

// NewAuthority creates an authority.
func NewAuthority(t testing.TB) *Authority {
	t.Helper()
	a := &Authority{dir: t.TempDir()}
	a.certificate = &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "the test's authority"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	a.key = newKey(t)
	a.File = filepath.Join(a.dir, "ca.pem")
	writePEM(t, a.File, "CERTIFICATE", a.sign(t, a.certificate, a.key))
	return a
}

// Issue creates a certificate for 127.0.0.1 that expires at the given time. It returns the path of a file with the
// certificate and its key, for tlsCertificateKeyFile.
func (a *Authority) Issue(t testing.TB, name string, until time.Time) string {
	t.Helper()
	key := newKey(t)
	certificate := a.sign(t, &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: name}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: until.Add(-2 * time.Hour), NotAfter: until, KeyUsage: x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}, key)
	encoded, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(a.dir, name+".pem")
	writePEM(t, file, "CERTIFICATE", certificate, "PRIVATE KEY", encoded)
	return file
}

func (a *Authority) sign(t testing.TB, c *x509.Certificate, key *ecdsa.PrivateKey) []byte {
	t.Helper()
	signed, err := x509.CreateCertificate(rand.Reader, c, a.certificate, &key.PublicKey, a.key)
	if err != nil {
		t.Fatal(err)
	}
	return signed
}

func newKey(t testing.TB) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// writePEM writes PEM blocks, each given as its type (string) and its content.
func writePEM(t testing.TB, file string, blocks ...any) {
	t.Helper()
	var text []byte
	for i := 0; i < len(blocks); i += 2 {
		text = append(text, pem.EncodeToMemory(&pem.Block{Type: blocks[i].(string), Bytes: blocks[i+1].([]byte)})...)
	}
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
}

// TLS starts a TLS listener that forwards to a server with plain TCP, HOST:PORT, and returns its address. If clients is
// not nil, it requires a client certificate of that authority.
func TLS(t testing.TB, behind, certificate string, clients *Authority) string {
	t.Helper()
	pair, err := tls.LoadX509KeyPair(certificate, certificate)
	if err != nil {
		t.Fatal(err)
	}
	c := &tls.Config{Certificates: []tls.Certificate{pair}}
	if clients != nil {
		parsed, err := x509.ParseCertificate(clients.sign(t, clients.certificate, clients.key))
		if err != nil {
			t.Fatal(err)
		}
		c.ClientAuth, c.ClientCAs = tls.RequireAndVerifyClientCert, x509.NewCertPool()
		c.ClientCAs.AddCert(parsed)
	}
	listener, err := tls.Listen("tcp", "127.0.0.1:0", c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			front, err := listener.Accept()
			if err != nil {
				return // the test has ended
			}
			go join(front.(*tls.Conn), behind)
		}
	}()
	return listener.Addr().String()
}

// join copies data in both directions until one side closes.
func join(front *tls.Conn, behind string) {
	defer front.Close()
	if front.Handshake() != nil { // the client closes the connection after reading the alert
		_ = front.NetConn().(*net.TCPConn).CloseWrite()
		_, _ = io.Copy(io.Discard, front.NetConn())
		return
	}
	back, err := net.Dial("tcp", behind)
	if err != nil {
		return
	}
	defer back.Close()
	var ways sync.WaitGroup
	ways.Go(func() {
		_, _ = io.Copy(back, front)
		back.Close()
	})
	_, _ = io.Copy(front, back)
	front.Close()
	ways.Wait()
}
