package plain_test

import (
	"crypto/rand"
	"fmt"
	"os"
	"testing"

	"assay/runner/contract"
)

var suites = contract.Documents("*.suite.yaml")

func TestBefore(t *testing.T) { byHand(t, "before") }

func TestContracts(t *testing.T) {
	if what := os.Getenv("PLAIN_FALLS"); what != "" {
		rand.Reader = falling{what}
	}
	contract.Run(t, suites)
}

func TestAfter(t *testing.T) { byHand(t, "after") }

// byHand sees a probe that no finding names, and one that findings name.
func byHand(t *testing.T, own string) {
	if os.Getenv("PLAIN_BY_HAND") == "" {
		t.Skip("not asked for")
	}
	for range 2 {
		for _, probe := range []string{own, "p1"} {
			if o := suites.Observation(t, probe); o.Status != 200 {
				t.Errorf("%s: status %d", probe, o.Status)
			}
		}
	}
}

func TestMisspelt(t *testing.T) { suites.Observation(t, "bfore") }

// falling panics in the place of random bytes. What needs some is our own code, so
// that this is a mistake of its own as package testing sees it.
type falling struct{ what string }

func (f falling) Read([]byte) (int, error) { panic(fmt.Errorf("no bytes for %s", f.what)) }
