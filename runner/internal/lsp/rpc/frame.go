package rpc

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// Most is the maximum size of a message in bytes.
const Most = 128 << 20

// mostHead is the maximum size of the header of a message in bytes.
const mostHead = 4 << 10

// FrameError reports bytes that cannot be the header of a message. The stream cannot be read on:
// where the next message begins is unknown.
type FrameError struct{ Why string }

func (e *FrameError) Error() string {
	return "the header of a message: " + e.Why + "; expected Content-Length: BYTES and an empty line"
}

// ReadFrame reads the header of a message (base protocol of LSP 3.17) and returns its content. The
// error is [io.EOF] at the end of the stream between two messages, and a *[FrameError] if the
// header is wrong.
func ReadFrame(r *bufio.Reader) ([]byte, error) {
	length, err := readHead(r)
	if err != nil {
		return nil, err
	}
	// In pieces, so that a length alone takes no memory.
	content := make([]byte, 0, min(length, 64<<10))
	for len(content) < length {
		n := min(length-len(content), max(len(content), 64<<10))
		from := len(content)
		content = append(content, make([]byte, n)...)
		if _, err := io.ReadFull(r, content[from:]); err != nil {
			return nil, fmt.Errorf("a message of %d bytes ends early: %w", length, io.ErrUnexpectedEOF)
		}
	}
	return content, nil
}

// readHead returns the Content-Length of a header.
func readHead(r *bufio.Reader) (int, error) {
	length, taken := -1, 0
	for {
		line, err := readLine(r, mostHead-taken)
		taken += len(line)
		switch {
		case errors.Is(err, io.EOF) && taken == 0:
			return 0, io.EOF
		case errors.Is(err, io.EOF):
			return 0, &FrameError{"the stream ends in it"}
		case err != nil:
			return 0, err
		}
		line = strings.TrimRight(line, "\r\n")
		if line == "" {
			if length < 0 {
				return 0, &FrameError{"it has no Content-Length"}
			}
			return length, nil
		}
		name, value, ok := strings.Cut(line, ":")
		if !ok {
			return 0, &FrameError{"a line is " + strconv.QuoteToASCII(clip(line))}
		}
		if !strings.EqualFold(strings.TrimSpace(name), "Content-Length") {
			continue
		}
		if length, err = contentLength(strings.TrimSpace(value)); err != nil {
			return 0, err
		}
	}
}

func contentLength(s string) (int, error) {
	n, err := strconv.ParseUint(s, 10, 63)
	switch {
	case err != nil:
		return 0, &FrameError{"Content-Length is " + strconv.QuoteToASCII(clip(s))}
	case n > Most:
		return 0, &FrameError{fmt.Sprintf("Content-Length is %d, and the most is %d", n, Most)}
	}
	return int(n), nil
}

// readLine reads up to and with a line end, at most so many bytes.
func readLine(r *bufio.Reader, most int) (string, error) {
	var line []byte
	for {
		c, err := r.ReadByte()
		if err != nil {
			return string(line), err
		}
		line = append(line, c)
		switch {
		case c == '\n':
			return string(line), nil
		case len(line) >= most:
			return "", &FrameError{fmt.Sprintf("it has more than %d bytes", mostHead)}
		}
	}
}

func clip(s string) string {
	const most = 60
	if len(s) > most {
		return s[:most] + "…"
	}
	return s
}

// WriteFrame writes a message with its header.
func WriteFrame(w io.Writer, content []byte) error {
	head := "Content-Length: " + strconv.Itoa(len(content)) + "\r\n\r\n"
	_, err := w.Write(append([]byte(head), content...))
	return err
}
