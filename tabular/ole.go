package tabular

import (
	"bytes"
	"encoding/binary"
	"strings"
)

// oleBegin is how files of old Office programs begin, and workbooks with a password.
const oleBegin = "\xd0\xcf\x11\xe0"

// oldOffice says what a file of an old Office program is. Its directory names
// what is in it.
func (f *file) oldOffice(head []byte) error {
	names := f.oleNames(head)
	has := func(name string) bool { return strings.Contains(names, name) }
	switch {
	case has("EncryptedPackage"):
		return refuse(OldExcel, "%s is a workbook with a password. Open it in Excel, choose File > Info > Protect Workbook, "+
			"empty the password, and save it as an Excel workbook (.xlsx).", f.name)
	case has("WordDocument"):
		return refuse(NotATable, "%s is an old Word document (.doc). %s", f.name, fromPicture)
	case has("PowerPoint"):
		return refuse(NotATable, "%s is an old presentation (.ppt). %s", f.name, fromPicture)
	case has("__nameid_version"):
		return refuse(NotATable, "%s is a message of Outlook (.msg). Save the table that is attached to it as CSV or as an Excel workbook (.xlsx).", f.name)
	}
	return refuse(OldExcel, "%s is an old Excel file (.xls). %s", f.name, fromExcel)
}

// oleNames reads the first names of a directory, each of which takes 128 bytes.
func (f *file) oleNames(head []byte) string {
	const headed = 512
	if len(head) < headed {
		return ""
	}
	shift := binary.LittleEndian.Uint16(head[30:])
	if shift < 9 || shift > 12 {
		return ""
	}
	directory := make([]byte, sniffed)
	at := (int64(binary.LittleEndian.Uint32(head[48:])) + 1) << shift
	n, _ := f.ReadAt(directory, at) // what cannot be read says nothing
	text, err := utf16le.NewDecoder().Bytes(directory[:n&^1])
	if err != nil {
		return ""
	}
	return string(bytes.ToValidUTF8(text, nil))
}
