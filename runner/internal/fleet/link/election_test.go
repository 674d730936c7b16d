package link

import (
	"context"
	"net/url"
	"strings"
	"testing"
	"time"

	natsserver "github.com/nats-io/nats-server/v2/server"

	"assay/runner/internal/fleet"
)

// A server of a cluster that has no leader drops what it is asked: the message says so once the
// time is over.
func TestAClusterWithoutALeader(t *testing.T) {
	t.Parallel()
	route, err := url.Parse("nats://127.0.0.1:1")
	if err != nil {
		t.Fatal(err)
	}
	s, err := natsserver.NewServer(&natsserver.Options{
		ServerName: "one-of-two", Host: "127.0.0.1", Port: -1, JetStream: true, StoreDir: t.TempDir(), NoSigs: true, NoLog: true,
		Cluster: natsserver.ClusterOpts{Name: "fleet", Host: "127.0.0.1", Port: -1}, Routes: []*url.URL{route},
	})
	if err != nil {
		t.Fatal(err)
	}
	s.Start()
	t.Cleanup(func() { s.Shutdown(); s.WaitForShutdown() })
	if !s.ReadyForConnections(time.Minute) {
		t.Fatal("it does not start")
	}
	ctx, end := context.WithTimeout(t.Context(), time.Second)
	defer end()
	_, err = Client{}.Dial(ctx, fleet.Place{URL: s.ClientURL()})
	const want = " cannot be reached: it takes connections, but its JetStream does not answer; that of a cluster does while more than half of its servers run"
	if err == nil || !strings.HasSuffix(err.Error(), want) {
		t.Errorf("got %v, expected …%s", err, want)
	}
}

// A server without JetStream says so at once: no election changes it.
func TestAServerWithoutJetStream(t *testing.T) {
	t.Parallel()
	s, err := natsserver.NewServer(&natsserver.Options{Host: "127.0.0.1", Port: -1, NoSigs: true, NoLog: true})
	if err != nil {
		t.Fatal(err)
	}
	s.Start()
	t.Cleanup(func() { s.Shutdown(); s.WaitForShutdown() })
	if !s.ReadyForConnections(time.Minute) {
		t.Fatal("it does not start")
	}
	_, err = Client{}.Dial(t.Context(), fleet.Place{URL: s.ClientURL()})
	const want = " cannot be reached: it has no JetStream: start it with JetStream, or for this account: "
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("got %v, expected …%s…", err, want)
	}
}
