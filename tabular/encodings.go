package tabular

import (
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
)

const (
	utf8Name    = "utf-8"
	utf16leName = "utf-16le"
	utf16beName = "utf-16be"
	westernName = "windows-1252"
)

var (
	utf16le = unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	utf16be = unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)

	gb18030  = simplifiedchinese.GB18030
	big5     = traditionalchinese.Big5
	shiftJIS = japanese.ShiftJIS
	eucJP    = japanese.EUCJP
	eucKR    = korean.EUCKR // with the letters that windows-949 adds
)

// encodings are those that files are known to have, by the names that programs
// give them most. TIS-620 and ISO 8859-11 are parts of windows-874, and ISO 8859-1
// is one of windows-1252.
var encodings = []struct {
	name     string
	encoding encoding.Encoding
}{
	{utf8Name, unicode.UTF8},
	{utf16leName, utf16le},
	{utf16beName, utf16be},
	{westernName, charmap.Windows1252},
	{"windows-1250", charmap.Windows1250},
	{"windows-1251", charmap.Windows1251},
	{"windows-1253", charmap.Windows1253},
	{"windows-1254", charmap.Windows1254},
	{"windows-1255", charmap.Windows1255},
	{"windows-1256", charmap.Windows1256},
	{"windows-1257", charmap.Windows1257},
	{"windows-1258", charmap.Windows1258},
	{"windows-874", charmap.Windows874},
	{"macintosh", charmap.Macintosh},
	{"gb18030", gb18030},
	{"big5", big5},
	{"shift_jis", shiftJIS},
	{"euc-jp", eucJP},
	{"euc-kr", eucKR},
	// Of these no file says enough to be told: they have to be named.
	{"iso-8859-2", charmap.ISO8859_2},
	{"iso-8859-5", charmap.ISO8859_5},
	{"iso-8859-7", charmap.ISO8859_7},
	{"iso-8859-8", charmap.ISO8859_8},
	{"iso-8859-15", charmap.ISO8859_15},
	{"koi8-r", charmap.KOI8R},
	{"koi8-u", charmap.KOI8U},
	{"x-mac-cyrillic", charmap.MacintoshCyrillic},
	{"ibm437", charmap.CodePage437},
	{"ibm850", charmap.CodePage850},
	{"ibm852", charmap.CodePage852},
	{"ibm866", charmap.CodePage866},
	{"iso-2022-jp", japanese.ISO2022JP},
}

// alsoCalled are names that the index of the web does not know.
var alsoCalled = map[string]string{
	"tis620": "windows-874", "iso885911": "windows-874", "cp874": "windows-874",
	"macroman": "macintosh", "mac": "macintosh", "xmacroman": "macintosh", "maccyrillic": "x-mac-cyrillic",
	"gbk": "gb18030", "gb2312": "gb18030", "cp936": "gb18030", "euccn": "gb18030", "gb": "gb18030",
	"cp950": "big5", "big5hkscs": "big5", "cp932": "shift_jis", "windows31j": "shift_jis", "sjis": "shift_jis",
	"cp949": "euc-kr", "uhc": "euc-kr", "windows949": "euc-kr", "utf16": utf16leName, "unicode": utf16leName, "utf8bom": utf8Name, "utf8sig": utf8Name,
	"latin1": westernName, "ansi": westernName, "ascii": westernName,
	"cp437": "ibm437", "437": "ibm437", "dos": "ibm850", "cp850": "ibm850", "850": "ibm850", "cp852": "ibm852", "852": "ibm852", "cp866": "ibm866", "866": "ibm866",
}

// Encodings returns the names of the encodings that a text file may have.
func Encodings() []string {
	names := make([]string, 0, len(encodings))
	for _, e := range encodings {
		names = append(names, e.name)
	}
	return names
}

// encodingNamed finds an encoding by any of its names.
func encodingNamed(given string) (textEncoding, bool) {
	plain := plainName(given)
	name, ok := alsoCalled[plain]
	if !ok {
		name = plain
		if found, err := htmlindex.Get(strings.TrimSpace(given)); err == nil {
			if name, err = htmlindex.Name(found); err != nil {
				name = plain
			}
		}
	}
	if replaced, ok := alsoCalled[plainName(name)]; ok { // gbk is a part of gb18030
		name = replaced
	}
	for _, e := range encodings {
		if plainName(e.name) == plainName(name) {
			return textEncoding{name: e.name, encoding: e.encoding, confidence: 1}, true
		}
	}
	return textEncoding{}, false
}
