package exchange

import "fmt"

// Masking is what is known of the declared secrets that a suite compares answers with:
// an answer holds ${name} in the place of a value only where the value was known. The
// observations of a run share it; it is not changed.
type Masking struct {
	// Masked are the secrets whose values were looked for when the answer came, so that
	// it holds their names instead; a fixture says so.
	Masked []string
	// Blind are those of which the answer does not tell whether it holds them.
	Blind []Blind
}

// Blind is a secret whose value was not known, or cannot be told from that of another:
// nothing can be compared with it.
type Blind struct {
	Secret, Env string
	Why         BlindCause
	Other       string // the secret in whose value it stands, of InOther
}

// BlindCause is why an answer does not tell whether it holds a secret.
type BlindCause string

// The causes.
const (
	NoValue     BlindCause = "no value"     // its environment variable is not set
	NotRecorded BlindCause = "not recorded" // nor does the recording say that it was, then
	InOther     BlindCause = "in another"   // its value is, or is a part of, that of another secret
)

// String says why nothing can be compared with the secret, and what to do.
func (b Blind) String() string {
	switch b.Why {
	case NotRecorded:
		return fmt.Sprintf("the secret %q is not set, and nothing says that it was when this was recorded: export %s, or record again with it", b.Secret, b.Env)
	case InOther:
		return fmt.Sprintf("the value of the secret %q stands in that of %q, whose name is all that an answer shows: give %s another value", b.Secret, b.Other, b.Env)
	}
	return fmt.Sprintf("the secret %q is not set, and nothing can be compared with it: export %s", b.Secret, b.Env)
}

// BlindTo is the first of these secrets of which the answer does not tell whether it
// holds them; ok is false when it tells of all.
func (o *Observation) BlindTo(secrets []string) (_ Blind, ok bool) {
	if o == nil || o.Masking == nil {
		return Blind{}, false
	}
	for _, b := range o.Masking.Blind {
		for _, name := range secrets {
			if b.Secret == name {
				return b, true
			}
		}
	}
	return Blind{}, false
}
