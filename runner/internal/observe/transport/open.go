package transport

import (
	"bufio"
	"context"
	"crypto/tls"
	"encoding/base64"
	"fmt"
	"net"
	"net/http"
	"net/url"

	"golang.org/x/net/proxy"

	"assay/runner/internal/origin"
)

// opener makes the connections of a route.
type opener struct {
	dial  dialFunc
	tls   *tls.Config // nil: Go's defaults
	offer []string    // versions of HTTP to offer over TLS (RFC 7301), best first
}

// opened is a connection that is ready for HTTP.
type opened struct {
	net.Conn                      // carries HTTP
	socket   *socket              // below TLS and proxies
	tls      *tls.ConnectionState // nil without
	// proxy is a plain HTTP proxy, which gets absolute URLs; nil if the connection leads to the server
	// itself.
	proxy *url.URL
}

// open connects to addr, through a proxy unless that is nil, and with TLS if the scheme is https.
func (o *opener) open(ctx context.Context, scheme, addr string, through *url.URL) (*opened, error) {
	first := addr
	if through != nil {
		first = proxyAddr(through)
	}
	c, err := o.dial(ctx, "tcp", first)
	if err != nil {
		if through != nil {
			err = &net.OpError{Op: "proxyconnect", Net: "tcp", Err: err}
		}
		return nil, err
	}
	out := &opened{socket: newSocket(c)}
	out.Conn = &patient{Conn: out.socket}
	// Closing the connection stops the handshakes below.
	stop := context.AfterFunc(ctx, func() { out.socket.Close() })
	err = o.prepare(ctx, out, scheme, addr, through)
	if !stop() && err == nil {
		err = context.Cause(ctx)
	}
	if err != nil {
		out.socket.Close()
		return nil, err
	}
	return out, nil
}

// prepare connects through the proxy and starts TLS.
func (o *opener) prepare(ctx context.Context, out *opened, scheme, addr string, through *url.URL) error {
	if through != nil {
		if err := o.pass(ctx, out, scheme, addr, through); err != nil {
			return err
		}
	}
	if scheme != "https" {
		return nil
	}
	config := o.config(addr)
	config.NextProtos = o.offer
	c, err := handshake(ctx, out.Conn, config)
	if err != nil {
		return err
	}
	state := c.ConnectionState()
	out.Conn, out.tls = c, &state
	return nil
}

// pass makes a proxy connect to addr.
func (o *opener) pass(ctx context.Context, out *opened, scheme, addr string, through *url.URL) error {
	if through.Scheme == "https" {
		config := o.config(proxyAddr(through))
		config.VerifyConnection = nil // which requires HTTP/2 of the server
		c, err := handshake(ctx, out.Conn, config)
		if err != nil {
			return err
		}
		out.Conn = c
	}
	switch {
	case through.Scheme == "socks5" || through.Scheme == "socks5h":
		return socks(ctx, out, addr, through)
	case scheme == "https":
		return tunnel(out, addr, through)
	}
	out.proxy = through
	return nil
}

// config returns the TLS configuration for the host of addr.
func (o *opener) config(addr string) *tls.Config {
	config := &tls.Config{}
	if o.tls != nil {
		config = o.tls.Clone()
	}
	if config.ServerName == "" {
		config.ServerName, _, _ = net.SplitHostPort(addr)
	}
	return config
}

func handshake(ctx context.Context, c net.Conn, config *tls.Config) (*tls.Conn, error) {
	secured := tls.Client(c, config)
	if err := secured.HandshakeContext(ctx); err != nil {
		return nil, err
	}
	return secured, nil
}

// proxyAddr returns the address of a proxy.
func proxyAddr(u *url.URL) string {
	return net.JoinHostPort(u.Hostname(), origin.Port(u))
}

// already is a dialer that returns its existing connection.
type already struct{ net.Conn }

func (a already) Dial(string, string) (net.Conn, error) { return a.Conn, nil }
func (a already) DialContext(context.Context, string, string) (net.Conn, error) {
	return a.Conn, nil
}

// socks makes a SOCKS5 proxy (RFC 1928) connect to addr.
func socks(ctx context.Context, out *opened, addr string, through *url.URL) error {
	var auth *proxy.Auth
	if u := through.User; u != nil {
		auth = &proxy.Auth{User: u.Username()}
		auth.Password, _ = u.Password()
	}
	d, err := proxy.SOCKS5("tcp", proxyAddr(through), auth, already{out.Conn})
	if err != nil {
		return err
	}
	_, err = d.(proxy.ContextDialer).DialContext(ctx, "tcp", addr)
	return err
}

// tunnel opens a tunnel to addr through an HTTP proxy (RFC 9110, section 9.3.6).
func tunnel(out *opened, addr string, through *url.URL) error {
	r := &http.Request{Method: http.MethodConnect, URL: &url.URL{Opaque: addr}, Host: addr, Header: http.Header{}}
	authorizeProxy(r.Header, through)
	if err := r.Write(out.Conn); err != nil {
		return err
	}
	// A TLS server does not send first: no bytes after the response are lost with its reader.
	resp, err := http.ReadResponse(bufio.NewReader(&headReader{from: out.Conn, left: mostHead}), r)
	if err != nil {
		return err
	}
	defer resp.Body.Close() // a response that opens a tunnel has none
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("the proxy %s opened no tunnel: it answered %s", through.Host, resp.Status)
	}
	return nil
}

// authorizeProxy adds the credentials of a proxy's URL.
func authorizeProxy(h http.Header, through *url.URL) {
	if u := through.User; u != nil {
		password, _ := u.Password()
		h.Set("Proxy-Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(u.Username()+":"+password)))
	}
}
