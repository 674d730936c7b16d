//go:build unix

package main

import (
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"time"
)

// target counts its requests by path.
type target struct {
	*httptest.Server
	mu   sync.Mutex
	seen map[string]int
	most int // concurrently
	now  int
}

// newTarget starts a target. ?ms=20 takes so long, ?kb=100 answers so much.
func newTarget() *target {
	t := &target{seen: map[string]int{}}
	t.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		t.mu.Lock()
		t.seen[r.URL.Path]++
		t.now++
		t.most = max(t.most, t.now)
		t.mu.Unlock()
		defer func() { t.mu.Lock(); t.now--; t.mu.Unlock() }()
		if ms, err := strconv.Atoi(r.URL.Query().Get("ms")); err == nil {
			time.Sleep(time.Duration(ms) * time.Millisecond)
		}
		kb, _ := strconv.Atoi(r.URL.Query().Get("kb"))
		fmt.Fprintf(w, "ok %s", strings.Repeat("x", kb<<10))
	}))
	return t
}

// take returns the requests since the last call, by path, and how many were in flight at most.
func (t *target) take() (seen map[string]int, most int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	seen, most = t.seen, t.most
	t.seen, t.most = map[string]int{}, 0
	return seen, most
}

// first waits for a request, or for the end of the run.
func (t *target) first(ended <-chan struct{}) {
	for {
		t.mu.Lock()
		n := len(t.seen)
		t.mu.Unlock()
		if n > 0 {
			return
		}
		select {
		case <-ended:
			return
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// proxy passes connections on, and can stand still or be slow.
type proxy struct {
	net.Listener
	to    string
	mu    sync.Mutex
	still bool
	rate  int // bytes a second; 0: as fast as it goes
}

func newProxy(to string) *proxy {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(err)
	p := &proxy{Listener: l, to: to}
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go p.pass(c)
		}
	}()
	return p
}

func (p *proxy) url() string { return "nats://" + p.Addr().String() }

// stand has everything stand still, without closing any connection, or go on.
func (p *proxy) stand(still bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.still = still
}

func (p *proxy) pass(c net.Conn) {
	defer c.Close()
	p.wait()
	to, err := net.Dial("tcp", p.to)
	if err != nil {
		return
	}
	defer to.Close()
	go func() { p.copy(to, c); to.Close() }()
	p.copy(c, to)
}

func (p *proxy) copy(to, from net.Conn) {
	buffer := make([]byte, 32<<10)
	for {
		n, err := from.Read(buffer)
		p.wait()
		if n > 0 {
			if _, err := to.Write(buffer[:n]); err != nil {
				return
			}
			if p.rate > 0 {
				time.Sleep(time.Duration(n) * time.Second / time.Duration(p.rate))
			}
		}
		if err != nil {
			return
		}
	}
}

func (p *proxy) wait() {
	for {
		p.mu.Lock()
		still := p.still
		p.mu.Unlock()
		if !still {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
}
