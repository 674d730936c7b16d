// Package server is the embedded NATS server of a fleet on one machine.
//
// Goals: it starts without a configuration, listens on the loopback only, keeps its store and its
// token in a folder that only the user can read. Non-goals: clusters, accounts, TLS: a NATS server
// of one's own has them, and agents reach it by its URL.
//
// A map of the files:
//
//	server.go Run and Start
package server

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	natsserver "github.com/nats-io/nats-server/v2/server"

	"assay/runner/internal/fleet"
)

// TokenFile is the name of the file with the token, in the folder of the server.
const TokenFile = "token"

// Server is a running server.
type Server struct {
	*natsserver.Server
	Place     fleet.Place
	TokenFile string
}

// Run runs a server until ctx ends.
func Run(ctx context.Context, o fleet.UpOptions) error {
	s, err := Start(o)
	if err != nil {
		return err
	}
	o.Ready(s.Place, s.TokenFile)
	<-ctx.Done()
	s.Stop()
	return nil
}

// Start starts a server. The error says which address or folder cannot be used.
func Start(o fleet.UpOptions) (*Server, error) {
	host, port, err := listen(o.Listen)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(o.Folder, 0o700); err != nil {
		return nil, fmt.Errorf("the folder of the fleet's server: %w", err)
	}
	file := filepath.Join(o.Folder, TokenFile)
	token, err := tokenIn(file)
	if err != nil {
		return nil, err
	}
	s, err := natsserver.NewServer(&natsserver.Options{
		ServerName: "assay-fleet", Host: host, Port: port, Authorization: token, NoSigs: true, NoLog: true,
		JetStream: true, StoreDir: filepath.Join(o.Folder, "store"), JetStreamMaxStore: 2 * o.Store, JetStreamMaxMemory: 1 << 20,
		SyncInterval: 10 * time.Second, PingInterval: 20 * time.Second, MaxPingsOut: 3, WriteDeadline: 10 * time.Second,
		DisableJetStreamBanner: true,
	})
	if err != nil {
		return nil, fmt.Errorf("the fleet's server: %w", err)
	}
	s.Start()
	if !s.ReadyForConnections(10*time.Second) || !s.JetStreamEnabled() {
		s.Shutdown()
		return nil, fmt.Errorf("the fleet's server does not start at %s with its store in %s: another one may run there", o.Listen, o.Folder)
	}
	// Clients share the store out by the limit of the account. The server counts what is reserved for
	// streams and for the account, so it must permit twice as much.
	limits := natsserver.JetStreamAccountLimits{MaxStore: o.Store, MaxStreams: -1, MaxConsumers: -1, MaxAckPending: -1, MemoryMaxStreamBytes: -1, StoreMaxStreamBytes: -1}
	if err := s.GlobalAccount().UpdateJetStreamLimits(map[string]natsserver.JetStreamAccountLimits{"": limits}); err != nil {
		s.Shutdown()
		return nil, fmt.Errorf("the fleet's server: its store of %d bytes: %w", o.Store, err)
	}
	return &Server{Server: s, Place: fleet.Place{URL: "nats://" + s.Addr().String(), Token: token}, TokenFile: file}, nil
}

// Stop ends the server once its store is written.
func (s *Server) Stop() {
	s.Shutdown()
	s.WaitForShutdown()
}

// listen splits an address, which must be of the loopback and free.
func listen(address string) (host string, port int, err error) {
	host, text, err := net.SplitHostPort(address)
	if err != nil {
		return "", 0, fmt.Errorf("--listen is HOST:PORT, such as 127.0.0.1:4222, got %q", address)
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return "", 0, fmt.Errorf("--listen %s is no address of the loopback: this server has neither TLS nor accounts; run a NATS server of your own for other machines (docs/fleet.md)", address)
	}
	if port, err = strconv.Atoi(text); err != nil || port < 0 || port > 65535 {
		return "", 0, fmt.Errorf("--listen is HOST:PORT, such as 127.0.0.1:4222, got %q", address)
	}
	free, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", address)
	if err != nil {
		return "", 0, fmt.Errorf("the fleet's server cannot listen on %s: %w", address, err)
	}
	port = free.Addr().(*net.TCPAddr).Port
	return host, port, free.Close()
}

// tokenIn reads the token of a file, and makes it where there is none. The file must be closed to
// other users.
func tokenIn(file string) (string, error) {
	info, err := os.Lstat(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		token := rand.Text() + rand.Text()
		f, err := os.OpenFile(file, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
		if err != nil {
			return "", fmt.Errorf("the token of the fleet: %w", err)
		}
		_, err = f.WriteString(token + "\n")
		return token, errors.Join(err, f.Close())
	case err != nil:
		return "", fmt.Errorf("the token of the fleet: %w", err)
	case info.Mode().Perm()&0o077 != 0:
		return "", fmt.Errorf("the token of the fleet, %s, can be read by others (%s): chmod 600 it, or remove it for a new one", file, info.Mode())
	}
	raw, err := os.ReadFile(file)
	if err != nil {
		return "", fmt.Errorf("the token of the fleet: %w", err)
	}
	token := strings.TrimSpace(string(raw))
	if token == "" {
		return "", fmt.Errorf("the token of the fleet, %s, is empty: remove it for a new one", file)
	}
	return token, nil
}
