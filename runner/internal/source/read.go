package source

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"unicode/utf16"
)

// The maximum size of a file, by its kind.
const (
	MostText      int64 = 64 << 20 // what people write: documents, vars, schemas, certificates
	MostRecording int64 = 2 << 30  // what programs write: fixtures, HARs, results, bodies to send
)

// Why an existing file is not read.
var (
	ErrFolder    = errors.New("it is a folder")
	ErrIrregular = errors.New("it is no regular file")
)

// ReadFile reads the file at path whole. It refuses what [Open] refuses, with the same error.
func ReadFile(path string, most int64) ([]byte, error) {
	f, size, err := Open(path, most)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, err := readAll(f, size, most)
	if err != nil && !errors.As(err, new(*fs.PathError)) {
		err = &fs.PathError{Op: "read", Path: path, Err: err}
	}
	return text, err
}

// Open opens the file at path and returns its size in bytes. It refuses anything but regular files
// before opening them (a pipe may never be written to, a device never end), and files of more than
// most bytes. The error is a *[fs.PathError], so that a message that names the file itself can
// leave the path out: see [Reason].
func Open(path string, most int64) (f *os.File, size int64, err error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, 0, &fs.PathError{Op: "open", Path: path, Err: errors.Unwrap(err)}
	case info.IsDir():
		return nil, 0, &fs.PathError{Op: "read", Path: path, Err: ErrFolder}
	case !info.Mode().IsRegular():
		return nil, 0, &fs.PathError{Op: "read", Path: path, Err: ErrIrregular}
	case info.Size() > most:
		return nil, 0, &fs.PathError{Op: "read", Path: path, Err: tooLong(info.Size(), most)}
	}
	f, err = os.Open(path)
	return f, info.Size(), err
}

// ReadAll reads r, for instance standard input, to its end, up to most bytes.
func ReadAll(r io.Reader, most int64) ([]byte, error) { return readAll(r, 0, most) }

// readAll reads r, which says that it has size bytes: files of the system have more
// than they say.
func readAll(r io.Reader, size, most int64) ([]byte, error) {
	text := make([]byte, 0, max(size+1, 512))
	for {
		n, err := r.Read(text[len(text):cap(text)])
		text = text[:len(text)+n]
		switch {
		case int64(len(text)) > most:
			return nil, tooLong(int64(len(text)), most)
		case errors.Is(err, io.EOF):
			return text, nil
		case err != nil:
			return nil, err
		case len(text) == cap(text):
			text = append(text, 0)[:len(text)]
		}
	}
}

func tooLong(size, most int64) error {
	return fmt.Errorf("it has %d bytes or more, and the most is %d", size, most)
}

// Reason is err without the path, for a message that names the file itself.
func Reason(err error) error {
	var of *fs.PathError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return errors.New("there is no such file")
	case errors.As(err, &of):
		return of.Err
	}
	return err
}

// UTF8 converts a text in UTF-16 with a byte-order mark, as PowerShell writes files, to UTF-8. Any
// other text stays as it is.
func UTF8(text []byte) []byte {
	if !bytes.HasPrefix(text, []byte("\xff\xfe")) && !bytes.HasPrefix(text, []byte("\xfe\xff")) {
		return text
	}
	order := binary.ByteOrder(binary.LittleEndian)
	if text[0] == 0xfe {
		order = binary.BigEndian
	}
	text = text[2:]
	units := make([]uint16, len(text)/2)
	for i := range units {
		units[i] = order.Uint16(text[2*i:])
	}
	return []byte(string(utf16.Decode(units)))
}
