package tabular

import (
	"encoding/xml"
	"path"
	"strings"
)

// relation is how one part of an XLSX names another. Where parts are called
// otherwise than usual, as SharePoint and some programs do, nothing else finds them.
type relation struct {
	kind   string // the last word of its type, such as worksheet
	target string // the part's name
}

// relations returns the relations of a part, by id; those of the whole file if
// its name is empty.
func (w *workbook) relations(name string) (map[string]relation, error) {
	found := make(map[string]relation)
	dir, base := path.Split(name)
	err := w.scan(dir+"_rels/"+base+".rels", func(e xml.StartElement) {
		if e.Name.Local != "Relationship" || strings.EqualFold(attribute(e, "TargetMode"), "External") || len(found) == maxSheets {
			return
		}
		kind := attribute(e, "Type")
		kind = kind[strings.LastIndexByte(kind, '/')+1:]
		target := strings.ReplaceAll(attribute(e, "Target"), `\`, "/")
		if !strings.HasPrefix(target, "/") {
			target = dir + target
		}
		found[attribute(e, "Id")] = relation{kind, strings.TrimPrefix(path.Clean("/"+target), "/")}
	})
	return found, err
}

const workbookPart = "xl/workbook.xml"

// findParts finds the workbook's own part and what it shares with its sheets. What
// no relation names is looked for where it mostly is.
func (w *workbook) findParts() error {
	all, err := w.relations("")
	if err != nil {
		return err
	}
	w.main = workbookPart
	for _, r := range all {
		if r.kind == "officeDocument" && w.has(r.target) {
			w.main = r.target
		}
	}
	w.stringsPart, w.stylesPart = "xl/sharedStrings.xml", "xl/styles.xml"
	if w.related, err = w.relations(w.main); err != nil {
		return err
	}
	for _, r := range w.related {
		switch {
		case r.kind == "sharedStrings" && w.has(r.target):
			w.stringsPart = r.target
		case r.kind == "styles" && w.has(r.target):
			w.stylesPart = r.target
		}
	}
	return nil
}

func (w *workbook) has(name string) bool { return w.parts[strings.ToLower(name)] != nil }

// sheetPart returns the name of a sheet's part; empty if it has none, as a chart.
func (w *workbook) sheetPart(entry sheetEntry) string {
	if r := w.related[entry.relation]; r.kind == "worksheet" {
		return r.target
	}
	return ""
}
