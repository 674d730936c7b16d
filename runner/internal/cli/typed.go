package cli

import (
	"strings"

	"assay/runner/internal/secret/redact"
)

// maskTyped masks credentials of the command line in all messages: in an address, even a mistyped
// one, or after curl's -u.
func (p *process) maskTyped() {
	target, _ := p.env("ASSAY_TARGET")
	r, err := redact.New(typedCredentials(append([]string{target}, p.args...)), redact.Rules{})
	if err != nil {
		return // there are no rules that could be wrong
	}
	const last = "~" // a suite's own name for a secret comes first
	p.typed.Put(last, r)
	p.masks.Put(last, r)
}

func typedCredentials(args []string) []redact.Secret {
	var out []redact.Secret
	before := ""
	for _, arg := range args {
		for _, word := range strings.Fields(arg) {
			if _, value, ok := strings.Cut(word, "="); ok && strings.HasPrefix(word, "-") {
				word = value
			}
			out = append(out, redact.InAddresses(word)...)
			if before == "-u" || before == "--user" {
				out = append(out, redact.InAddresses(word+"@")...)
			}
			before = word
		}
	}
	return out
}
