package mock

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"assay/runner/internal/exchange"
	"assay/runner/internal/origin"
)

// ServeHTTP responds to a request from the fixtures, whatever the name of the server; if its Host
// is a recorded one, from the entries of that host. For a request that was never recorded it
// responds 501 with text that names the nearest entry.
func (f *Fixtures) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	host := origin.Host(cmp.Or(r.URL.Scheme, "http") + "://" + cmp.Or(r.URL.Host, r.Host)) // of the URL: as a proxy is asked
	scheme, known := f.hosts[host]
	known = known && f.opts.Host == ""
	if !known {
		scheme = "http"
	}
	asked, otherwise, err := f.asked(r, scheme+"://"+host)
	switch {
	case err == nil:
	case otherwise != nil:
		f.opts.Otherwise.ServeHTTP(w, otherwise)
		return
	default:
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	line := f.line(asked)
	a, err := f.reply(r, asked, known)
	var miss *Miss
	if otherwise != nil && errors.As(err, &miss) {
		f.opts.Otherwise.ServeHTTP(w, otherwise)
		return
	}
	line.told(f, a, err) // before the response, so that one client's lines are in order
	switch {
	case errors.As(err, &miss):
		say(w, http.StatusNotImplemented, err)
	case err != nil:
		say(w, http.StatusBadRequest, err)
	default:
		f.serve(w, r, a)
	}
}

// asked converts a request, and returns it for [Options].Otherwise, with its whole body; nil
// without that.
func (f *Fixtures) asked(r *http.Request, origin string) (*exchange.Request, *http.Request, error) {
	if f.opts.Otherwise == nil || r.Body == nil || r.Body == http.NoBody {
		asked, err := request(r, origin)
		if f.opts.Otherwise == nil {
			return asked, nil, err
		}
		return asked, r, err
	}
	var read bytes.Buffer
	once := *r
	once.Body = io.NopCloser(io.TeeReader(r.Body, &read))
	asked, err := request(&once, origin)
	once.Body = struct {
		io.Reader
		io.Closer
	}{io.MultiReader(&read, r.Body), r.Body}
	return asked, &once, err
}

// say responds with an error text of our own.
func say(w http.ResponseWriter, status int, err error) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_, _ = w.Write([]byte("assay: " + err.Error() + "\n"))
}

// serve writes a reply to a connection.
func (f *Fixtures) serve(w http.ResponseWriter, r *http.Request, a *reply) {
	if !a.until(r.Context(), a.first()) {
		return
	}
	switch {
	case a.failure != nil && a.failure.Kind == exchange.Timeout:
		<-r.Context().Done() // silence, as long as the client waits
		return
	case a.failure != nil:
		hangUp(w)
	case a.status < 100:
		f.serveByHand(w, r, a)
		return
	}
	f.writeHead(w, a)
	flush := http.NewResponseController(w)
	for _, p := range a.pieces {
		if r.Method == http.MethodHead || !a.until(r.Context(), p.At) {
			return
		}
		if _, err := w.Write(p.Body); err != nil {
			return
		}
		_ = flush.Flush() // a writer that cannot flush has sent it already
	}
	for name, values := range a.trailer {
		w.Header()[http.TrailerPrefix+name] = values
	}
	switch a.ends {
	case cut:
		_ = flush.Flush()
		panic(http.ErrAbortHandler) // net/http ends the connection silently
	case reset:
		_ = flush.Flush()
		hangUp(w)
	}
}

// writeHead writes status and headers, without those that net/http would guess.
func (f *Fixtures) writeHead(w http.ResponseWriter, a *reply) {
	h := w.Header()
	f.headInto(h, a)
	for _, guessed := range []string{"Content-Type", "Date"} {
		if h.Get(guessed) == "" {
			h[guessed] = nil
		}
	}
	if len(a.trailer) > 0 {
		h.Set("Trailer", strings.Join(slices.Sorted(maps.Keys(a.trailer)), ", "))
	}
	w.WriteHeader(a.status)
}

// headInto puts the headers of a reply into h.
func (f *Fixtures) headInto(h http.Header, a *reply) {
	for name, values := range a.header {
		h[name] = values
	}
	if to := h.Get("Location"); to != "" {
		h.Set("Location", f.here(to))
	}
	if a.size > 0 {
		h.Set("Content-Length", strconv.Itoa(a.size))
	}
}

// serveByHand writes a reply whose status net/http's server refuses to write: one below 100, which
// some real servers send. The end of the connection is the end of its body.
func (f *Fixtures) serveByHand(w http.ResponseWriter, r *http.Request, a *reply) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		say(w, http.StatusNotImplemented, fmt.Errorf("the recorded status %03d cannot be sent over this connection", a.status))
		return
	}
	defer conn.Close()
	h := http.Header{"Connection": {"close"}}
	f.headInto(h, a)
	var head bytes.Buffer
	fmt.Fprintf(&head, "HTTP/1.1 %s\r\n", strings.NewReplacer("\r", " ", "\n", " ").Replace(statusLine(a)))
	_ = h.Write(&head) // a buffer never fails
	head.WriteString("\r\n")
	_, err = conn.Write(head.Bytes())
	for _, p := range a.pieces {
		if err != nil || r.Method == http.MethodHead || !a.until(r.Context(), p.At) {
			break
		}
		_, err = conn.Write(p.Body)
	}
}

// here returns a redirect's target with a recorded host replaced by this server, so that a client
// that follows it does not reach the real one.
func (f *Fixtures) here(location string) string {
	u, err := url.Parse(location)
	if err != nil || u.Host == "" || f.hosts[origin.Host(cmp.Or(u.Scheme, "https")+"://"+u.Host)] == "" {
		return location
	}
	u.Scheme, u.Host, u.User = "", "", nil
	if u.Path == "" {
		u.Path = "/"
	}
	return u.String()
}

// hangUp ends an HTTP/1 connection with a reset.
func hangUp(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err == nil {
		if tcp, ok := conn.(*net.TCPConn); ok {
			_ = tcp.SetLinger(0)
		}
		conn.Close()
	}
	panic(http.ErrAbortHandler)
}
