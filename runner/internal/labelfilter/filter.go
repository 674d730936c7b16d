package labelfilter

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// A Filter reports whether it selects something with these labels.
type Filter func(labels []string) bool

// Parse reads a filter; the empty one selects everything. The error says what is wrong
// with it and at which byte, counted from 1.
func Parse(text string) (Filter, error) {
	if text == "" {
		return func([]string) bool { return true }, nil
	}
	p := &parser{text: string([]rune(text))}
	f, err := p.either()
	if err == nil && p.peek() == ')' {
		return nil, p.wrong("no ( belongs to this )")
	}
	return f, err
}

// parser descends through a filter; at is the byte that is read next.
type parser struct {
	text string
	at   int
}

func (p *parser) wrong(format string, args ...any) error {
	return fmt.Errorf("at byte %d: %s", p.at+1, fmt.Sprintf(format, args...))
}

// end is what peek returns at the end: not a byte of UTF-8.
const end = 0xFF

// peek returns the next byte that is not a space.
func (p *parser) peek() byte {
	for p.at < len(p.text) && p.text[p.at] == ' ' {
		p.at++
	}
	if p.at == len(p.text) {
		return end
	}
	return p.text[p.at]
}

// until reads up to one of the bytes, or to the end.
func (p *parser) until(ends string) string {
	rest := p.text[p.at:]
	if n := strings.IndexAny(rest, ends); n >= 0 {
		rest = rest[:n]
	}
	p.at += len(rest)
	return rest
}

// operator reads the operator c, which is written twice.
func (p *parser) operator(c byte) error {
	if p.at++; p.at == len(p.text) || p.text[p.at] != c {
		p.at--
		return p.wrong("write %c%c", c, c)
	}
	p.at++
	return nil
}

func (p *parser) either() (Filter, error) {
	left, err := p.both()
	for err == nil {
		switch p.peek() {
		case ',':
			p.at++
		case '|':
			err = p.operator('|')
		default:
			return left, nil
		}
		if err != nil {
			break
		}
		var right Filter
		a := left
		right, err = p.both()
		left = func(labels []string) bool { return a(labels) || right(labels) }
	}
	return nil, err
}

func (p *parser) both() (Filter, error) {
	left, err := p.one()
	for err == nil {
		switch c := p.peek(); c {
		case end, ')', ',', '|':
			return left, nil
		case '&':
			err = p.operator('&')
		default:
			err = p.wrong("write && or || before %q", p.text[p.at:])
		}
		if err != nil {
			break
		}
		var right Filter
		a := left
		right, err = p.one()
		left = func(labels []string) bool { return a(labels) && right(labels) }
	}
	return nil, err
}

// one reads an operand.
func (p *parser) one() (Filter, error) {
	switch c := p.peek(); c {
	case end:
		return nil, p.wrong("it ends where a label is expected")
	case '&', '|', ',':
		return nil, p.wrong("nothing stands before %s", strings.TrimRight(p.text[p.at:min(p.at+2, len(p.text))], " "))
	case ')':
		return nil, p.wrong("nothing stands before )")
	case '!':
		p.at++
		f, err := p.one()
		return func(labels []string) bool { return !f(labels) }, err
	case '(':
		return p.group()
	case '/':
		return p.pattern()
	}
	return p.label()
}

func (p *parser) group() (Filter, error) {
	open := p.at
	p.at++
	f, err := p.either()
	if err != nil {
		return nil, err
	}
	if p.peek() != ')' {
		p.at = open
		return nil, p.wrong("no ) belongs to this (")
	}
	p.at++
	return f, nil
}

// pattern reads a regular expression; the last one of a filter need not be closed.
func (p *parser) pattern() (Filter, error) {
	start := p.at
	p.at++
	re, err := regexp.Compile(p.until("/"))
	if err != nil {
		p.at = start
		return nil, p.wrong("%v", err)
	}
	p.at = min(p.at+1, len(p.text))
	return func(labels []string) bool { return slices.ContainsFunc(labels, re.MatchString) }, nil
}

// special lists the bytes that no label contains.
const special = "&|!,()/"

// label reads a label, or a set of those with one key: a colon followed by a space begins the set.
func (p *parser) label() (Filter, error) {
	start := p.at
	word := strings.TrimSpace(p.until(special + ":"))
	if strings.HasPrefix(p.text[p.at:], ": ") {
		if word == "" {
			return nil, p.wrong("nothing stands before the colon")
		}
		p.at++
		return p.set(strings.ToLower(word))
	}
	value := strings.TrimSpace(p.until(special))
	if value == ":" {
		return nil, p.wrong("after a colon belongs a value, or a space and one of %s", strings.Join(operations, ", "))
	}
	word = strings.ToLower(strings.TrimSpace(word + value))
	for _, name := range operations {
		if strings.Index(word, " "+strings.ToLower(name)) > 0 {
			p.at = start
			return nil, p.wrong("a colon belongs before %s, as in key: %s", name, name)
		}
	}
	return func(labels []string) bool {
		return slices.ContainsFunc(labels, func(l string) bool { return strings.ToLower(l) == word })
	}, nil
}
