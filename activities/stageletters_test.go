package activities_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"

	"github.com/luluchat/contacts/store/imports"
	"github.com/luluchat/contacts/tabular"
)

// What is staged is the name as it was written, in whatever encoding.
func TestNamesAreStagedAsTheyWereWritten(t *testing.T) {
	t.Parallel()
	b := newBench(t, tabular.Limits{})
	for name, test := range map[string]struct {
		in    encoding.Encoding
		names [3]string
	}{
		"utf-8":        {encoding.Nop, [3]string{"Zoë", "陳大文", "Иван"}},
		"utf-16le":     {unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), [3]string{"Zoë", "陳大文", "Иван"}},
		"windows-1250": {charmap.Windows1250, [3]string{"Łukasz Wójcik", "Małgorzata Dąbrowska", "Grażyna Zięba"}},
		"windows-1251": {charmap.Windows1251, [3]string{"Иван Петров", "Наталья Смирнова", "Дмитрий Соколов"}},
		"windows-1252": {charmap.Windows1252, [3]string{"José Núñez", "Íñigo Peña", "María Ibáñez"}},
		"windows-1253": {charmap.Windows1253, [3]string{"Γιώργος Παπαδόπουλος", "Μαρία Νικολάου", "Κώστας Γεωργίου"}},
		"windows-1254": {charmap.Windows1254, [3]string{"Ayşe Yılmaz", "Çağla Şahin", "İbrahim Güneş"}},
		"windows-1255": {charmap.Windows1255, [3]string{"יוסי כהן", "שרה לוי", "דוד מזרחי"}},
		"windows-1256": {charmap.Windows1256, [3]string{"محمد أحمد", "فاطمة الزهراء", "عبدالله الخطيب"}},
		"windows-874":  {charmap.Windows874, [3]string{"สมชาย ใจดี", "วรรณา ศรีสุข", "ณัฐพล แก้วมณี"}},
		"macintosh":    {charmap.Macintosh, [3]string{"José Núñez", "Élodie Géraud", "Jürgen Groß"}},
		"gb18030":      {simplifiedchinese.GB18030, [3]string{"张伟", "王秀英", "李娜"}},
		"big5":         {traditionalchinese.Big5, [3]string{"陳大文", "林美玲", "黃志明"}},
		"shift_jis":    {japanese.ShiftJIS, [3]string{"佐藤太郎", "田中花子", "ヤマダ ケンジ"}},
		"euc-jp":       {japanese.EUCJP, [3]string{"佐藤太郎", "鈴木さくら", "山田ケンジ"}},
		"euc-kr":       {korean.EUCKR, [3]string{"김민수", "이서연", "박지훈"}},
	} {
		text := "phone;name\r\n+60177000001;" + test.names[0] + "\r\n+60177000002;" + test.names[1] + "\r\n+60177000003;" + test.names[2] + "\r\n"
		file, err := test.in.NewEncoder().String(text)
		require.NoError(t, err)
		id := b.keep(file, imports.Import{})
		_, err = b.stage(id)
		require.NoError(t, err)
		require.Equal(t, name, b.found(id).Encoding)
		for i, want := range test.names {
			var got string
			require.NoError(t, b.db.QueryRow(t.Context(),
				`SELECT facts::jsonb -> 'fields' ->> 'display_name' FROM import_rows WHERE import_id = $1 AND n = $2`, id, i+2).Scan(&got))
			require.Equal(t, want, got, name)
		}
	}
}
