package fleet

import (
	"bytes"
	"crypto/ecdh"
	"crypto/hpke"
	"encoding/gob"
	"fmt"

	"assay/runner/internal/secret/redact"
)

// Seal opens what agents seal for one run: the secrets that they learned from answers, such as a
// captured token, so that the run masks them in what other agents were answered. Only the process
// that judges holds its key, and no message or store of the fleet has a value in the clear.
type Seal struct{ key hpke.PrivateKey }

// NewSeal makes the key of a run.
func NewSeal() (*Seal, error) {
	key, err := sealing().GenerateKey()
	if err != nil {
		return nil, fmt.Errorf("a key for what agents learn: %w", err)
	}
	return &Seal{key}, nil
}

// The suite of RFC 9180.
func sealing() hpke.KEM { return hpke.DHKEM(ecdh.X25519()) }

// sealedFor is what the sealed texts are for (the info of RFC 9180, section 5.1).
var sealedFor = []byte("assay fleet: learned secrets")

// Public returns the key to seal with.
func (s *Seal) Public() []byte { return s.key.PublicKey().Bytes() }

// Open returns what was sealed with the public key; nil for an empty text.
func (s *Seal) Open(sealed []byte) (learned []redact.Secret, err error) {
	if len(sealed) == 0 {
		return nil, nil
	}
	raw, err := hpke.Open(s.key, hpke.HKDFSHA256(), hpke.AES256GCM(), sealedFor, sealed)
	if err != nil {
		return nil, fmt.Errorf("what an agent learned cannot be opened: %w", err)
	}
	if err := gob.NewDecoder(bytes.NewReader(raw)).Decode(&learned); err != nil {
		return nil, wrong(err)
	}
	return learned, nil
}

// Sealed returns secrets so that only the holder of the key can read them; nil if there are none,
// or the run gave no key.
func Sealed(public []byte, learned []redact.Secret) ([]byte, error) {
	if len(public) == 0 || len(learned) == 0 {
		return nil, nil
	}
	key, err := sealing().NewPublicKey(public)
	if err != nil {
		return nil, fmt.Errorf("the run's key for what agents learn: %w", err)
	}
	var raw bytes.Buffer
	if err := gob.NewEncoder(&raw).Encode(learned); err != nil {
		return nil, wrong(err)
	}
	return hpke.Seal(key, hpke.HKDFSHA256(), hpke.AES256GCM(), sealedFor, raw.Bytes())
}
