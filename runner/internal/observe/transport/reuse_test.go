package transport_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"assay/runner/internal/exchange"
	"assay/runner/internal/observe/transport"
)

// Sends are made in the place of earlier ones: of those, whatever they were and however they ended,
// nothing is sent again.
func TestNothingOfAnEarlierSend(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/moved":
			http.Redirect(w, r, "/here", http.StatusFound)
		case "/cut":
			w.Header().Set("Content-Length", "100")
		case "/switch":
			w.Header().Set("Upgrade", "none")
			w.WriteHeader(http.StatusSwitchingProtocols)
			return
		case "/slow":
			<-r.Context().Done()
			return
		}
		body, _ := io.ReadAll(r.Body)
		for name, values := range r.Header {
			for _, v := range values {
				w.Header().Add("Got", name+"="+v)
			}
		}
		w.Header().Set("Got-Body", r.Method+"="+string(body))
		w.Header().Set("Content-Type", "text/plain")
	})
	c := transport.New(transport.Options{})
	defer c.Close()
	var senders sync.WaitGroup
	for worker := range 8 {
		senders.Go(func() {
			for i := range 60 {
				ctx, cancel := context.WithCancel(t.Context())
				own := fmt.Sprintf("%d.%d", worker, i)
				r, want := get(s.URL+"/"), "GET="
				r.Header = exchange.Header{{Name: "X-Own", Value: own}}
				switch i % 8 {
				case 0:
					r.Header = nil
				case 1:
					r.Method, r.Body, want = "POST", []byte(own), "POST="+own
				case 2:
					r.URL, r.Redirects = s.URL+"/moved", 1
				case 3:
					r.URL = s.URL + "/cut"
				case 4:
					r.URL, r.Timeout = s.URL+"/slow", time.Millisecond
				case 6:
					r.URL = s.URL + "/switch"
				case 5:
					r.Header = exchange.Header{{Name: "X-" + strconv.Itoa(i), Value: own}}
					r.Without = []string{"User-Agent"}
				}
				o := c.Do(ctx, r)
				cancel()
				if r.Timeout > 0 {
					if o.Failure == nil || o.Failure.Kind != exchange.Timeout {
						t.Errorf("%s: %+v, want a timeout", own, o.Failure)
					}
					continue
				}
				if o.Status == http.StatusSwitchingProtocols {
					continue
				}
				var sent []string
				for _, f := range r.Header {
					sent = append(sent, f.Name+"="+f.Value)
				}
				for _, v := range o.Header.Values("Got") {
					if strings.HasPrefix(v, "X-") {
						sent = append(sent, v)
					}
				}
				if n := len(r.Header); len(sent) != 2*n || n > 0 && sent[0] != sent[1] || o.Header.Get("Got-Body") != want {
					t.Errorf("%s sent and got: %q, %q", own, sent, o.Header.Get("Got-Body"))
				}
				if agent := strings.Contains(strings.Join(o.Header.Values("Got"), " "), "User-Agent="); agent != (len(r.Without) == 0) {
					t.Errorf("%s: there is a User-Agent: %t", own, agent)
				}
			}
		})
	}
	senders.Wait()
}
