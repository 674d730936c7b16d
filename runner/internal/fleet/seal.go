package fleet

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/hpke"
	"errors"
	"fmt"
	"sync"
)

// Seal opens what agents hand in for one run. An agent masks what it was answered with the secrets
// that it knows, but not with those of another agent, and it tells the run what it learned, such as
// a captured token. Only the process that judges holds the key: it masks all of it before anything
// is written.
type Seal struct {
	key hpke.PrivateKey

	mu    sync.Mutex
	known map[string]cipher.AEAD // by how the agent's key begins what it sealed
}

// NewSeal makes the key of a run.
func NewSeal() (*Seal, error) {
	key, err := sealing().GenerateKey()
	if err != nil {
		return nil, fmt.Errorf("a key for what agents hand in: %w", err)
	}
	return &Seal{key: key}, nil
}

// The suite of RFC 9180, of which a key for AES-256-GCM is exported: one for each agent and run,
// since messages may be lost, and come twice.
func sealing() hpke.KEM { return hpke.DHKEM(ecdh.X25519()) }

// The info and the exporter context of RFC 9180, section 5.
const sealedFor, exportedFor = "assay fleet: outcomes", "AES-256-GCM"

// encapsulated is the size of a key of X25519 in bytes.
const encapsulated = 32

// Public returns the key to seal with.
func (s *Seal) Public() []byte { return s.key.PublicKey().Bytes() }

// Open returns the outcome of a chunk that a [Sealer] made of the public key sealed.
func (s *Seal) Open(chunk string, sealed []byte) ([]byte, error) {
	if len(sealed) < encapsulated {
		return nil, errors.New("what an agent handed in cannot be opened: it is not sealed")
	}
	with, err := s.opener(sealed[:encapsulated])
	if err != nil {
		return nil, fmt.Errorf("what an agent handed in cannot be opened: %w", err)
	}
	raw, err := with.Open(nil, nil, sealed[encapsulated:], []byte(chunk))
	if err != nil {
		return nil, fmt.Errorf("what an agent handed in cannot be opened: %w", err)
	}
	return raw, nil
}

// mostOpened is how many keys of agents are known at once.
const mostOpened = 1000

func (s *Seal) opener(enc []byte) (cipher.AEAD, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if known := s.known[string(enc)]; known != nil {
		return known, nil
	}
	from, err := hpke.NewRecipient(enc, s.key, hpke.HKDFSHA256(), hpke.ExportOnly(), []byte(sealedFor))
	if err != nil {
		return nil, err
	}
	with, err := exported(from)
	if err != nil {
		return nil, err
	}
	if s.known == nil || len(s.known) >= mostOpened {
		s.known = map[string]cipher.AEAD{}
	}
	s.known[string(enc)] = with
	return with, nil
}

// exported returns the cipher that both ends of an encapsulated key export.
func exported(from interface {
	Export(exporterContext string, length int) ([]byte, error)
}) (cipher.AEAD, error) {
	key, err := from.Export(exportedFor, 32)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}

// Sealer seals what one agent hands in for one run.
type Sealer struct {
	enc  []byte
	with cipher.AEAD
}

// NewSealer makes an agent's key for the run of a public key.
func NewSealer(public []byte) (*Sealer, error) {
	key, err := sealing().NewPublicKey(public)
	if err != nil {
		return nil, fmt.Errorf("the run's key for what agents hand in: %w", err)
	}
	enc, to, err := hpke.NewSender(key, hpke.HKDFSHA256(), hpke.ExportOnly(), []byte(sealedFor))
	if err != nil {
		return nil, fmt.Errorf("a key for the run: %w", err)
	}
	with, err := exported(to)
	return &Sealer{enc, with}, err
}

// Seal returns the outcome of a chunk so that only the run can read it.
func (s *Sealer) Seal(chunk string, raw []byte) []byte {
	out := make([]byte, len(s.enc), len(s.enc)+s.with.Overhead()+len(raw))
	copy(out, s.enc)
	return s.with.Seal(out, nil, raw, []byte(chunk))
}
