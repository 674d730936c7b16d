package link

import (
	"context"
	"fmt"
	"testing"
	"time"

	"assay/runner/internal/fleet"
)

// A key that is renewed while a bucket is listed is listed: an agent that renews its card is there,
// and a cooldown that is prolonged is kept.
func TestWhatIsRenewedMeanwhileIsListed(t *testing.T) {
	t.Parallel()
	l := newLab(t, echo)
	renewing, err := connect(t.Context(), l.server.Place, "renewing")
	if err != nil {
		t.Fatal(err)
	}
	defer renewing.close()
	w, err := connect(t.Context(), l.server.Place, "listing")
	if err != nil {
		t.Fatal(err)
	}
	defer w.close()
	keys := []string{"renewed", "a", "b", "c", "deleted"}
	for _, key := range keys {
		if _, err := w.cards.Put(t.Context(), key, []byte("{}")); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.cards.Delete(t.Context(), "deleted"); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for ctx.Err() == nil {
			_, _ = renewing.cards.Put(ctx, "renewed", []byte("{}"))
		}
	}()
	for range 300 {
		listed, err := w.entries(t.Context(), w.cards, everything)
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]int{}
		for _, e := range listed {
			got[e.Key()]++
		}
		if want := map[string]int{"renewed": 1, "a": 1, "b": 1, "c": 1}; fmt.Sprint(got) != fmt.Sprint(want) {
			t.Fatalf("listed %v, expected %v", got, want)
		}
	}
	stop()
	<-ended
}

// An agent takes no job before it knows all cooldowns.
func TestAgentsKnowCooldownsFromTheStart(t *testing.T) {
	t.Parallel()
	l := newLab(t, echo)
	w, err := connect(t.Context(), l.server.Place, "test")
	if err != nil {
		t.Fatal(err)
	}
	defer w.close()
	const most = 5000 // so many that reading them takes longer than all else that an agent begins with
	for i := range most {
		one := cooldown{Target: fmt.Sprintf("http://target-%d.example", i), Wait: time.Hour, Why: "it said so", By: "another run"}
		if _, err := w.js.PublishAsync("$KV."+w.cooling.Bucket()+"."+one.key(), put(one)); err != nil {
			t.Fatal(err)
		}
	}
	<-w.js.PublishAsyncComplete()
	ctx, stop := context.WithCancel(t.Context())
	ended, started, ready := make(chan error, 1), make(chan *agent, 1), make(chan struct{})
	go func() {
		ended <- Client{}.agent(ctx, l.server.Place, fleet.AgentOptions{Say: func(string, ...any) { close(ready) }}, started)
	}()
	a := <-started
	<-ready
	a.cooling.mu.Lock()
	known := len(a.cooling.known)
	a.cooling.mu.Unlock()
	if known != most {
		t.Errorf("it knows %d of %d cooldowns when it says that it takes jobs", known, most)
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
