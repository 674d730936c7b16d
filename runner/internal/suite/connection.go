package suite

import (
	"net"
	"net/url"
	"strings"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/exchange"
	"assay/runner/internal/lang"
	"assay/runner/internal/subst"
)

// tlsLayer is tls as one layer declares it: set holds its keys, including those that are null;
// misspelled reports that an unknown key may be that of the certificate, or its key.
type tlsLayer struct {
	exchange.TLSOptions
	set        map[string]bool
	misspelled bool
}

// tlsPath and tlsText make keys of tls that null removes.
func tlsPath(key, meaning string, to func(*tlsLayer) *string) field[*tlsLayer] {
	return tlsKey(key, lang.Path, meaning, func(d *doc, n *yaml.Node, t *tlsLayer) { *to(t) = d.path(n, key) })
}

func tlsKey(key string, s lang.Shape, meaning string, read func(d *doc, n *yaml.Node, t *tlsLayer)) field[*tlsLayer] {
	return field[*tlsLayer]{key: key, shape: s, meaning: meaning, nullable: true, read: func(d *doc, n *yaml.Node, t *tlsLayer) {
		t.set[key] = true
		if !isNull(n) {
			read(d, n, t)
		}
	}}
}

var tlsTable = table[*tlsLayer]{what: "tls", rows: func() []field[*tlsLayer] {
	return []field[*tlsLayer]{
		tlsPath("ca", "PEM file of the authorities to trust instead of the system's", func(t *tlsLayer) *string { return &t.CA }),
		tlsPath("cert", "PEM file of the client's certificate", func(t *tlsLayer) *string { return &t.Cert }),
		tlsPath("key", "PEM file of its private key", func(t *tlsLayer) *string { return &t.Key }),
		tlsKey("insecure", lang.Flag, "do not verify the server's certificate", func(d *doc, n *yaml.Node, t *tlsLayer) {
			t.Insecure = d.flag(n, "insecure")
		}),
		tlsKey("server_name", lang.Text, "the name to ask for and to verify", func(d *doc, n *yaml.Node, t *tlsLayer) {
			t.ServerName, _ = d.text(n, "server_name")
		}),
	}
}}

func (d *doc) tls(n *yaml.Node) *tlsLayer {
	t := &tlsLayer{set: map[string]bool{}}
	tlsTable.read(d, n, t)
	t.misspelled = isMap(n) && (tlsTable.mayMean(d, n, "cert") || tlsTable.mayMean(d, n, "key"))
	return t
}

func underTLS(base, over *tlsLayer) *tlsLayer {
	if base == nil || over == nil {
		return over
	}
	out := *over
	out.misspelled = over.misspelled || base.misspelled
	for _, s := range []struct {
		key      string
		to, from *string
	}{
		{"ca", &out.CA, &base.CA}, {"cert", &out.Cert, &base.Cert}, {"key", &out.Key, &base.Key},
		{"server_name", &out.ServerName, &base.ServerName},
	} {
		if !over.set[s.key] {
			*s.to = *s.from
		}
	}
	if !over.set["insecure"] {
		out.Insecure = base.Insecure
	}
	return &out
}

// filled returns tls with references filled in; nil if no option is set.
func (t *tlsLayer) filled(lookup subst.Lookup) *exchange.TLSOptions {
	if t == nil || t.TLSOptions == (exchange.TLSOptions{}) {
		return nil
	}
	out := t.TLSOptions
	for _, s := range []*string{&out.CA, &out.Cert, &out.Key, &out.ServerName} {
		*s = subst.Expand(*s, lookup)
	}
	return &out
}

// halfCertificate reports whether one of a client's certificate and its key is missing.
func (t *tlsLayer) halfCertificate() bool {
	return t != nil && (t.Cert == "") != (t.Key == "") && !t.misspelled
}

var shapeConnect = lang.Of("a map of host:port to host:port", lang.Schema{
	"type": "object", "additionalProperties": lang.Schema{"type": []string{"string", "null"}},
})

// connectTo reads the addresses to dial instead; "" for one that null removes.
func (d *doc) connectTo(n *yaml.Node) map[string]string {
	out := map[string]string{}
	for _, e := range d.entriesOf(n, "connect_to", "a map of host:port to host:port") {
		d.hostPort(e.KeyNode, e.Key)
		if isNull(e.Value) {
			out[e.Key] = ""
			continue
		}
		if to, ok := d.text(e.Value, "connect_to"); ok {
			d.hostPort(e.Value, to)
			out[e.Key] = to
		}
	}
	return out
}

func (d *doc) hostPort(n *yaml.Node, s string) {
	if subst.Has(s) {
		return
	}
	if host, port, err := net.SplitHostPort(s); err != nil || host == "" || port == "" {
		d.mistake(n, "connect_to: expected host:port, got %q", cut(s)).Next = "write both, as in api.example:443: 127.0.0.1:8443"
	}
}

func underConnect(base, over map[string]string) map[string]string {
	if len(base) == 0 {
		return over
	}
	out := make(map[string]string, len(base)+len(over))
	for from, to := range base {
		out[from] = to
	}
	for from, to := range over {
		out[from] = to
	}
	return out
}

func fillConnect(m map[string]string, lookup subst.Lookup) map[string]string {
	if len(m) == 0 {
		return nil
	}
	out := make(map[string]string, len(m))
	for from, to := range m {
		if to != "" {
			out[subst.Expand(from, lookup)] = subst.Expand(to, lookup)
		}
	}
	return out
}

// proxySchemes are the protocols to a proxy.
var proxySchemes = []string{"http", "https", "socks5", "socks5h"}

// checkProxy checks the URL of a proxy if it is known.
func (l *loading) checkProxy(r *Request) {
	if r.Proxy == "" || subst.Has(r.Proxy) {
		return
	}
	u, err := url.Parse(r.Proxy)
	if err == nil && u.Host != "" {
		for _, s := range proxySchemes {
			if u.Scheme == s {
				return
			}
		}
	}
	l.problems.Add(r.At, "proxy: expected a URL with %s, got %q", strings.Join(proxySchemes, ", "), address(r.Proxy)).Next = "write it as in http://127.0.0.1:3128"
}
