package history

import (
	"bytes"
	"errors"
)

// partForm is the first byte of a part in its binary form, of which it is the version.
const partForm = 1

// partText is in about how many bytes a part has a text that differs from the others.
const partText = 18

var errPart = errors.New("a part of a run in an unknown form")

// MarshalBinary returns the observations and verdicts of the part as bytes; times and durations in
// microseconds.
func (p *Part) MarshalBinary() ([]byte, error) {
	content, _ := p.packed()
	return content, nil
}

// packed returns the part as bytes, and the texts in them, each once.
func (p *Part) packed() (content []byte, texts []string) {
	c := writer(partForm, len(p.Observations)+2*len(p.Verdicts), partText)
	c.part(p)
	return c.bytes, c.texts
}

// UnmarshalBinary reads what [Part.MarshalBinary] returned, into the memory that the part has. The
// suite stays.
func (p *Part) UnmarshalBinary(b []byte) error {
	_, err := p.read(bytes.Clone(b), nil)
	return err
}

// read is UnmarshalBinary of bytes that do not change any more. It returns the memory of texts, for
// the next part.
func (p *Part) read(b []byte, texts []string) ([]string, error) {
	if len(b) == 0 || b[0] != partForm {
		return texts, errPart
	}
	c := reader(b, texts, partText)
	p.Redact = nil
	c.part(p)
	if c.broken || c.left() > 0 {
		return c.texts, errPart
	}
	return c.texts, nil
}

func (c *coder) part(p *Part) {
	list(c, &p.Observations, c.observation)
	list(c, &p.Verdicts, func(v *Verdict) {
		for _, text := range []*string{&v.Finding, &v.Claim, &v.Probe, &v.Target, &v.Verdict, &v.Kind, &v.Reason} {
			c.text(text)
		}
	})
}

func (c *coder) observation(o *Observation) {
	for _, text := range []*string{&o.Probe, &o.Target, &o.Answer, &o.Error, &o.Missing, &o.ToldBy} {
		c.text(text)
	}
	c.count(&o.Sample)
	c.count(&o.Status)
	c.moment(&o.At)
	c.span(&o.Duration)
	c.span(&o.FirstByte)
	c.flag(&o.Limited)
	c.flag(&o.Cools)
	told := o.Told != nil
	if c.flag(&told); !told {
		return
	}
	if c.reading {
		o.Told = &Told{}
	}
	c.text(&o.Told.Header)
	c.text(&o.Told.Reading)
	c.span(&o.Told.Wait)
}
