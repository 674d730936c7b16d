package notify

import (
	"encoding/base64"
	"fmt"
	"net/url"
	"strings"
	"time"

	"assay/runner/internal/secret/redact"
	"assay/runner/internal/source"
)

// SecretVariable names the variable of the environment that holds the secret of generic web hooks:
// what they are signed with (Standard Webhooks: "whsec_" and base64). Without it they are not
// signed.
const SecretVariable = "ASSAY_WEBHOOK_SECRET" //nolint:gosec // its name

// The kinds of web hooks.
const (
	Slack   = "slack"
	Teams   = "teams"
	Generic = "webhook"
)

// Kinds lists them.
var Kinds = []string{Slack, Teams, Generic}

// Hook is a web hook.
type Hook struct {
	Kind     string
	Variable string // of the environment, with the address
	url      string
	secret   []byte // nil: not signed

	// wait waits between two tries; it is replaced in tests.
	wait Wait
}

// Error is a wrong value, and what to write instead.
type Error struct{ What, Next string }

func (e *Error) Error() string { return e.What + "; " + e.Next }

// Parse reads KIND=VARIABLE, the value of --notify, with the address from the environment.
func Parse(text string, env func(string) (string, bool)) (*Hook, error) {
	kind, variable, ok := strings.Cut(text, "=")
	example := "for instance --notify slack=SLACK_WEBHOOK_URL"
	if !ok || variable == "" {
		return nil, &Error{fmt.Sprintf("expected KIND=VARIABLE, got %q", text), example}
	}
	h := &Hook{Kind: kind, Variable: variable, wait: sleep}
	switch kind {
	case Slack, Teams, Generic:
	default:
		next := "the kinds are: " + strings.Join(Kinds, ", ")
		if near := source.Nearest(kind, Kinds); near != "" {
			next = fmt.Sprintf("did you mean %q?", near)
		}
		return nil, &Error{fmt.Sprintf("unknown kind %q of a web hook", kind), next}
	}
	if strings.Contains(variable, "://") {
		return nil, &Error{"expected the name of a variable, got an address", "an address of a web hook is a secret: export it, and name the variable, " + example}
	}
	h.url, _ = env(variable)
	if h.url == "" {
		return nil, &Error{variable + " is not set", "export it: the address of the web hook"}
	}
	u, err := url.Parse(h.url)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return nil, &Error{variable + " holds no address", "expected https://…"}
	}
	if secret, _ := env(SecretVariable); secret != "" && kind == Generic {
		if h.secret, err = base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_")); err != nil || len(h.secret) == 0 {
			return nil, &Error{SecretVariable + ` holds no base64`, `expected "whsec_" and base64, as Standard Webhooks have it`}
		}
	}
	return h, nil
}

// String names the hook without its address.
func (h *Hook) String() string { return h.Kind + " (" + h.Variable + ")" }

// shortestPath is the length of a path that is masked by itself; a shorter one may be a word.
const shortestPath = 16

// Secrets returns what is to be masked wherever it might be shown: the parts of the address that
// let others post, and what messages are signed with. The host of an address is no secret: to mask
// it would mask targets, and values of responses, too.
func (h *Hook) Secrets() []redact.Secret {
	var out []redact.Secret
	u, err := url.Parse(h.url)
	if err != nil {
		return []redact.Secret{{Name: h.Variable, Value: h.url}}
	}
	add := func(name, value string) {
		if value != "" {
			out = append(out, redact.Secret{Name: name, Value: value})
		}
	}
	switch path := u.RequestURI(); {
	case len(path) >= shortestPath:
		add(h.Variable, path)
	case path != "/":
		add(h.Variable, u.Host[strings.LastIndexByte(u.Host, '.')+1:]+path)
	}
	if password, ok := u.User.Password(); ok {
		add(h.Variable, password)
	} else {
		add(h.Variable, u.User.Username())
	}
	if h.secret != nil {
		add(SecretVariable, base64.StdEncoding.EncodeToString(h.secret))
	}
	return out
}

// timeout bounds all tries of a message.
const timeout = time.Minute
