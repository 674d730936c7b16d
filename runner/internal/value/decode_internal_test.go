package value

import (
	"encoding/json"
	"strings"
	"testing"
)

// What decoders share is short: they are kept, and so is what they hold.
func TestDecodersHoldWhatIsShort(t *testing.T) {
	for n, kept := range map[int][3]bool{16: {true, true, true}, 17: {true, false, false}, 64: {true, false, false}, 65: {false, false, false}} {
		d := &decoder{}
		text := []byte(strings.Repeat("1", n))
		name, value, number := d.plainName(text), d.plainText(text), d.number(text)
		if name != string(text) || value != string(text) || number != json.Number(text) {
			t.Errorf("of %s came %s, %v, %v", text, name, value, number)
		}
		got := [3]bool{d.names[place(text)%len(d.names)] != "", false, *d.box(text) != nil}
		again := &decoder{}
		again.plainText(text)
		if got[1] = *again.box(text) != nil; got != kept {
			t.Errorf("of %d bytes a name, a text, a number are kept: %v, want %v", n, got, kept)
		}
	}
}
