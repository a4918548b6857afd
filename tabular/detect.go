package tabular

import (
	"bytes"
)

// sniffed is how much of a file's beginning is looked at.
const sniffed = 4096

func isZip(head []byte) bool {
	return bytes.HasPrefix(head, []byte("PK\x03\x04")) || bytes.HasPrefix(head, []byte("PK\x05\x06"))
}

// kinds are files that people upload in place of a table, by how they begin.
var kinds = []struct {
	begin string
	code  Code
	is    string
}{
	{"\x89PNG", NotATable, "a picture (PNG)"},
	{"\xff\xd8\xff", NotATable, "a picture (JPEG)"},
	{"GIF8", NotATable, "a picture (GIF)"},
	{"%PDF-", NotATable, "a PDF"},
	{"{\\rtf", NotATable, "a text document (RTF)"},
	{"\x1f\x8b", NotATable, "a packed file (gzip)"},
	{"Rar!", NotATable, "a packed file (RAR)"},
	{"7z\xbc\xaf\x27\x1c", NotATable, "a packed file (7z)"},
	{"SQLite format 3", NotATable, "a database"},
	{"BEGIN:VCARD", NotATable, "a list of address cards (vCard)"},
	{"\xd0\xcf\x11\xe0", OldExcel, "an old Excel file (.xls), or has a password"},
}

// pages begin a web page or another XML file, which some programs export under
// the name of a spreadsheet.
var pages = []string{"<!doctype", "<html", "<head", "<table", "<?xml", "<meta"}

// kindOf refuses a file that begins like something that is no table.
func kindOf(name string, head []byte) error {
	const instead = "Open it in the program that it comes from, and save it as CSV or as an Excel workbook (.xlsx)."
	for _, kind := range kinds {
		if bytes.HasPrefix(head, []byte(kind.begin)) {
			return refuse(kind.code, "%s is %s. %s", name, kind.is, instead)
		}
	}
	begin := bytes.ToLower(bytes.TrimSpace(bytes.TrimPrefix(head, []byte(utf8BOM))))
	for _, page := range pages {
		if bytes.HasPrefix(begin, []byte(page)) {
			return refuse(NotATable, "%s is a web page or an XML file. %s", name, instead)
		}
	}
	return nil
}

// binary reports whether more of the bytes are control characters than stray
// ones explain. NULs count: text in UTF-16 has been recognised before.
func binary(head []byte) bool {
	const most, few = 10, 16 // percent, bytes
	n := 0
	for _, c := range head {
		if c < ' ' && c != '\t' && c != '\n' && c != '\r' && c != '\f' {
			n++
		}
	}
	return n > few && n*100 > len(head)*most
}
