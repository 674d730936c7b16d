package transport_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// secure is a TLS server with a certificate signed by its own authority.
type secure struct {
	*httptest.Server
	ca        string // PEM file of the authority
	cert, key string // PEM files of a client certificate that the authority signed
	notAfter  time.Time
	addr      string
}

// newSecure starts one; change may alter its configuration first, and then it speaks HTTP/1.1 only.
// It answers with the client's name, if it sent one, and the protocol.
func newSecure(t *testing.T, change func(*tls.Config)) *secure {
	t.Helper()
	s := &secure{notAfter: time.Now().Add(48 * time.Hour).Truncate(time.Second).UTC()}
	authority := s.certificate(t, "Test Authority", nil)
	server := s.certificate(t, "server.example", &authority)
	client := s.certificate(t, "client.example", &authority)
	s.ca = write(t, "ca.pem", encode("CERTIFICATE", authority.Certificate[0]))
	s.cert = write(t, "client.pem", encode("CERTIFICATE", client.Certificate[0]))
	der, err := x509.MarshalPKCS8PrivateKey(client.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	s.key = write(t, "client.key", encode("PRIVATE KEY", der))

	s.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := "nobody"
		if len(r.TLS.PeerCertificates) > 0 {
			name = r.TLS.PeerCertificates[0].Subject.CommonName
		}
		fmt.Fprintf(w, "%s over %s to %s", name, r.Proto, r.TLS.ServerName)
	}))
	pool := x509.NewCertPool()
	pool.AddCert(authority.Leaf)
	s.TLS = &tls.Config{Certificates: []tls.Certificate{server}, ClientCAs: pool}
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	if s.EnableHTTP2 = change == nil; change != nil {
		change(s.TLS)
	}
	s.StartTLS()
	t.Cleanup(s.Close)
	s.addr = s.Listener.Addr().String()
	return s
}

// requireClient rejects in the handshake, as TLS 1.2 does; 1.3 may reject later.
func requireClient(c *tls.Config) {
	c.ClientAuth, c.MaxVersion = tls.RequireAndVerifyClientCert, tls.VersionTLS12
}

func (s *secure) certificate(t *testing.T, name string, by *tls.Certificate) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, DNSNames: []string{name, "localhost"},
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, NotBefore: time.Now().Add(-time.Hour), NotAfter: s.notAfter,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign, IsCA: by == nil, BasicConstraintsValid: true,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	parent, signer := template, any(key)
	if by != nil {
		parent, signer = by.Leaf, by.PrivateKey
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, &key.PublicKey, signer)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}
}

func encode(kind string, der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})
}

func write(t *testing.T, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
