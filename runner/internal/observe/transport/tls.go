package transport

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"strings"

	"assay/runner/internal/exchange"
	"assay/runner/internal/source"
)

// tlsConfig returns the TLS configuration for this version of HTTP; nil if o sets no option. A CA
// file replaces the system's, like curl's --cacert.
func tlsConfig(o *exchange.TLSOptions, version string) (*tls.Config, error) {
	if o == nil {
		o = &exchange.TLSOptions{}
	}
	if *o == (exchange.TLSOptions{}) && version != "2" {
		return nil, nil
	}
	config := &tls.Config{ServerName: o.ServerName, InsecureSkipVerify: o.Insecure}
	if version == "2" {
		config.VerifyConnection = onlyHTTP2
	}
	if o.CA != "" {
		pem, err := source.ReadFile(o.CA, source.MostText)
		if err != nil {
			return nil, fmt.Errorf("tls.ca: %s: %w", o.CA, source.Reason(err))
		}
		config.RootCAs = x509.NewCertPool()
		if !config.RootCAs.AppendCertsFromPEM(pem) {
			return nil, fmt.Errorf("tls.ca: %s holds no PEM certificate", o.CA)
		}
	}
	if o.Cert == "" && o.Key != "" {
		return nil, errors.New("tls.key: a key without tls.cert, the certificate that it belongs to")
	}
	if o.Cert != "" {
		key := o.Key
		if key == "" {
			key = o.Cert // one file may hold both
		}
		pair, err := keyPair(o.Cert, key)
		if err != nil {
			return nil, fmt.Errorf("tls.cert: %s: %w", o.Cert, err)
		}
		config.Certificates = []tls.Certificate{pair}
	}
	return config, nil
}

// CheckTLS checks that a connection can be made with the files of o. The error says which one
// cannot be used, and why.
func CheckTLS(o *exchange.TLSOptions) error {
	_, err := tlsConfig(o, "")
	return err
}

// keyPair reads a certificate and its key.
func keyPair(cert, key string) (tls.Certificate, error) {
	chain, err := source.ReadFile(cert, source.MostText)
	if err != nil {
		return tls.Certificate{}, source.Reason(err)
	}
	secret, err := source.ReadFile(key, source.MostText)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("tls.key: %s: %w", key, source.Reason(err))
	}
	return tls.X509KeyPair(chain, secret)
}

// facts returns the properties of TLS that a suite may judge; nil without TLS.
func facts(s *tls.ConnectionState) *exchange.TLS {
	if s == nil {
		return nil
	}
	t := &exchange.TLS{Version: tlsVersion(s.Version)}
	if len(s.PeerCertificates) > 0 {
		leaf := s.PeerCertificates[0]
		t.Subject, t.Issuer, t.NotAfter = leaf.Subject.String(), leaf.Issuer.String(), leaf.NotAfter
	}
	return t
}

// tlsVersion returns "1.3" for tls.VersionTLS13.
func tlsVersion(v uint16) string {
	return strings.TrimPrefix(tls.VersionName(v), "TLS ")
}
