package tabular

import (
	"archive/zip"
	"encoding/xml"
	"path"
	"strings"
)

// workbook is an XLSX's table of contents, and what its sheets share.
type workbook struct {
	file   *file
	parts  map[string]*zip.File // by name, in small letters
	limits Limits
	left   int64 // bytes that may still be unpacked

	sheets   []sheetEntry
	from1904 bool // dates count from 1904
	dates    []dateStyle
	strings  *stringTable
}

// sheetEntry is a sheet as the workbook lists it.
type sheetEntry struct {
	name, relation string
	hidden         bool
}

const (
	workbookPart = "xl/workbook.xml"
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
	if w.parts[workbookPart] == nil {
		return nil, w.otherArchive()
	}
	if err := w.readContents(); err != nil {
		return nil, err
	}
	if w.dates, err = w.readStyles(); err != nil {
		return nil, err
	}
	if w.strings, err = w.readStrings(); err != nil {
		return nil, err
	}
	return w, nil
}

// otherArchive names what the archive is instead.
func (w *workbook) otherArchive() error {
	is := "a packed file (zip)"
	for name, what := range map[string]string{
		"xl/workbook.bin":    "a binary Excel workbook (.xlsb)",
		"content.xml":        "an OpenDocument file (.ods)",
		"index/document.iwa": "a Numbers or Pages file",
		"word/document.xml":  "a Word document",
	} {
		if w.parts[name] != nil {
			is = what
		}
	}
	return refuse(NotATable, "%s is %s. Save the table in it as CSV or as an Excel workbook (.xlsx).", w.file.name, is)
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
	return w.scan(workbookPart, func(e xml.StartElement) {
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

// sheetParts returns the names of the sheets' parts, by relation.
func (w *workbook) sheetParts() (map[string]string, error) {
	parts := make(map[string]string)
	err := w.scan("xl/_rels/workbook.xml.rels", func(e xml.StartElement) {
		if e.Name.Local != "Relationship" || !strings.HasSuffix(attribute(e, "Type"), "/worksheet") || len(parts) == maxSheets {
			return
		}
		target := strings.ReplaceAll(attribute(e, "Target"), `\`, "/")
		if !strings.HasPrefix(target, "/") {
			target = "xl/" + target
		}
		parts[attribute(e, "Id")] = strings.TrimPrefix(path.Clean("/"+target), "/")
	})
	return parts, err
}

func isTrue(value string) bool { return value == "1" || strings.EqualFold(value, "true") }
