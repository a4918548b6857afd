package tabular_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"

	"github.com/luluchat/contacts/tabular"
)

// speakers are names of people as files in an encoding have them.
var speakers = []struct {
	encoding string
	in       encoding.Encoding
	names    string
}{
	{"windows-1252", charmap.Windows1252, "José Núñez|María Ibáñez|Íñigo Peña|Ángel Muñoz"},
	{"windows-1252", charmap.Windows1252, "Jürgen Müller|Änne Groß|Günther Weiß|Özil Schäfer"},
	{"windows-1252", charmap.Windows1252, "François Lefèvre|Élodie Géraud|Anaïs Noël|Benoît Côté"},
	{"windows-1252", charmap.Windows1252, "João Conceição|Antônio Simões|Flávia Araújo|Luís Gonçalves"},
	{"windows-1252", charmap.Windows1252, "Søren Kjær|Åse Bjørnstad|Göran Sjöström|Håkan Öberg"},
	{"windows-1252", charmap.Windows1252, "Nicolò Forlì|Niccolò Cantù|Mosè Sarà"},
	{"windows-1250", charmap.Windows1250, "Łukasz Wójcik|Agnieszka Wiśniewska|Małgorzata Dąbrowska|Grażyna Zięba"},
	{"windows-1250", charmap.Windows1250, "Jiří Dvořák|Lenka Nováková|Tomáš Kučera|Zdeněk Růžička"},
	{"windows-1250", charmap.Windows1250, "László Szabó|Erzsébet Tóth|Győző Kővári|Béla Szűcs"},
	{"windows-1250", charmap.Windows1250, "Željko Šimić|Đorđe Ćosić|Ana Kovačević"},
	{"windows-1250", charmap.Windows1250, "Ştefan Ionuţ|Mădălina Brânză|Cătălin Iliescu"},
	{"windows-1257", charmap.Windows1257, "Jānis Bērziņš|Līga Kalniņa|Šarūnas Žukauskas"},
	{"windows-1251", charmap.Windows1251, "Иван Петров|Наталья Смирнова|Дмитрий Соколов"},
	{"windows-1251", charmap.Windows1251, "Олексій Шевченко|Оксана Ковальчук|Ірина Бойко"},
	{"windows-1251", charmap.Windows1251, "Георги Димитров|Мария Иванова|Стоян Николов"},
	{"windows-1253", charmap.Windows1253, "Γιώργος Παπαδόπουλος|Μαρία Νικολάου|Κώστας Γεωργίου"},
	{"windows-1254", charmap.Windows1254, "Ayşe Yılmaz|Mehmet Öztürk|Çağla Şahin|İbrahim Güneş"},
	{"windows-1255", charmap.Windows1255, "יוסי כהן|שרה לוי|דוד מזרחי"},
	{"windows-1256", charmap.Windows1256, "محمد أحمد|فاطمة الزهراء|عبدالله الخطيب"},
	{"windows-874", charmap.Windows874, "สมชาย ใจดี|วรรณา ศรีสุข|ณัฐพล แก้วมณี"},
	{"macintosh", charmap.Macintosh, "José Núñez|Élodie Géraud|Jürgen Groß|François O’Brien"},
	{"macintosh", charmap.Macintosh, "João Conceição|Antônio Simões"},
	{"gb18030", simplifiedchinese.GB18030, "张伟|王秀英|李娜|欧阳建国"},
	{"gb18030", simplifiedchinese.GB18030, "陈小明 先生"},
	{"big5", traditionalchinese.Big5, "陳大文|林美玲|黃志明"},
	{"shift_jis", japanese.ShiftJIS, "佐藤太郎|田中花子|ヤマダ ケンジ"},
	{"shift_jis", japanese.ShiftJIS, "鈴木さくら|ｻﾄｳ ﾀﾛｳ"},
	{"euc-jp", japanese.EUCJP, "佐藤太郎|鈴木さくら|山田ケンジ"},
	{"euc-kr", korean.EUCKR, "김민수|이서연|박지훈"},
	{"utf-16le", unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), "José Núñez|Иван Петров"},
	{"utf-16be", unicode.UTF16(unicode.BigEndian, unicode.UseBOM), "张伟|王秀英"},
}

// fileOf is a table of names in an encoding.
func fileOf(t testing.TB, in encoding.Encoding, names string) []byte {
	t.Helper()
	text := "phone,name\r\n"
	for i, name := range strings.Split(names, "|") {
		text += fmt.Sprintf("+6012345678%d,%s\r\n", i, name)
	}
	data, err := in.NewEncoder().Bytes([]byte(text))
	require.NoError(t, err)
	return data
}

func TestAFileIsReadInTheEncodingThatItHas(t *testing.T) {
	t.Parallel()
	for _, s := range speakers {
		t.Run(s.encoding+" "+s.names, func(t *testing.T) {
			t.Parallel()
			got := look(fileOf(t, s.in, s.names), "leads.csv", tabular.Limits{})
			require.NoError(t, got.err)
			require.Equal(t, csv(s.encoding, ","), got.format)
			for i, name := range strings.Split(s.names, "|") {
				require.Equal(t, fmt.Sprintf("%d: +6012345678%d|%s", i+2, i, name), got.rows[i])
			}
			require.Greater(t, got.full.Confidence, 0.9)
			if !strings.HasPrefix(s.encoding, "utf-16") {
				require.Contains(t, strings.Join(got.full.Notes, " "), s.encoding, "what was guessed is said")
			}
		})
	}
}

// Whoever knows the encoding is believed, whatever the letters look like.
func TestAnEncodingThatIsGivenIsTaken(t *testing.T) {
	t.Parallel()
	for _, s := range speakers {
		got := lookWith(fileOf(t, s.in, s.names), "leads.csv", tabular.Options{Encoding: strings.ToUpper(s.encoding)}, tabular.Limits{})
		require.NoError(t, got.err)
		require.Contains(t, got.rows[0], strings.Split(s.names, "|")[0])
		require.InDelta(t, 1, got.full.Confidence, 0)
	}
	for _, name := range []string{"latin1", "ISO-8859-1", "cp1252", "TIS-620", "iso-8859-11", "Mac Roman", "GBK", "gb2312", "Big5-HKSCS", "SJIS", "cp932", "cp949", "UTF8", "utf-16", "cp850", "KOI8-R"} {
		require.NoError(t, tabular.Options{Encoding: name}.Check(), name)
	}
	require.ErrorContains(t, tabular.Options{Encoding: "klingon"}.Check(), "No encoding is called klingon. Use one of utf-8,")
}

func TestWhereLettersWouldBeOthersTheFileAsks(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		in       encoding.Encoding
		names    string
		offers   []string // among others, each with how the name reads in it
		readings []string
	}{
		"one Hebrew name":                    {charmap.Windows1255, "כהן", []string{"windows-1255", "windows-1251"}, []string{"כהן", "лдп"}},
		"one Czech name":                     {charmap.Windows1250, "Jiří", []string{"windows-1250", "windows-1252"}, []string{"Jiří", "Jiøí"}},
		"a page that is not known":           {charmap.KOI8R, "Иван Петров|Наталья Смирнова", []string{"koi8-r"}, []string{"Иван Петров"}},
		"a page whose letters are in pieces": {charmap.Windows1258, "Đô\u0303 Văn Hùng|Nguyê\u0303n Thi\u0323 Bích", []string{"windows-1258"}, []string{"Đô\u0303 Văn Hùng"}},
		"a page of DOS":                      {charmap.CodePage850, "José Núñez|Jürgen Müller", []string{"ibm850"}, []string{"José Núñez"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := look(fileOf(t, test.in, test.names), "leads.csv", tabular.Limits{})
			var refused *tabular.FileError
			require.ErrorAs(t, got.err, &refused)
			require.Equal(t, tabular.WhichEncoding, refused.Code)
			require.Equal(t, tabular.OptionEncoding, refused.Option)
			requireHelpful(t, got.err, "leads.csv")
			require.NotContains(t, refused.Message, test.readings[0], "the message is kept where no name may be")
			read := map[string]string{}
			for _, c := range refused.Encodings {
				read[c.Name] = c.Sample
				again := lookWith(fileOf(t, test.in, test.names), "leads.csv", tabular.Options{Encoding: c.Name}, tabular.Limits{})
				require.NoError(t, again.err, "each of them can be chosen")
			}
			for i, offer := range test.offers {
				require.Equal(t, test.readings[i], read[offer], "%v", refused.Encodings)
			}
		})
	}
}

func TestAFewLatinAccentsAreTakenForWestern(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"José", "Peña", "João", "Müller", "Élodie", "Zoë", "Åsa", "Núñez", "Muñoz", "François", "O’Brien", "Søren", "Señor"} {
		got := look(fileOf(t, charmap.Windows1252, name), "leads.csv", tabular.Limits{})
		require.NoError(t, got.err, name)
		require.Equal(t, "windows-1252", got.format.Encoding)
		require.Equal(t, []string{"2: +60123456780|" + name}, got.rows)
		require.Contains(t, got.full.Notes[0], "windows-1252")
		require.Contains(t, got.full.Notes[0], "name its encoding")
	}
}

// The first 9,000 rows need not say anything of the letters.
func TestALetterThatComesLateIsRead(t *testing.T) {
	t.Parallel()
	plain := strings.Repeat("+60123456789,Ada\r\n", 9000)
	for _, s := range speakers[:26] {
		encoded := fileOf(t, s.in, s.names)
		rows := strings.TrimPrefix(string(encoded), "phone,name\r\n")
		got := look([]byte("phone,name\r\n"+plain+rows), "leads.csv", tabular.Limits{})
		require.NoError(t, got.err)
		require.Equal(t, s.encoding, got.format.Encoding)
		require.Equal(t, fmt.Sprintf("9002: +60123456780|%s", strings.Split(s.names, "|")[0]), got.rows[9000])
	}
}

// What the sample says may be wrong for the rest: the row says so.
func TestALetterThatTheEncodingDoesNotHaveIsSaid(t *testing.T) {
	t.Parallel()
	chinese := string(fileOf(t, simplifiedchinese.GB18030, "张伟|王秀英|李娜|欧阳建国"))
	var many strings.Builder
	for i := range 8000 { // more than is looked at
		fmt.Fprintf(&many, "+60123456789,%d%s\r\n", i, "\xd5\xc5\xce\xb0")
	}
	got := look([]byte(chinese+many.String()+"+60123456789,Ren\xff\r\n"), "leads.csv", tabular.Limits{})
	require.NoError(t, got.err)
	require.Equal(t, "gb18030", got.format.Encoding)
	require.Contains(t, got.rows[len(got.rows)-1], "!lost_letters")
	require.NotContains(t, got.rows[5000], "!lost_letters")
}
