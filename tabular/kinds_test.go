package tabular_test

import (
	"encoding/binary"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/tabular"
)

// ole is a file of an old Office program whose directory has some names.
func ole(names ...string) string {
	file := make([]byte, 512*3)
	copy(file, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
	binary.LittleEndian.PutUint16(file[30:], 9)
	binary.LittleEndian.PutUint32(file[48:], 1) // the directory is the second sector
	for i, name := range names {
		for j, c := range utf16.Encode([]rune(name)) {
			binary.LittleEndian.PutUint16(file[1024+i*128+j*2:], c)
		}
	}
	return string(file)
}

func TestWhatIsNoTableSaysWhatItIsAndHowToSaveIt(t *testing.T) {
	t.Parallel()
	inZip := func(names ...string) string {
		parts := map[string]string{}
		for _, name := range names {
			parts[name] = "x"
		}
		return string(packed(t, parts))
	}
	for name, test := range map[string]struct{ file, is, how string }{
		"contacts.xls":   {ole("Root Entry", "Workbook"), "an old Excel file (.xls)", "Save As"},
		"locked.xlsx":    {ole("Root Entry", "EncryptionInfo", "EncryptedPackage"), "a workbook with a password", "empty the password"},
		"list.doc":       {ole("Root Entry", "WordDocument"), "an old Word document", "into a spreadsheet"},
		"mail.msg":       {ole("Root Entry", "__nameid_version1.0"), "a message of Outlook", "attached"},
		"short.xls":      {"\xd0\xcf\x11\xe0", "an old Excel file (.xls)", "Save As"},
		"list.ods":       {inZip("mimetype", "content.xml", "META-INF/manifest.xml"), "an OpenDocument file (.ods)", "LibreOffice"},
		"list.numbers":   {inZip("Index/Document.iwa", "Metadata/Properties.plist"), "a file of Numbers", "Export To"},
		"old.numbers":    {inZip("index.apxl", "QuickLook/Thumbnail.jpg"), "a file of an old Numbers", "Export To"},
		"packed.numbers": {inZip("list.numbers/Index/Tables/Tile.iwa"), "a file of Numbers", "Export To"},
		"list.xlsb":      {inZip("xl/workbook.bin"), "a binary Excel workbook", "Save As"},
		"list.docx":      {inZip("word/document.xml"), "a Word document", "into a spreadsheet"},
		"export.zip":     {inZip("export/leads.csv", "export/readme.pdf"), "a packed file (zip)", "the file in it: leads.csv"},
		"photos.zip":     {inZip("a.jpg"), "a packed file (zip) without a table", "Upload the table"},
		"list.pdf":       {"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "a PDF", "into a spreadsheet"},
		"photo.csv":      {"\x89PNG\r\n\x1a\n", "a picture (PNG)", "into a spreadsheet"},
		"photo.heic":     {"\x00\x00\x00\x18ftypheic", "a picture or a film", "into a spreadsheet"},
		"web.xls":        {"<html xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><table>", "a web page, whatever its name says", "Save As"},
		"bare.xls":       {"\ufeff \r\n<TABLE border=1>", "a web page, whatever its name says", "Save As"},
		"wide.xls":       {"\xff\xfe<\x00h\x00t\x00m\x00l\x00>\x00", "a web page, whatever its name says", "Save As"},
		"xml.xls":        {"<?xml version=\"1.0\"?>\n<?mso-application progid=\"Excel.Sheet\"?><Workbook>", "a workbook in the XML of an old Excel", "Save As"},
		"Leads.gsheet":   {`{"url":"https://docs.google.com/open?id=1","doc_id":"1"}`, "only a link to a sheet of Google", "Download"},
		"leads.json":     {` [ {"phone":"1"} ]`, "JSON", "save it as CSV"},
		"list.csv.gz":    {"\x1f\x8b\x08\x00", "a packed file (gzip)", "Unpack it"},
		"list.tar":       {strings.Repeat("a", 257) + "ustar\x0000" + strings.Repeat("a", 300), "a packed file (tar)", "Unpack it"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := look([]byte(test.file), name, tabular.Limits{})
			require.Contains(t, []tabular.Code{tabular.NotATable, tabular.OldExcel}, got.code, "%v", got.err)
			require.ErrorContains(t, got.err, name+" is ")
			require.ErrorContains(t, got.err, test.is)
			require.ErrorContains(t, got.err, test.how)
			requireHelpful(t, got.err, name)
		})
	}
}
