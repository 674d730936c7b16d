package canary

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
)

// Secrets are canaries with everything in them that an encoding changes. None was ever in use.
var Secrets = []string{
	"invented-canary-0123456789", `a/b+c"d<e>f&g%h i'j\k=l`, "schlüssel-größe-übung", "invented.firstpart0123.secondpart456.tail7890123", "8675309867530", "user@example.org:pass-word", "12345", "Zz9!",
	"key_0a1b2c3d4e5f60718293a4b5c6d7e8f9",
}

// Marshaled returns s as the content of a JSON string.
func Marshaled(s string) string {
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

// mixture writes each character of s in turn as an escape of URLs, JSON and HTML.
func mixture(first int) func(string) string {
	return func(s string) string {
		var b strings.Builder
		n := first
		for _, r := range s {
			switch n % 3 {
			case 0:
				for _, c := range []byte(string(r)) {
					fmt.Fprintf(&b, "%%%02X", c)
				}
			case 1:
				fmt.Fprintf(&b, `\u%04x`, r)
			case 2:
				fmt.Fprintf(&b, "&#x%x;", r)
			}
			n++
		}
		return b.String()
	}
}

// dashed puts the dashes of a UUID into every 32 digits of hexadecimal in s.
func dashed(s string) string {
	return regexp.MustCompile(`([0-9a-fA-F]{8})([0-9a-fA-F]{4})([0-9a-fA-F]{4})([0-9a-fA-F]{4})([0-9a-fA-F]{12})`).ReplaceAllString(s, "$1-$2-$3-$4-$5")
}

func std(s string) string    { return base64.StdEncoding.EncodeToString([]byte(s)) }
func rawURL(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) }

// Transforms are the forms in which a server may echo a secret.
var Transforms = map[string]func(string) string{
	"as it is":                func(s string) string { return s },
	"base64":                  std,
	"base64url":               func(s string) string { return base64.URLEncoding.EncodeToString([]byte(s)) },
	"base64url unpadded":      rawURL,
	"base64 of a pair":        func(s string) string { return std("user:" + s) },
	"base64 of a pair, 2":     func(s string) string { return std("me:" + s + ":x") },
	"base64 of a pair, 3":     func(s string) string { return std(s + ":password") },
	"base64url of a pair":     func(s string) string { return rawURL("ab" + s + "yz") },
	"base64 of JSON":          func(s string) string { return std(`{"key":"` + htmlSafeJSON(s) + `"}`) },
	"base64 of a query":       func(s string) string { return std("a=1&key=" + url.QueryEscape(s)) },
	"URL-encoded":             url.QueryEscape,
	"URL-encoded, %20":        url.PathEscape,
	"URL-encoded, lower":      func(s string) string { return lowerEscapes(url.QueryEscape(s)) },
	"URL-encoded throughout":  everyByte("%%%02X"),
	"URL-encoded twice":       func(s string) string { return url.QueryEscape(url.QueryEscape(s)) },
	"JSON":                    Marshaled,
	"JSON, HTML-safe":         htmlSafeJSON,
	"JSON, slashes":           func(s string) string { return strings.ReplaceAll(Marshaled(s), "/", `\/`) },
	"JSON, all escaped":       unicodeEscaped,
	"mixture of three":        mixture(0),
	"mixture of three, 2":     mixture(1),
	"HTML, no semicolon":      func(s string) string { return everyRune("&#%d", s) },
	"HTML, hex, no semicolon": func(s string) string { return everyRune("&#x%X", s) },
	"JSON, base64":            func(s string) string { return std(htmlSafeJSON(s)) },
	"JSON, plain, base64":     func(s string) string { return std(`{"sub":"` + Marshaled(s) + `"}`) },
	"JSON, slashes, base64":   func(s string) string { return std(strings.ReplaceAll(Marshaled(s), "/", `\/`)) },
	"HTML, base64":            func(s string) string { return std(html.EscapeString(s)) },
	"payload of a token":      func(s string) string { return rawURL(`{"sub":"`+htmlSafeJSON(s)+`","n":1}`) + "." },
	"dashed UUID":             dashed,
	"JSON in JSON":            func(s string) string { return Marshaled(Marshaled(s)) },
	"HTML":                    html.EscapeString,
	"HTML, hexadecimal":       func(s string) string { return everyRune("&#x%x;", s) },
	"HTML, decimal":           func(s string) string { return everyRune("&#%d;", s) },
	"HTML in JSON":            func(s string) string { return htmlSafeJSON(html.EscapeString(s)) },
	"base64, URL-encoded":     func(s string) string { return url.QueryEscape(std(s)) },
	"base64 in JSON":          func(s string) string { return strings.ReplaceAll(std(s), "/", `\/`) },
	"hex":                     func(s string) string { return hex.EncodeToString([]byte(s)) },
	"hex, upper":              func(s string) string { return strings.ToUpper(hex.EncodeToString([]byte(s))) },
	"reversed":                backwards,
}

func everyRune(format, s string) string {
	var b strings.Builder
	for _, r := range s {
		fmt.Fprintf(&b, format, r)
	}
	return b.String()
}
