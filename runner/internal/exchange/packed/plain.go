package packed

import (
	"bytes"
	"encoding/binary"
	"math"
	"time"

	"assay/runner/internal/exchange"
)

// plain reports whether write takes every field of o but the request and the captures.
func plain(o *exchange.Observation) bool {
	return o.Missing == exchange.Missing{} && o.Failure == nil && o.Cut == exchange.Cut("") && o.Stream == nil && o.Reported == nil &&
		len(o.Trailer) == 0 && len(o.Odd) == 0 && len(o.Hops) == 0 && len(o.Samples) == 0 &&
		o.GaveUp == "" && !o.Shared && o.CaptureError == "" && o.Provenance.Note == "" &&
		moment(number(o.Sent)).Equal(o.Sent) && moment(number(o.Provenance.At)).Equal(o.Provenance.At) && public(o.Header)
}

func public(h exchange.Header) bool {
	for i := range h {
		if h[i].Secret {
			return false
		}
	}
	return true
}

// noTime is the number of the zero time, the others are in nanoseconds since 1970.
const noTime = math.MinInt64

func number(t time.Time) int64 {
	if t.IsZero() {
		return noTime
	}
	return t.UnixNano()
}

func moment(n int64) time.Time {
	if n == noTime {
		return time.Time{}
	}
	return time.Unix(0, n)
}

// Writer packs observations one by one. What several have is kept once.
type Writer struct {
	packed  Observations
	most    int // about how many observations there will be
	count   int // of them so far
	texts   map[string]int64
	tls     map[exchange.TLS]int64
	masking map[*exchange.Masking]int64
	// before are the texts of the plain response before, most of which the next one has at the same
	// place; place is that of the next text.
	before []known
	place  int
	sent   int64 // when the request before was
}

// known is a text that was written before.
type known struct {
	text   string
	number int64
}

// bytesOf is about how many bytes the numbers of a plain response take, and textsOf how many of
// them are texts.
const bytesOf, textsOf = 40, 16

// mostBodies is how many bytes bodies get room for before they are there.
const mostBodies = 64 << 10

// NewWriter returns a writer for about n observations.
func NewWriter(n int) *Writer {
	return &Writer{
		most:   n,
		packed: Observations{Numbers: make([]byte, 0, n*bytesOf), Texts: make([]string, 0, n+textsOf)},
		before: make([]known, 0, textsOf),
		texts:  map[string]int64{}, tls: map[exchange.TLS]int64{}, masking: map[*exchange.Masking]int64{},
	}
}

func (w *Writer) number(n int64) { w.packed.Numbers = binary.AppendVarint(w.packed.Numbers, n) }

func (w *Writer) text(s string) { w.textBy(s, w.find) }

// textBy writes a text, by the number that number returns unless it is at the same place as before.
func (w *Writer) textBy(s string, number func(string) int64) {
	if w.place == len(w.before) {
		w.before = append(w.before, known{s, number(s)})
	} else if before := &w.before[w.place]; before.text != s {
		*before = known{s, number(s)}
	}
	w.number(w.before[w.place].number)
	w.place++
}

// find returns the number of a text, which may be there already.
func (w *Writer) find(s string) int64 {
	n, ok := w.texts[s]
	if !ok {
		n = w.add(s)
		w.texts[s] = n
	}
	return n
}

// add returns the number of a text that is written anew.
func (w *Writer) add(s string) int64 {
	w.packed.Texts = append(w.packed.Texts, s)
	return int64(len(w.packed.Texts)) - 1
}

// write is the opposite of reader.read.
func (w *Writer) write(o *exchange.Observation) {
	w.place = 0
	w.textBy(o.Probe, w.add) // hardly one is there twice
	for _, s := range []string{o.Reason, o.Proto, o.SHA256, o.Base, o.Provenance.Kind, o.Provenance.From, o.Provenance.Tool} {
		w.text(s)
	}
	sent := number(o.Sent)
	for _, n := range []int64{ // differences of times are small, and wrap around for those that are none
		int64(o.Sample), int64(o.Status), o.Size, int64(o.Attempts), int64(o.Duration), int64(o.FirstByte), sent - w.sent, number(o.Provenance.At) - sent, int64(len(o.Body)),
	} {
		w.number(n)
	}
	w.sent = sent
	if w.packed.Bodies == nil {
		w.packed.Bodies = make([]byte, 0, min(w.most*len(o.Body), mostBodies))
	}
	w.packed.Bodies = append(w.packed.Bodies, o.Body...)
	w.secured(o.TLS)
	w.masked(o.Masking)
	w.number(int64(len(o.Header)))
	for i := range o.Header {
		w.text(o.Header[i].Name)
		w.text(o.Header[i].Value)
	}
}

// secured writes where in TLS that of a connection is, from 1; 0: it has none.
func (w *Writer) secured(of *exchange.TLS) {
	if of == nil {
		w.number(0)
		return
	}
	n, ok := w.tls[*of]
	if !ok {
		w.packed.TLS = append(w.packed.TLS, *of)
		n = int64(len(w.packed.TLS))
		w.tls[*of] = n
	}
	w.number(n)
}

// masked writes where in Masking that of a response is, from 1; 0: it has none.
func (w *Writer) masked(of *exchange.Masking) {
	if of == nil {
		w.number(0)
		return
	}
	n, ok := w.masking[of]
	if !ok {
		w.packed.Masking = append(w.packed.Masking, of)
		n = int64(len(w.packed.Masking))
		w.masking[of] = n
	}
	w.number(n)
}

// reader reads plain responses.
type reader struct {
	*Observations
	at      int   // in Numbers
	body    int   // in Bodies
	sent    int64 // when the request before was
	damaged bool
}

func (r *reader) number() int64 {
	n, size := binary.Varint(r.Numbers[r.at:])
	if size <= 0 {
		r.damaged = true
		return 0
	}
	r.at += size
	return n
}

// within returns the next number if it is from 0 to most, 0 otherwise.
func (r *reader) within(most int) int {
	n := r.number()
	if n < 0 || n > int64(most) {
		r.damaged = true
		return 0
	}
	return int(n)
}

func (r *reader) text() string {
	if n := r.within(len(r.Texts) - 1); !r.damaged {
		return r.Texts[n]
	}
	return ""
}

func (r *reader) read() *exchange.Observation {
	o := exchange.NewObservation()
	for _, s := range []*string{&o.Probe, &o.Reason, &o.Proto, &o.SHA256, &o.Base, &o.Provenance.Kind, &o.Provenance.From, &o.Provenance.Tool} {
		*s = r.text()
	}
	o.Sample, o.Status, o.Size, o.Attempts = int(r.number()), int(r.number()), r.number(), int(r.number())
	o.Duration, o.FirstByte = time.Duration(r.number()), time.Duration(r.number())
	r.sent += r.number()
	o.Sent, o.Provenance.At = moment(r.sent), moment(r.sent+r.number())
	if n := r.within(len(r.Bodies) - r.body); n > 0 {
		o.Body = bytes.Clone(r.Bodies[r.body : r.body+n])
		r.body += n
	}
	if n := r.within(len(r.TLS)); n > 0 {
		o.TLS = &r.TLS[n-1]
	}
	if n := r.within(len(r.Masking)); n > 0 {
		o.Masking = r.Masking[n-1]
	}
	if n := r.within((len(r.Numbers) - r.at) / 2); n > 0 {
		o.Header = make(exchange.Header, n)
		for i := range o.Header {
			o.Header[i].Name, o.Header[i].Value = r.text(), r.text()
		}
	}
	return o
}
