package tabular

import (
	"bytes"
)

// sniffed is how much of a file's beginning is looked at.
const sniffed = 4096

func isZip(head []byte) bool {
	return bytes.HasPrefix(head, []byte("PK\x03\x04")) || bytes.HasPrefix(head, []byte("PK\x05\x06"))
}

// What to do with files that are no table.
const (
	fromProgram = "Open it in the program that it comes from, and save it as CSV or as an Excel workbook (.xlsx)."
	fromPicture = "Copy the table in it into a spreadsheet, and save that as an Excel workbook (.xlsx)."
	fromPacked  = "Unpack it, and upload the CSV file, Excel workbook (.xlsx) or list of address cards (.vcf) that is in it."
	fromExcel   = "Open it in Excel or LibreOffice, choose Save As, and save it as an Excel workbook (.xlsx)."
	fromGoogle  = "Open the sheet in the browser, choose File > Download > Microsoft Excel (.xlsx), and upload what that saves."
)

// kinds are files that people upload in place of a table, by how they begin.
var kinds = []struct{ begin, is, instead string }{
	{"\x89PNG", "a picture (PNG)", fromPicture},
	{"\xff\xd8\xff", "a picture (JPEG)", fromPicture},
	{"GIF8", "a picture (GIF)", fromPicture},
	{"II*\x00", "a picture (TIFF)", fromPicture},
	{"MM\x00*", "a picture (TIFF)", fromPicture},
	{"RIFF", "a picture, a sound or a film", fromPicture},
	{"%PDF-", "a PDF", fromPicture},
	{"{\\rtf", "a text document (RTF)", fromPicture},
	{"\x1f\x8b", "a packed file (gzip)", fromPacked},
	{"BZh", "a packed file (bzip2)", fromPacked},
	{"\xfd7zXZ", "a packed file (xz)", fromPacked},
	{"Rar!", "a packed file (RAR)", fromPacked},
	{"7z\xbc\xaf\x27\x1c", "a packed file (7z)", fromPacked},
	{"SQLite format 3", "a database", fromProgram},
	{"PAR1", "a file of a database (Parquet)", fromProgram},
	{"bplist", "a file of an Apple program", fromProgram},
	{"!BDN", "a mailbox of Outlook (.pst)", "In Outlook choose File > Open & Export > Import/Export, and export the contacts as CSV."},
}

// later are files that do not begin with what tells them.
var later = []struct {
	at        int
	text      string
	is        string
	otherwise string
}{
	{4, "ftyp", "a picture or a film (HEIC, MP4)", fromPicture},
	{257, "ustar", "a packed file (tar)", fromPacked},
}

// pages begin a web page or another XML file, which some programs export under
// the name of a spreadsheet.
var pages = []struct{ begin, is string }{
	{"<?xml", "an XML file"},
	{"<!doctype", "a web page"}, {"<html", "a web page"}, {"<head", "a web page"}, {"<table", "a web page"}, {"<meta", "a web page"},
	{"<!--", "a web page"}, {"<body", "a web page"}, {"<style", "a web page"}, {"<div", "a web page"}, {"<tr", "a web page"},
}

// kindOf refuses a file that begins like something that is no table.
func kindOf(name string, head []byte) error {
	for _, kind := range kinds {
		if bytes.HasPrefix(head, []byte(kind.begin)) {
			return refuse(NotATable, "%s is %s. %s", name, kind.is, kind.instead)
		}
	}
	for _, kind := range later {
		if len(head) > kind.at && bytes.HasPrefix(head[kind.at:], []byte(kind.text)) {
			return refuse(NotATable, "%s is %s. %s", name, kind.is, kind.otherwise)
		}
	}
	begin := bytes.ToLower(bytes.TrimSpace(bytes.TrimPrefix(head, []byte(utf8BOM))))
	if bytes.HasPrefix(begin, []byte("{")) && bytes.Contains(begin, []byte("docs.google.com")) {
		return refuse(NotATable, "%s is only a link to a sheet of Google (.gsheet). %s", name, fromGoogle)
	}
	if isJSON(begin) {
		return refuse(NotATable, "%s is JSON, which programs exchange. %s", name, fromProgram)
	}
	for _, page := range pages {
		if !bytes.HasPrefix(begin, []byte(page.begin)) {
			continue
		}
		is := page.is
		switch {
		case bytes.Contains(begin, []byte("excel.sheet")):
			is = "a workbook in the XML of an old Excel"
		case bytes.Contains(begin, []byte("<html")):
			is = "a web page"
		}
		if is == "a web page" {
			is = "a web page, whatever its name says"
		}
		return refuse(NotATable, "%s is %s. %s", name, is, fromExcel)
	}
	return nil
}

// isJSON reports whether a text, in small letters, begins as JSON does that holds
// more than one value: [{" or {".
func isJSON(begin []byte) bool {
	rest, list := bytes.CutPrefix(begin, []byte("["))
	if list {
		rest = bytes.TrimSpace(rest)
	}
	rest, object := bytes.CutPrefix(rest, []byte("{"))
	return object && bytes.HasPrefix(bytes.TrimSpace(rest), []byte(`"`))
}

// isBinary reports whether more of the bytes are control characters than stray
// ones explain. NULs count: text in UTF-16 has been recognised before.
func isBinary(head []byte) bool {
	const most, few = 10, 16 // percent, bytes
	n := 0
	for _, c := range head {
		if c < ' ' && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != '\x1b' {
			n++
		}
	}
	return n > few && n*100 > len(head)*most
}
