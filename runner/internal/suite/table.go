package suite

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/exchange"
	"assay/runner/internal/source"
	"assay/runner/internal/subst"
	"assay/runner/internal/value"
)

// rowsFile reads the rows of a CSV or JSON file: each column (or member) is a variable of the row.
// A column "row" names the rows, otherwise the first column if its values all differ, otherwise
// rows are numbered from 1.
//
// In CSV (RFC 4180, with names in the first line), numbers and booleans are typed, as in YAML
// without quotes; JSON has its own types.
func (d *doc) rowsFile(n *yaml.Node, p *draft) {
	before := len(p.drafts)
	defer func() { p.lost = len(p.drafts) == before }()
	path := d.path(n, "each.file")
	if !d.mustExist(d.at(n), "each.file", path) {
		return
	}
	text, err := readFile(path, source.MostText)
	if err != nil {
		d.mistake(n, "each.file: %s cannot be read: %v", path, err)
		return
	}
	rows, err := readRows(path, text)
	switch {
	case err != nil:
		d.mistake(n, "each.file: %s: %v", path, err)
	case len(rows.rows) == 0:
		d.mistake(n, "each.file: %s has no rows", path)
	case d.roomFor(n, "each.file", len(rows.rows)):
		d.addRows(d.at(n), rows, p)
	}
}

// rowsTable holds the rows of a file.
type rowsTable struct {
	columns []string // in the order of the file
	rows    []map[string]any
	names   []string // of an object of objects; nil: a column names the rows
}

func readRows(path string, text []byte) (*rowsTable, error) {
	switch strings.ToLower(filepath.Ext(path)) {
	case ".json":
		return jsonRows(text)
	case ".csv":
		return csvRows(text)
	}
	return nil, errors.New("expected a .csv or .json file")
}

func (d *doc) addRows(at source.Pos, t *rowsTable, p *draft) {
	names := t.rowNames()
	for i, row := range t.rows {
		r := rowDraft{name: names[i], at: at}
		for name, v := range row {
			if isName(name) {
				r.set(d, name, v)
			}
		}
		p.drafts = append(p.drafts, r)
	}
}

// rowNames returns the names of the rows, all different.
func (t *rowsTable) rowNames() []string {
	names := t.names
	if names == nil {
		names = t.column()
	}
	seen := make(map[string]bool, len(names))
	for _, name := range names {
		if name == "" || seen[name] || strings.ContainsAny(name, "[]\r\n\t") {
			return counted(len(names))
		}
		seen[name] = true
	}
	return names
}

// column returns the values of the column that names rows.
func (t *rowsTable) column() []string {
	out := make([]string, len(t.rows))
	if len(t.columns) == 0 {
		return out
	}
	by := t.columns[0]
	if slices.Contains(t.columns, "row") {
		by = "row"
	}
	for i, row := range t.rows {
		if v, ok := row[by]; ok {
			out[i] = subst.Text(v)
		}
	}
	return out
}

func counted(n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = strconv.Itoa(i + 1)
	}
	return out
}

func csvRows(text []byte) (*rowsTable, error) {
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(text, []byte("\ufeff"))))
	r.ReuseRecord = true
	head, err := r.Read()
	if errors.Is(err, io.EOF) {
		return nil, errors.New("the file is empty: its first line names the columns")
	}
	if err != nil {
		return nil, err
	}
	if len(head) == 1 && strings.ContainsAny(head[0], ";\t|") {
		return nil, fmt.Errorf("its only column is named %q; separate columns with commas (RFC 4180)", cut(head[0]))
	}
	t := &rowsTable{}
	for _, name := range head {
		t.columns = append(t.columns, strings.TrimSpace(name))
	}
	for {
		line, err := r.Read()
		if errors.Is(err, io.EOF) {
			return t, nil
		}
		if err != nil {
			return nil, err
		}
		row := make(map[string]any, len(line))
		for i, s := range line {
			row[t.columns[i]] = cell(s)
		}
		t.rows = append(t.rows, row)
	}
}

// cell returns the value of a CSV cell.
func cell(s string) any {
	switch {
	case s == "true" || s == "false":
		return s == "true"
	case s != "" && (s[0] == '-' || s[0] >= '0' && s[0] <= '9') && json.Valid([]byte(s)):
		return json.Number(s)
	}
	return s
}

// jsonRows reads a list of objects, or an object of objects whose keys name the
// rows, in the order of the file.
func jsonRows(text []byte) (*rowsTable, error) {
	if _, err := exchange.ParseJSON(text); err != nil {
		return nil, err
	}
	root, err := value.Read(text)
	if err != nil {
		return nil, err
	}
	t := &rowsTable{}
	switch root.Value.(type) {
	case []any:
	case map[string]any:
		t.names = []string{}
	default:
		return nil, errors.New("expected a list of objects, or an object of objects")
	}
	seen := map[string]bool{}
	for _, item := range root.Items {
		row, ok := item.Value.(map[string]any)
		if !ok {
			return nil, fmt.Errorf("row %d: expected an object", item.Index+1)
		}
		if t.rows = append(t.rows, row); t.names != nil {
			t.names = append(t.names, item.Key)
		}
		for _, column := range item.Items {
			if !seen[column.Key] {
				seen[column.Key] = true
				t.columns = append(t.columns, column.Key)
			}
		}
	}
	return t, nil
}
