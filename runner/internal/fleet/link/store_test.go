package link

import (
	"testing"
)

// Whoever connects has the server change nothing that is as it should be, and sets right what is
// not.
func TestWhoConnectsLeavesTheStoreAsItIs(t *testing.T) {
	t.Parallel()
	l := newLab(t, echo)
	dial := func() *connected {
		f, err := Client{}.Dial(t.Context(), l.server.Place)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(f.Close)
		return f.(*connected)
	}
	first := dial()
	changes, err := first.nc.SubscribeSync("$JS.EVENT.ADVISORY.STREAM.>")
	if err != nil {
		t.Fatal(err)
	}
	changed := func() (subjects []string) {
		t.Helper()
		if err := first.nc.Flush(); err != nil { // the server has sent what it had to say
			t.Fatal(err)
		}
		for {
			n, _, err := changes.Pending()
			if err != nil {
				t.Fatal(err)
			}
			if n == 0 {
				return subjects
			}
			m, err := changes.NextMsg(asking)
			if err != nil {
				t.Fatal(err)
			}
			subjects = append(subjects, m.Subject)
		}
	}
	changed()
	dial()
	if got := changed(); len(got) > 0 {
		t.Errorf("the second who connects changed %v", got)
	}
	for _, stream := range []string{"KV_assay1_claims", historyStream} {
		s, err := first.js.Stream(t.Context(), stream)
		if err != nil {
			t.Fatal(err)
		}
		c := s.CachedInfo().Config
		right := c.MaxBytes
		c.MaxBytes = 1 << 20
		if _, err := first.js.UpdateStream(t.Context(), c); err != nil {
			t.Fatal(err)
		}
		dial()
		if s, err = first.js.Stream(t.Context(), stream); err != nil || s.CachedInfo().Config.MaxBytes != right {
			t.Errorf("%s has not the size that it should have: %v", stream, err)
		}
	}
}
