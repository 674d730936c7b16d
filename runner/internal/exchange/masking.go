package exchange

import "fmt"

// Masking is what is known of the declared secrets that a suite compares responses with: a response
// contains ${name} in place of a value only if the value was known. The observations of a run share
// it; it is immutable.
type Masking struct {
	// Masked lists the secrets whose values were searched for when the response came, so that it
	// contains their names instead; a fixture says so.
	Masked []string
	// Blind lists the secrets that the response may contain without it being known.
	Blind []Blind
}

// Blind is a secret whose value was unknown, or is not distinct from that of another: nothing can
// be compared with it.
type Blind struct {
	Secret, Env string
	Why         BlindCause
	Other       string // for InOther: the secret whose value contains it
}

// BlindCause is why it is unknown whether a response contains a secret.
type BlindCause string

// The causes.
const (
	NoValue     BlindCause = "no value"     // its environment variable is not set
	NotRecorded BlindCause = "not recorded" // nor does the recording say that it was set then
	InOther     BlindCause = "in another"   // its value equals, or is part of, that of another secret
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

// BlindTo returns the first of these secrets that o may contain without it being known; ok is false
// if there is none.
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
