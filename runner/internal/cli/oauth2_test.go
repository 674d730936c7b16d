package cli

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
)

// issuer is an authorization server with an API, below /oauth2/: /token issues tokens (RFC 6749)
// and counts them by client, /me returns the client of the token, and /revoke revokes the token.
// /html, /mac, /none, /empty and /closed issue no token; /text issues one whose expires_in is the
// client's id.
type issuer struct {
	mu      sync.Mutex
	clients map[string]*issued
}

// issued is what one client got.
type issued struct {
	count          int
	token, refresh string
	form           url.Values // of the last request
	header         bool       // the client authenticates in a header
}

// clientSecret is the secret of every client: its form-encoded spelling differs from it.
const clientSecret = "ask it/of: no%one"

func (s *issuer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch path := strings.TrimPrefix(r.URL.Path, "/oauth2/"); path {
	case "token":
		s.token(w, r)
	case "html":
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, "<html>Sign in</html>")
	case "mac":
		fmt.Fprint(w, `{"access_token": "of-another-kind", "token_type": "mac"}`)
	case "none":
		fmt.Fprint(w, `{"token": "elsewhere"}`)
	case "empty":
	case "closed": // no response at all
		panic(http.ErrAbortHandler)
	case "text":
		id, _, _ := r.BasicAuth()
		fmt.Fprintf(w, `{"access_token": "with-a-text", "token_type": "Bearer", "expires_in": %q}`, id)
	default:
		s.api(w, r, path)
	}
}

func (s *issuer) token(w http.ResponseWriter, r *http.Request) {
	_ = r.ParseForm()
	id, secret, header := r.BasicAuth()
	if header {
		id, _ = url.QueryUnescape(id)
		secret, _ = url.QueryUnescape(secret)
	} else {
		id, secret = r.PostForm.Get("client_id"), r.PostForm.Get("client_secret")
	}
	known := s.clients[id]
	if known == nil {
		known = &issued{refresh: "saved-before-" + id}
		s.clients[id] = known
	}
	grant := r.PostForm.Get("grant_type")
	switch {
	case secret != clientSecret && id != "public":
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprintf(w, `{"error": "invalid_client", "error_description": "no client with the secret %s"}`, secret)
		return
	case grant == "refresh_token" && r.PostForm.Get("refresh_token") != known.refresh,
		grant == "password" && r.PostForm.Get("password") != clientSecret:
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprint(w, `{"error": "invalid_grant"}`)
		return
	}
	known.count++
	known.form, known.header = r.PostForm, header
	known.token, known.refresh = fmt.Sprintf("access-%s-%d", id, known.count), fmt.Sprintf("refresh-%s-%d", id, known.count)
	fmt.Fprintf(w, `{"access_token": %q, "token_type": "bearer", "expires_in": 3600, "refresh_token": %q}`, known.token, known.refresh)
}

// api returns what the client of the request's token got so far.
func (s *issuer) api(w http.ResponseWriter, r *http.Request, path string) {
	for id, c := range s.clients {
		if c.token == "" || r.Header.Get("Authorization") != "Bearer "+c.token {
			continue
		}
		fmt.Fprintf(w, `{"client": %q, "tokens": %d, "grant": %q, "scope": %q, "audience": %q, "resource": %q, "header": %t, "token": %q, "refresh": %q}`,
			id, c.count, c.form.Get("grant_type"), c.form.Get("scope"), c.form.Get("audience"), c.form.Get("resource"), c.header, c.token, c.refresh)
		if path == "revoke" {
			c.token = ""
		}
		return
	}
	w.WriteHeader(http.StatusUnauthorized)
	fmt.Fprint(w, `{}`)
}
