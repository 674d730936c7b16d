package server

import (
	"crypto/x509"
	"encoding/pem"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	natsserver "github.com/nats-io/nats-server/v2/server"
	"go.yaml.in/yaml/v4"
)

// The real server takes the documented configuration, and the Compose file gives it every file
// that it names.
func TestDocumentedConfiguration(t *testing.T) {
	const docs = "../../../../docs/fleet/"
	raw, err := os.ReadFile(docs + "nats-server.conf")
	if err != nil {
		t.Fatal(err)
	}
	web := httptest.NewTLSServer(nil)
	defer web.Close()
	certificate := web.TLS.Certificates[0]
	key, err := x509.MarshalPKCS8PrivateKey(certificate.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	text := strings.ReplaceAll(string(raw), "/etc/nats", dir)
	for name, b := range map[string][]byte{
		"nats-server.conf": []byte(text),
		"server.pem":       pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate.Certificate[0]}),
		"server-key.pem":   pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key}),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("FLEET_TOKEN", "of-the-team")
	o, err := natsserver.ProcessConfigFile(filepath.Join(dir, "nats-server.conf"))
	if err != nil {
		t.Fatal(err)
	}
	if o.Authorization != "of-the-team" || o.TLSConfig == nil || !o.JetStream || o.JetStreamMaxStore < 2<<30 {
		t.Errorf("the server has the token %q, TLS: %v, JetStream: %v with %d bytes", o.Authorization, o.TLSConfig != nil, o.JetStream, o.JetStreamMaxStore)
	}
	raw, err = os.ReadFile(docs + "compose.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var compose struct {
		Services map[string]struct {
			Image, Restart string
			Volumes        []string
		}
	}
	if err := yaml.Unmarshal(raw, &compose); err != nil {
		t.Fatal(err)
	}
	nats := compose.Services["nats"]
	for _, file := range []string{"/etc/nats/nats-server.conf:ro", "/etc/nats/server.pem:ro", "/etc/nats/server-key.pem:ro", ":/data"} {
		if !strings.Contains(strings.Join(nats.Volumes, " "), file) {
			t.Errorf("the server does not get %s: %v", file, nats.Volumes)
		}
	}
	for name, s := range compose.Services {
		if s.Image == "" || s.Restart != "unless-stopped" {
			t.Errorf("%s has the image %q and restarts %q", name, s.Image, s.Restart)
		}
	}
}
