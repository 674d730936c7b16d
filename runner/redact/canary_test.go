package redact_test

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"assay/runner/exchange"
	"assay/runner/exchange/eventstream"
	"assay/runner/redact"
)

// canaries are secrets with everything in them that an encoding changes.
var canaries = []string{
	"invented-canary-0123456789", `a/b+c"d<e>f&g%h i'j\k=l`, "schlüssel-größe-übung", "invented.firstpart0123.secondpart456.tail7890123", "8675309867530", "user@example.org:pass-word", "12345", "Zz9!",
}

func marshaled(s string) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(s)
	text := strings.TrimSuffix(b.String(), "\n")
	return text[1 : len(text)-1]
}

func htmlSafeJSON(s string) string {
	raw, _ := json.Marshal(s)
	return string(raw[1 : len(raw)-1])
}

// unicodeEscaped escapes every character as \uXXXX.
func unicodeEscaped(s string) string {
	var b strings.Builder
	for _, r := range s {
		fmt.Fprintf(&b, `\u%04x`, r)
	}
	return b.String()
}

func everyByte(format string) func(string) string {
	return func(s string) string {
		var b strings.Builder
		for _, c := range []byte(s) {
			fmt.Fprintf(&b, format, c)
		}
		return b.String()
	}
}

func backwards(s string) string {
	r := []rune(s)
	slices.Reverse(r)
	return string(r)
}

// lowerEscapes is a URL-encoded text with its hexadecimal digits in lower case.
func lowerEscapes(s string) string {
	return regexp.MustCompile(`%[0-9A-F]{2}`).ReplaceAllStringFunc(s, strings.ToLower)
}

func std(s string) string    { return base64.StdEncoding.EncodeToString([]byte(s)) }
func rawURL(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) }

// transforms are the forms in which a server may echo a secret.
var transforms = map[string]func(string) string{
	"as it is":               func(s string) string { return s },
	"base64":                 std,
	"base64url":              func(s string) string { return base64.URLEncoding.EncodeToString([]byte(s)) },
	"base64url unpadded":     rawURL,
	"base64 of a pair":       func(s string) string { return std("user:" + s) },
	"base64 of a pair, 2":    func(s string) string { return std("me:" + s + ":x") },
	"base64 of a pair, 3":    func(s string) string { return std(s + ":password") },
	"base64url of a pair":    func(s string) string { return rawURL("ab" + s + "yz") },
	"base64 of JSON":         func(s string) string { return std(`{"key":"` + htmlSafeJSON(s) + `"}`) },
	"base64 of a query":      func(s string) string { return std("a=1&key=" + url.QueryEscape(s)) },
	"URL-encoded":            url.QueryEscape,
	"URL-encoded, %20":       url.PathEscape,
	"URL-encoded, lower":     func(s string) string { return lowerEscapes(url.QueryEscape(s)) },
	"URL-encoded throughout": everyByte("%%%02X"),
	"URL-encoded twice":      func(s string) string { return url.QueryEscape(url.QueryEscape(s)) },
	"JSON":                   marshaled,
	"JSON, HTML-safe":        htmlSafeJSON,
	"JSON, slashes":          func(s string) string { return strings.ReplaceAll(marshaled(s), "/", `\/`) },
	"JSON, all escaped":      unicodeEscaped,
	"JSON in JSON":           func(s string) string { return marshaled(marshaled(s)) },
	"HTML":                   html.EscapeString,
	"HTML, hexadecimal":      func(s string) string { return everyRune("&#x%x;", s) },
	"HTML, decimal":          func(s string) string { return everyRune("&#%d;", s) },
	"HTML in JSON":           func(s string) string { return htmlSafeJSON(html.EscapeString(s)) },
	"base64, URL-encoded":    func(s string) string { return url.QueryEscape(std(s)) },
	"base64 in JSON":         func(s string) string { return strings.ReplaceAll(std(s), "/", `\/`) },
	"hex":                    func(s string) string { return hex.EncodeToString([]byte(s)) },
	"hex, upper":             func(s string) string { return strings.ToUpper(hex.EncodeToString([]byte(s))) },
	"reversed":               backwards,
}

func everyRune(format, s string) string {
	var b strings.Builder
	for _, r := range s {
		fmt.Fprintf(&b, format, r)
	}
	return b.String()
}

// readings are what a determined reader may make of a text.
func readings(text string, deep int) []string {
	out := []string{text, backwards(text)}
	if deep == 0 {
		return out
	}
	add := func(s string) {
		if s != text && s != "" {
			out = append(out, readings(s, deep-1)...)
		}
	}
	if s, err := url.QueryUnescape(text); err == nil {
		add(s)
	}
	if s, err := url.PathUnescape(text); err == nil {
		add(s)
	}
	add(html.UnescapeString(text))
	add(unescapeJSON(text))
	for _, run := range regexp.MustCompile(`[0-9a-fA-F]{8,}`).FindAllString(text, -1) {
		if raw, err := hex.DecodeString(run[:len(run)&^1]); err == nil {
			add(string(raw))
		}
	}
	for _, run := range regexp.MustCompile(`[0-9A-Za-z+/_-]{6,}`).FindAllString(text, -1) {
		run = strings.NewReplacer("-", "+", "_", "/").Replace(run)
		for from := range 4 {
			if from < len(run) {
				part := run[from:]
				for len(part)%4 == 1 {
					part = part[:len(part)-1]
				}
				if raw, err := base64.RawStdEncoding.DecodeString(part); err == nil {
					add(string(raw))
				}
			}
		}
	}
	return out
}

func unescapeJSON(s string) string {
	return regexp.MustCompile(`\\(u[0-9a-fA-F]{4}|.)`).ReplaceAllStringFunc(s, func(e string) string {
		var out string
		if json.Unmarshal([]byte(`"`+e+`"`), &out) != nil {
			return e
		}
		return out
	})
}

// leaks tells how a secret can be read out of a text, "" when it cannot.
func leaks(text, secret string) string {
	for _, r := range readings(text, 2) {
		if strings.Contains(r, secret) {
			return r
		}
	}
	return ""
}

// places put an echoed text where it may come back.
var places = map[string]func(o *exchange.Observation, echo string){
	"header value": func(o *exchange.Observation, e string) { o.Header = exchange.Header{{Name: "X", Value: e}} },
	"header middle": func(o *exchange.Observation, e string) {
		o.Header = exchange.Header{{Name: "X", Value: "Basic " + e + ", x"}}
	},
	"header name": func(o *exchange.Observation, e string) { o.Header = exchange.Header{{Name: "X-" + e, Value: "1"}} },
	"cookie": func(o *exchange.Observation, e string) {
		o.Header = exchange.Header{{Name: "Set-Cookie", Value: "sid=" + e + "; Path=/"}}
	},
	"text body": func(o *exchange.Observation, e string) { o.Body = []byte("you sent: " + e + ".") },
	"bare body": func(o *exchange.Observation, e string) { o.Body = []byte(e) },
	"HTML body": func(o *exchange.Observation, e string) { o.Body = []byte("<p title=\"" + e + "\">\n" + e + "</p>") },
	"JSON body": func(o *exchange.Observation, e string) {
		o.Body = []byte(`{"echo":"` + marshaled(e) + `","n":[1,{"` + marshaled(e) + `":null}]}`)
	},
	"JSON in string": func(o *exchange.Observation, e string) { o.Body = []byte(`["` + marshaled(`{"a":"`+e+`"}`) + `"]`) },
	"stream": func(o *exchange.Observation, e string) {
		line := strings.NewReplacer("\n", " ", "\r", " ").Replace(e)
		o.Body = []byte("id: " + line + "\ndata: {\"echo\": \"" + marshaled(line) + "\"}\n\ndata: " + line + "\n\n{\"error\": \"" + marshaled(line) + "\"}\n\ndata: [DONE]\n\n")
		p := eventstream.NewParser(func() time.Duration { return 5 })
		_, _ = p.Write(o.Body)
		o.Stream = p.Close("")
	},
	"redirect": func(o *exchange.Observation, e string) {
		o.Hops = []exchange.Hop{{Status: 302, URL: "http://h/?k=" + e, Location: "/x/" + e, Header: exchange.Header{{Name: "Location", Value: e}}}}
	},
	"error": func(o *exchange.Observation, e string) {
		o.Failure = &exchange.Failure{Kind: exchange.DNS, Message: `Get "http://h/?k=` + e + `": no such host`}
	},
	"reason":      func(o *exchange.Observation, e string) { o.Reason = "Bad " + e },
	"missing":     func(o *exchange.Observation, e string) { o.Missing = exchange.Missing("not set: " + e) },
	"certificate": func(o *exchange.Observation, e string) { o.TLS = &exchange.TLS{Subject: "CN=" + e, Issuer: e} },
	"capture": func(o *exchange.Observation, e string) {
		o.Captured = map[string]any{"v": e, "deep": []any{map[string]any{e: e}}}
	},
	"capture error": func(o *exchange.Observation, e string) { o.CaptureError = "id: " + e },
	"address": func(o *exchange.Observation, e string) {
		o.Provenance = exchange.Provenance{From: "http://" + e + "/", Note: e}
	},
	"sample": func(o *exchange.Observation, e string) { o.Samples = []*exchange.Observation{o, {Body: []byte(e)}} },
}

// everything is all that o says, as text.
func everything(o *exchange.Observation) []string {
	out := []string{string(o.Missing), o.Reason, string(o.Body), o.CaptureError, o.Provenance.From, o.Provenance.Note, fmt.Sprint(o.Captured)}
	for _, h := range append([]exchange.Hop{{Header: o.Header}}, o.Hops...) {
		out = append(out, h.URL, h.Location)
		for _, f := range h.Header {
			out = append(out, f.Name, f.Value)
		}
	}
	if o.Failure != nil {
		out = append(out, o.Failure.Message)
	}
	if o.TLS != nil {
		out = append(out, o.TLS.Subject, o.TLS.Issuer)
	}
	if s := o.Stream; s != nil {
		out = append(out, s.Unfinished)
		for _, e := range s.Events {
			out = append(out, e.ID, e.Type, e.Data)
		}
		for _, l := range s.Stray {
			out = append(out, l.Text)
		}
	}
	for _, s := range o.Samples {
		if s != o {
			out = append(out, everything(s)...)
		}
	}
	return out
}

func TestNoSecretIsReadOutOfAnyPlaceInAnyForm(t *testing.T) {
	for i, secret := range canaries {
		name := fmt.Sprintf("s%d", i)
		r, err := redact.New([]redact.Secret{{Name: name, Value: secret}}, redact.Rules{})
		if err != nil {
			t.Fatal(err)
		}
		for how, transform := range transforms {
			echo := transform(secret)
			for where, put := range places {
				o := &exchange.Observation{}
				put(o, echo)
				wasJSON := json.Valid(o.Body)
				readable := slices.ContainsFunc(everything(o), func(text string) bool { return leaks(text, secret) != "" })
				r.Observation(o)
				for _, text := range everything(o) {
					if read := leaks(text, secret); read != "" {
						t.Errorf("%q, %s, %s: %q is left, and reads as %q", secret, how, where, text, read)
					}
				}
				if found := r.Scan([]byte(strings.Join(everything(o), "\n"))); len(found) > 0 {
					t.Errorf("%q, %s, %s: the last gate finds %v in %q", secret, how, where, found, everything(o))
				}
				if wasJSON && !json.Valid(o.Body) {
					t.Errorf("%q, %s, %s: the body is no JSON any more: %s", secret, how, where, o.Body)
				}
				if readable && !strings.Contains(fmt.Sprint(everything(o)), "${"+name+"}") {
					t.Errorf("%q, %s, %s: nothing says ${%s}: %q", secret, how, where, name, everything(o))
				}
			}
			if found := r.Scan([]byte("a\nbé " + echo + "\n")); len(found) != 1 || found[0].Line != 2 || found[0].Col > 20 {
				t.Errorf("%q, %s: the last gate finds %v in %q", secret, how, found, echo)
			}
		}
	}
}
