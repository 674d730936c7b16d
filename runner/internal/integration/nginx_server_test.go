package integration

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// nginxConf limits every client to one request a minute, as the edge of the Chutes API limits to
// some sixty: requests over the limit get nginx's own page. All of its files are in one folder, so
// that the user's rights suffice.
const nginxConf = `
%[3]s
daemon off;
worker_processes 1;
pid %[1]s/nginx.pid;
error_log stderr error;
events { worker_connections 64; }
http {
  access_log %[1]s/access.log;
  server_tokens off;
  client_body_temp_path %[1]s/body;
  proxy_temp_path %[1]s/proxy;
  fastcgi_temp_path %[1]s/fastcgi;
  uwsgi_temp_path %[1]s/uwsgi;
  scgi_temp_path %[1]s/scgi;
  limit_req_zone $binary_remote_addr zone=edge:1m rate=1r/m;
  limit_req_status 429;
  server {
    listen 127.0.0.1:%[2]d;
    root %[1]s/www;
    error_page 405 =200 $uri;
    location / { default_type application/json; }
    location /v1/ { default_type application/json; limit_req zone=edge; }
  }
}
`

// asUser runs nginx's workers as the user that started it: as the user nobody they could not read a
// test's folder.
func asUser() string {
	if os.Getuid() == 0 {
		return "user root;"
	}
	return ""
}

// nginx is a running server.
type nginx struct {
	url  string
	dir  string
	stop func() // ends the server; a second call does nothing
}

// startNginx starts the machine's nginx on a loopback port until the test ends, serving files. It
// skips the test if the machine has no nginx.
func startNginx(t *testing.T, files map[string]string) *nginx {
	t.Helper()
	binary, err := exec.LookPath("nginx")
	if err != nil {
		if binary = "/usr/sbin/nginx"; !exists(binary) {
			t.Skip("nginx is not installed (Debian: apt-get install nginx-light): the real rate limit is not tested")
		}
	}
	n := &nginx{dir: t.TempDir()}
	for name, text := range files {
		n.write(t, filepath.Join("www", name), text)
	}
	// Another process may take the free port before nginx does: then try another.
	for range 5 {
		port := freePort(t)
		n.write(t, "nginx.conf", fmt.Sprintf(nginxConf, n.dir, port, asUser()))
		n.url = fmt.Sprintf("http://127.0.0.1:%d", port)
		if n.listen(t, binary) {
			return n
		}
	}
	t.Fatal("nginx found no port to listen on")
	return nil
}

// listen starts one process and waits until it answers; false when it ended.
func (n *nginx) listen(t *testing.T, binary string) bool {
	t.Helper()
	var stderr strings.Builder
	cmd := exec.Command(binary, "-p", n.dir, "-c", filepath.Join(n.dir, "nginx.conf"))
	cmd.Stderr = &stderr
	if err := cmd.Start(); err != nil {
		t.Fatalf("starting nginx: %v", err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	for {
		conn, err := net.DialTimeout("tcp", strings.TrimPrefix(n.url, "http://"), time.Second)
		if err == nil {
			_ = conn.Close()
			n.stop = sync.OnceFunc(func() {
				_ = cmd.Process.Signal(syscall.SIGQUIT) // finish and log open requests
				<-ended
			})
			t.Cleanup(n.stop)
			return true
		}
		select {
		case err := <-ended:
			t.Logf("nginx ended: %v\n%s", err, stderr.String())
			return false
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// asked stops nginx, which writes its log after answering, and returns the logged requests, each as
// "GET /v1/models 429".
func (n *nginx) asked(t *testing.T) []string {
	t.Helper()
	n.stop()
	log, err := os.ReadFile(filepath.Join(n.dir, "access.log"))
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for line := range strings.Lines(string(log)) {
		// 127.0.0.1 - - [time] "GET /v1/models HTTP/1.1" 429 162 "-" "assay/…"
		if parts := strings.Split(line, `"`); len(parts) > 2 {
			request, _, _ := strings.Cut(parts[1], " HTTP/")
			out = append(out, request+" "+strings.Fields(parts[2])[0])
		}
	}
	return out
}

func (n *nginx) write(t *testing.T, name, text string) {
	t.Helper()
	path := filepath.Join(n.dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
