package cli

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// A proxy that is stopped while a WebSocket is open tells of its request, as of any other.
func TestAnOpenWebSocketIsCounted(t *testing.T) {
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Upgrade", r.Header.Get("Upgrade"))
		w.Header().Set("Connection", "Upgrade")
		w.WriteHeader(http.StatusSwitchingProtocols)
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		defer conn.Close()
		_, _ = io.Copy(io.Discard, conn)
	}))
	defer api.Close()
	out, log := &lineByLine{lines: make(chan string, 10)}, &bytes.Buffer{}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	done := make(chan int, 1)
	go func() {
		done <- execute(ctx, &process{
			args: []string{"proxy", "--upstream", api.URL, "--out", t.TempDir()}, out: out, err: log,
			env: func(string) (string, bool) { return "", false },
		})
	}()
	address, _, _ := strings.Cut(strings.TrimPrefix(<-out.lines, "passing on http://"), " ")
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprint(conn, "GET /socket HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n")
	if resp, err := http.ReadResponse(bufio.NewReader(conn), nil); err != nil || resp.StatusCode != http.StatusSwitchingProtocols {
		t.Fatal(resp, err)
	}
	stop()
	if status := <-done; status != exitHolds {
		t.Errorf("exit status %d: %s", status, log)
	}
	if line := <-out.lines; line != "stopped: 1 request\n" {
		t.Error(line)
	}
	if want := "  101  GET /socket  it became another protocol (WebSocket)\n"; !strings.Contains(log.String(), want) {
		t.Errorf("it says %q, want %q", log, want)
	}
}
