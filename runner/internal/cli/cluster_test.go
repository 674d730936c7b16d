package cli

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"maps"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/nats-io/jwt/v2"
	natsserver "github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nkeys"
	"github.com/rogpeppe/go-internal/testscript"
	"go.yaml.in/yaml/v4"
)

// natsServer is the command nats-server of the scripts: `nats-server -c FILE`.
func natsServer() {
	o, err := natsserver.ProcessConfigFile(os.Args[2])
	if err == nil {
		var s *natsserver.Server
		if s, err = natsserver.NewServer(o); err == nil {
			s.ConfigureLogger()
			s.Start()
			s.WaitForShutdown()
			return
		}
	}
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

// cluster is `cluster`: it starts three servers of a fleet, as docs/fleet/nats-cluster.conf has
// them, with TLS and an account for a team. From then on $FLEET has their addresses, ca.pem is
// their authority, team.creds are the team's credentials and stranger.creds are nobody's. $SERVED
// answers, how often it was asked for each path is in /counts, and /lose kills the server that
// leads JetStream: nobody makes a stream or a watcher until another one is elected.
func cluster(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) > 0 {
		ts.Fatalf("usage: cluster")
	}
	dir := ts.MkAbs(".")
	certificates(ts, dir)
	accounts(ts, dir)
	text, err := os.ReadFile(filepath.Join(ts.Getenv("ROOT"), "docs", "fleet", "nats-cluster.conf"))
	ts.Check(err)
	conf := strings.ReplaceAll(string(text), "/etc/nats", dir)
	servers := startServers(ts, dir, conf)
	for tries := 1; !servers.ready(); tries++ {
		if tries == 5 {
			ts.Fatalf("a server of the cluster ended: %s", servers.said())
		}
		servers = startServers(ts, dir, conf) // another program may have taken a port
	}
	ts.Setenv("FLEET", strings.Join(servers.urls, ","))
	ts.Setenv("SERVED", losing(ts, func() { ts.Check(servers.of[leader(ts, servers.monitors[0])].Process.Kill()) }))
}

// natsServers are the servers of a cluster.
type natsServers struct {
	of             map[string]*exec.Cmd // by name
	urls, monitors []string
	ended          chan string // the names of those that ended
	stop           func()
}

// startServers starts three servers at ports of their own, with conf for each.
func startServers(ts *testscript.TestScript, dir, conf string) *natsServers {
	s := &natsServers{of: map[string]*exec.Cmd{}, ended: make(chan string, 3)}
	var routes []string
	for n := range 3 {
		routes = append(routes, free(ts))
		conf = strings.ReplaceAll(conf, fmt.Sprintf("nats-%d:6222", n+1), routes[n])
	}
	var running sync.WaitGroup
	s.stop = sync.OnceFunc(func() {
		for _, c := range s.of {
			_ = c.Process.Kill()
		}
		running.Wait()
	})
	ts.Defer(s.stop)
	for n, route := range routes {
		address, monitor, name := free(ts), free(ts), fmt.Sprintf("nats-%d", n+1)
		ts.Check(os.RemoveAll(filepath.Join(dir, name))) // of an earlier try
		own := strings.NewReplacer("0.0.0.0:4222", address, "0.0.0.0:6222", route, "$FLEET_SERVER", name, "/data", filepath.Join(dir, name)).Replace(conf)
		path := filepath.Join(dir, name+".conf")
		ts.Check(os.WriteFile(path, []byte(own+"http: \""+monitor+"\"\n"), 0o600))
		c := exec.Command("nats-server", "-c", path)
		c.Stderr = &bytes.Buffer{}
		ts.Check(c.Start())
		running.Go(func() {
			_ = c.Wait()
			s.ended <- name
		})
		s.of[name] = c
		s.urls, s.monitors = append(s.urls, "tls://"+address), append(s.monitors, "http://"+monitor)
	}
	return s
}

// ready waits until all servers are healthy, however long a busy machine takes. Once one of them
// ends, it stops the others and returns false.
func (s *natsServers) ready() bool {
	for !healthy(s.monitors) {
		select {
		case name := <-s.ended:
			s.ended <- name // for said
			s.stop()
			return false
		case <-time.After(50 * time.Millisecond):
		}
	}
	return true
}

// said returns what the server said that ended first. All have ended.
func (s *natsServers) said() string {
	return fmt.Sprint(s.of[<-s.ended].Stderr)
}

// healthy reports whether all servers have a leader and all that they keep.
func healthy(monitors []string) bool {
	for _, url := range monitors {
		r, err := http.Get(url + "/healthz")
		if err != nil {
			return false
		}
		r.Body.Close()
		if r.StatusCode != http.StatusOK {
			return false
		}
	}
	return true
}

// leader names the server that leads the JetStream of a cluster.
func leader(ts *testscript.TestScript, monitor string) string {
	r, err := http.Get(monitor + "/jsz")
	ts.Check(err)
	defer r.Body.Close()
	var told struct {
		Meta struct{ Leader string } `json:"meta_cluster"`
	}
	ts.Check(json.NewDecoder(r.Body).Decode(&told))
	return told.Meta.Leader
}

// losing starts the target, which calls lose once it is asked to.
func losing(ts *testscript.TestScript, lose func()) (url string) {
	var mu sync.Mutex
	counts := map[string]int{}
	target := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		switch r.URL.Path {
		case "/counts":
			fmt.Fprintf(w, "%d paths, each %d times at most\n", len(counts), slices.Max(slices.Collect(maps.Values(counts))))
			return
		case "/lose":
			lose()
		}
		counts[r.URL.Path]++
	}))
	ts.Defer(target.Close)
	return target.URL
}

// composed is `composed [NAME=value…]`: it runs the commands of docs/fleet/compose.yaml on this
// machine, with the files that it gives them. From then on $FLEET has the server's address,
// $ASSAY_FLEET_TOKEN its token, and ca.pem is its authority.
func composed(ts *testscript.TestScript, neg bool, args []string) {
	if neg {
		ts.Fatalf("usage: composed [NAME=value...]")
	}
	dir, address, token := ts.MkAbs("."), free(ts), rand.Text()
	certificates(ts, dir)
	here := strings.NewReplacer("/etc/nats", dir, "0.0.0.0:4222", address, "nats:4222", address, "/data", filepath.Join(dir, "data"), "/ca.pem", filepath.Join(dir, "ca.pem"), "/state", filepath.Join(dir, "state"))
	docs := filepath.Join(ts.Getenv("ROOT"), "docs", "fleet")
	conf, err := os.ReadFile(filepath.Join(docs, "nats-server.conf"))
	ts.Check(err)
	ts.Check(os.WriteFile(filepath.Join(dir, "nats-server.conf"), []byte(here.Replace(string(conf))), 0o600))
	text, err := os.ReadFile(filepath.Join(docs, "compose.yaml"))
	ts.Check(err)
	var compose struct {
		Services map[string]struct {
			Entrypoint, Command []string
			Environment         any
		}
	}
	ts.Check(yaml.Unmarshal(text, &compose))
	nats, agent := compose.Services["nats"], compose.Services["agent"]
	_ = launch(ts, "nats-server", []string{"FLEET_TOKEN=" + token}, replaced(here, nats.Command))
	given := map[string]string{"FLEET_TOKEN": token}
	for _, one := range args {
		name, value, _ := strings.Cut(one, "=")
		given[name] = value
	}
	var env []string
	for name, value := range agent.Environment.(map[string]any) {
		env = append(env, name+"="+os.Expand(fmt.Sprint(value), func(name string) string { return given[name] }))
	}
	ts.Setenv("FLEET", "tls://"+address)
	ts.Setenv("ASSAY_FLEET_TOKEN", token)
	_ = launch(ts, filepath.Base(agent.Entrypoint[0]), env, replaced(here, agent.Command))
}

func replaced(by *strings.Replacer, all []string) (out []string) {
	for _, one := range all {
		out = append(out, by.Replace(one))
	}
	return out
}

// free returns an address of the loopback that nothing listens at.
func free(ts *testscript.TestScript) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	ts.Check(l.Close())
	return l.Addr().String()
}

// certificates makes an authority, and a certificate of 127.0.0.1 for servers and routes.
func certificates(ts *testscript.TestScript, dir string) {
	issue := func(name string, of *x509.Certificate, by *ecdsa.PrivateKey, ca bool) (*x509.Certificate, *ecdsa.PrivateKey) {
		key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		ts.Check(err)
		c := &x509.Certificate{
			SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: name}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
			IsCA: ca, BasicConstraintsValid: true, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
			ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
		}
		if of == nil {
			of, by = c, key
		}
		der, err := x509.CreateCertificate(rand.Reader, c, of, &key.PublicKey, by)
		ts.Check(err)
		ts.Check(os.WriteFile(filepath.Join(dir, name+".pem"), pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600))
		raw, err := x509.MarshalPKCS8PrivateKey(key)
		ts.Check(err)
		ts.Check(os.WriteFile(filepath.Join(dir, name+"-key.pem"), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: raw}), 0o600))
		return c, key
	}
	authority, key := issue("ca", nil, nil, true)
	issue("server", authority, key, false)
}

// accounts writes accounts.conf as nsc does, and credentials for a user of its account and for a
// user of an account that the servers do not know.
func accounts(ts *testscript.TestScript, dir string) {
	pair := func(kp nkeys.KeyPair, err error) (nkeys.KeyPair, string) {
		ts.Check(err)
		public, err := kp.PublicKey()
		ts.Check(err)
		return kp, public
	}
	operator, operatorID := pair(nkeys.CreateOperator())
	_, systemID := pair(nkeys.CreateAccount())
	team, teamID := pair(nkeys.CreateAccount())
	stranger, _ := pair(nkeys.CreateAccount())
	claims := jwt.NewOperatorClaims(operatorID)
	claims.SystemAccount = systemID
	of, err := claims.Encode(operator)
	ts.Check(err)
	preload := ""
	for _, id := range []string{systemID, teamID} {
		account := jwt.NewAccountClaims(id)
		if id == teamID {
			account.Limits.JetStreamLimits = jwt.JetStreamLimits{DiskStorage: 12 << 30, MemoryStorage: -1, Streams: -1, Consumer: -1}
		}
		token, err := account.Encode(operator)
		ts.Check(err)
		preload += fmt.Sprintf("  %s: %s\n", id, token)
	}
	conf := fmt.Sprintf("operator: %s\nsystem_account: %s\nresolver: MEMORY\nresolver_preload: {\n%s}\n", of, systemID, preload)
	ts.Check(os.WriteFile(filepath.Join(dir, "accounts.conf"), []byte(conf), 0o600))
	for name, account := range map[string]nkeys.KeyPair{"team": team, "stranger": stranger} {
		user, userID := pair(nkeys.CreateUser())
		token, err := jwt.NewUserClaims(userID).Encode(account)
		ts.Check(err)
		seed, err := user.Seed()
		ts.Check(err)
		creds, err := jwt.FormatUserConfig(token, seed)
		ts.Check(err)
		ts.Check(os.WriteFile(filepath.Join(dir, name+".creds"), creds, 0o600))
	}
}
