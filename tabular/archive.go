package tabular

import (
	"path"
	"slices"
	"strings"
)

// archives are packed files that are no XLSX, by a part that only they have.
var archives = []struct{ part, is, instead string }{
	{"xl/workbook.bin", "a binary Excel workbook (.xlsb)", "Open it in Excel, choose Save As, and save it as an Excel workbook (.xlsx)."},
	{"index/document.iwa", "a file of Numbers, Pages or Keynote", "Open it in Numbers, choose File > Export To > Excel or CSV, and upload what that saves."},
	{"index.zip", "a file of Numbers, Pages or Keynote", "Open it in Numbers, choose File > Export To > Excel or CSV, and upload what that saves."},
	{"index.apxl", "a file of an old Numbers", "Open it in Numbers, choose File > Export To > Excel or CSV, and upload what that saves."},
	{"word/document.xml", "a Word document (.docx)", "Copy the table in it into a spreadsheet, and save that as an Excel workbook (.xlsx)."},
	{"ppt/presentation.xml", "a presentation (.pptx)", "Copy the table in it into a spreadsheet, and save that as an Excel workbook (.xlsx)."},
}

// otherArchive says what the archive is instead of an XLSX.
func (w *workbook) otherArchive() error {
	for _, a := range archives {
		if w.has(a.part) {
			return refuse(NotATable, "%s is %s. %s", w.file.name, a.is, a.instead)
		}
	}
	if w.has("content.xml") && w.has("meta-inf/manifest.xml") || w.has("content.xml") && w.has("mimetype") {
		return refuse(NotATable, "%s is an OpenDocument file (.ods). Open it in LibreOffice, choose Save As, and save it as an Excel workbook (.xlsx).", w.file.name)
	}
	// Numbers keeps its parts in a folder of the document's name, when a program has packed it.
	for name := range w.parts {
		if strings.HasSuffix(name, ".iwa") {
			a := archives[1]
			return refuse(NotATable, "%s is %s. %s", w.file.name, a.is, a.instead)
		}
	}
	if tables := w.tables(); len(tables) > 0 {
		return refuse(NotATable, "%s is a packed file (zip). Unpack it, and upload the file in it: %s.", w.file.name, listed(tables))
	}
	return refuse(NotATable, "%s is a packed file (zip) without a table in it. Upload the table as CSV or as an Excel workbook (.xlsx).", w.file.name)
}

// tables are the names of files in the archive that could be imported.
func (w *workbook) tables() (names []string) {
	for _, part := range w.parts {
		name := path.Base(strings.ReplaceAll(part.Name, `\`, "/"))
		switch strings.ToLower(path.Ext(name)) {
		case ".csv", ".xlsx", ".vcf", ".tsv", ".txt":
			if !strings.HasPrefix(name, ".") {
				names = append(names, name)
			}
		}
	}
	slices.Sort(names)
	return names
}
