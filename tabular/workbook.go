package tabular

import (
	"archive/zip"
	"encoding/xml"
	"strings"
)

// workbook is an XLSX's table of contents, and what its sheets share.
type workbook struct {
	file   *file
	parts  map[string]*zip.File // by name, in small letters
	limits Limits
	left   int64 // bytes that may still be unpacked

	main, stringsPart, stylesPart string              // their names
	related                       map[string]relation // of the workbook's own part, by id

	sheets   []sheetEntry
	from1904 bool // dates count from 1904
	styles   []cellStyle
	strings  *stringTable
}

// sheetEntry is a sheet as the workbook lists it.
type sheetEntry struct {
	name, relation string
	hidden         bool
}

const (
	// A workbook's list of parts takes a few kilobytes.
	maxDirectory = 4 << 20
	maxSheets    = 1000
)

// openWorkbook reads everything but the sheets.
func openWorkbook(f *file, limits Limits) (*workbook, error) {
	f.most = maxDirectory
	archive, err := zip.NewReader(f, f.size)
	f.most = 0
	if err != nil {
		return nil, err
	}
	w := &workbook{file: f, parts: make(map[string]*zip.File), limits: limits, left: limits.Unzipped}
	for _, part := range archive.File {
		name := strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(part.Name, `\`, "/"), "/"))
		if w.parts[name] == nil {
			w.parts[name] = part
		}
	}
	if err := w.findParts(); err != nil {
		return nil, err
	}
	if !w.has(w.main) || strings.HasSuffix(strings.ToLower(w.main), ".bin") {
		return nil, w.otherArchive()
	}
	if err := w.readContents(); err != nil {
		return nil, err
	}
	if w.styles, err = w.readStyles(); err != nil {
		return nil, err
	}
	if w.strings, err = w.readStrings(); err != nil {
		return nil, err
	}
	return w, nil
}

// part opens a part; nil if there is none.
func (w *workbook) part(name string) (*part, error) {
	found := w.parts[strings.ToLower(name)]
	if found == nil {
		return nil, nil //nolint:nilnil // most parts may be missing
	}
	r, err := found.Open()
	if err != nil {
		return nil, err
	}
	const ahead = 64 << 10 // what a decoder may have read before it was needed
	g := &guard{Reader: r, left: &w.left, most: w.limits.Cell*perByte + ahead, name: w.file.name, limit: w.limits.Unzipped}
	g.token = g.most
	return &part{Decoder: xml.NewDecoder(g), guard: g, body: r}, nil
}

// scan calls f with every element of a part, which may be missing.
func (w *workbook) scan(name string, f func(xml.StartElement)) error {
	p, err := w.part(name)
	if err != nil || p == nil {
		return err
	}
	defer p.close()
	return p.each(f)
}

func (w *workbook) readContents() error {
	return w.scan(w.main, func(e xml.StartElement) {
		switch e.Name.Local {
		case "workbookPr":
			w.from1904 = isTrue(attribute(e, "date1904"))
		case "sheet":
			if len(w.sheets) < maxSheets {
				state := attribute(e, "state")
				w.sheets = append(w.sheets, sheetEntry{attribute(e, "name"), attribute(e, "id"), state != "" && state != "visible"})
			}
		}
	})
}

func isTrue(value string) bool { return value == "1" || strings.EqualFold(value, "true") }
