package suite

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/lang"
	"assay/runner/internal/source"
	"assay/runner/internal/subst"
)

// oauth2Scheme is the scheme of an auth: whose token is not fetched yet; a finished request has a
// bearer token instead, from the response of another probe.
const oauth2Scheme = "oauth2"

// TokenCapture is the name of the capture that holds an OAuth 2.0 access token.
const TokenCapture = "access_token"

// OAuth2 is the declared source of an access token (RFC 6749).
type OAuth2 struct {
	TokenURL        string
	Client, Secret  string
	ClientAuth      string // "basic" or "body"; RFC 6749, section 2.3.1
	Grant           string // one of oauth2Grants
	User, Password  string
	RefreshToken    string
	Scope, Audience string
	Params          []Param // additional form parameters of the token request
	Probe           Ref     // the probe whose response has the token, instead of all other fields
	At              source.Pos

	doc  *doc
	node *yaml.Node
}

var (
	oauth2Grants     = []string{"client_credentials", "password", "refresh_token"}
	oauth2ClientAuth = []string{"basic", "body"}
)

var oauth2Table = table[*OAuth2]{what: "oauth2", aliases: oauth2Aliases, rows: func() []field[*OAuth2] {
	return []field[*OAuth2]{
		{key: "token_url", shape: lang.URL, meaning: "the token endpoint: a URL, or a path that is joined to the target", read: func(d *doc, n *yaml.Node, o *OAuth2) {
			text, ok := d.text(n, "token_url")
			if ok && !strings.HasPrefix(text, "/") && !strings.HasPrefix(text, "${") && !hasScheme(text, "http://") && !hasScheme(text, "https://") {
				d.expected(n, "token_url", "an absolute http or https URL, or a path of the target that starts with /")
				return
			}
			o.TokenURL = text
		}},
		textField("client", "the client's id", func(o *OAuth2) *string { return &o.Client }),
		textField("secret", "the client's secret", func(o *OAuth2) *string { return &o.Secret }),
		{key: "client_auth", shape: lang.OneOf(oauth2ClientAuth...), meaning: "where id and secret are sent: basic (default), in the Authorization header; body, in the form", read: func(d *doc, n *yaml.Node, o *OAuth2) {
			o.ClientAuth = d.oneOf(n, "client_auth", oauth2ClientAuth)
		}},
		{key: "grant", shape: lang.OneOf(oauth2Grants...), meaning: "what the token is given for, default client_credentials", read: func(d *doc, n *yaml.Node, o *OAuth2) {
			o.Grant = d.grant(n)
		}},
		textField("user", "the name of the resource owner, for password", func(o *OAuth2) *string { return &o.User }),
		textField("password", "the owner's password, for password", func(o *OAuth2) *string { return &o.Password }),
		textField("refresh_token", "an earlier refresh token, for refresh_token", func(o *OAuth2) *string { return &o.RefreshToken }),
		{key: "scope", shape: lang.Texts, meaning: "the scopes to ask for", read: func(d *doc, n *yaml.Node, o *OAuth2) {
			var scopes []string
			for _, w := range d.words(n, "scope") {
				scopes = append(scopes, w.text)
			}
			o.Scope = strings.Join(scopes, " ")
		}},
		textField("audience", "whom the token is for, where the server wants to know", func(o *OAuth2) *string { return &o.Audience }),
		{key: "params", shape: shapeValues, meaning: "further parameters of the token request, such as resource (RFC 8707)", read: func(d *doc, n *yaml.Node, o *OAuth2) {
			o.Params = d.params(n, "params")
		}},
		{key: "probe", shape: shapeProbe, meaning: "instead of all these: the probe whose answer has the token, as $.access_token or as its capture access_token", read: func(d *doc, n *yaml.Node, o *OAuth2) {
			o.Probe.ID, _ = d.text(n, "probe")
			o.Probe.At = d.at(n)
		}},
	}
}}

// grant reads a grant; "" after an error. It reports grants that need a person.
func (d *doc) grant(n *yaml.Node) string {
	if text, _ := d.text(n, "grant"); text == "authorization_code" || text == "implicit" {
		d.expected(n, "grant", "one of "+lang.List(oauth2Grants)).Next = "a person signs in for " + text + ": sign in once, and use grant: refresh_token with the refresh token that you get"
		return ""
	}
	if text := d.oneOf(n, "grant", oauth2Grants); text == n.Value {
		return text
	}
	return ""
}

// oauth2 reads the source of a token.
func (d *doc) oauth2(n *yaml.Node) *OAuth2 {
	o := &OAuth2{ClientAuth: "basic", Grant: oauth2Grants[0], At: d.at(n), doc: d, node: n}
	oauth2Table.read(d, n, o)
	if !isMap(n) {
		return o
	}
	var keys []string
	for _, e := range source.Entries(n) {
		keys = append(keys, e.Key)
	}
	has := func(key string) bool { return slices.Contains(keys, key) }
	if has("probe") {
		if len(keys) > 1 {
			d.mistake(n, "oauth2: probe names whose answer has the token, and here are other keys too").Next = "keep probe: alone, or take it away"
		}
		return o
	}
	if len(oauth2Table.lacks(d, n, "token_url")) > 0 {
		d.mistake(n, "oauth2: token_url is missing").Next = "add token_url: https://… of the authorization server, or probe: with the id of the probe whose answer has the token"
	}
	needs := map[string][]string{
		"client_credentials": {"client", "secret"}, "password": {"user", "password"}, "refresh_token": {"refresh_token"},
	}
	for _, key := range oauth2Table.lacks(d, n, needs[o.Grant]...) {
		d.mistake(n, "oauth2: %s is missing, which the grant %s needs", key, o.Grant).Next = "add " + key + ":"
	}
	if has("secret") && len(oauth2Table.lacks(d, n, "client")) > 0 {
		d.mistake(n, "oauth2: client is missing, whose secret is given").Next = "add client: with the id of the client"
	}
	return o
}

// texts returns the parts of o that may hold references.
func (o *OAuth2) texts() []*string {
	return []*string{&o.TokenURL, &o.Client, &o.Secret, &o.User, &o.Password, &o.RefreshToken, &o.Scope, &o.Audience}
}

// with returns o with names filled in.
func (o *OAuth2) with(lookup subst.Lookup) *OAuth2 {
	out := *o
	for _, s := range out.texts() {
		*s = subst.Expand(*s, lookup)
	}
	out.Params = fillParams(kept(o.Params), lookup)
	return &out
}

// oauth2Schema returns the schema of either a probe, or a token endpoint and the keys that its
// grant needs.
func oauth2Schema() lang.Schema {
	s := oauth2Table.schema()
	s["oneOf"] = []any{
		lang.Schema{"required": []string{"probe"}, "maxProperties": 1},
		lang.Schema{"required": []string{"token_url"}, "not": lang.Schema{"required": []string{"probe"}}},
	}
	return s
}
