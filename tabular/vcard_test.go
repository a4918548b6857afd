package tabular_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/unicode"
	"pgregory.net/rapid"

	"github.com/luluchat/contacts/tabular"
)

// cardRow is what a card says, by column, without what is blank.
func cardRow(t require.TestingT, data string, options tabular.Options) map[string]string {
	s := cardRows(t, data, options)
	require.Len(t, s, 1)
	return s[0]
}

func cardRows(t require.TestingT, data string, options tabular.Options) (rows []map[string]string) {
	r, err := tabular.Open(strings.NewReader(data), int64(len(data)), "contacts.vcf", options, tabular.Limits{})
	require.NoError(t, err)
	require.Equal(t, "vcard", r.Format().Kind)
	for {
		row, err := r.Next()
		if err != nil {
			break
		}
		cells := map[string]string{}
		for i, cell := range row.Cells {
			if cell != "" {
				cells[r.Header()[i]] = cell
			}
		}
		if row.Problem.Code != "" {
			cells["!"] = string(row.Problem.Code)
		}
		rows = append(rows, cells)
	}
	require.NoError(t, r.Close())
	return rows
}

func cardOf(version string, lines ...string) string {
	return "BEGIN:VCARD\r\nVERSION:" + version + "\r\n" + strings.Join(lines, "\r\n") + "\r\nEND:VCARD\r\n"
}

func TestCards(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		card string
		want map[string]string
	}{
		"2.1 of an Android phone": {cardOf("2.1", "N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E5=BC=A0;=E4=BC=9F;;;", "FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E5=BC=A0=", "=E4=BC=9F", "TEL;CELL:+60123456789", "TEL;HOME:+60321612000"),
			map[string]string{"name": "张伟", "phone": "+60123456789", "phone 2": "+60321612000"}},
		"2.1 with soft line breaks within a letter": {cardOf("2.1", "NOTE;ENCODING=QUOTED-PRINTABLE:caf=C3=", "=A9=0D=0Aopen", "TEL:1234567"),
			map[string]string{"note": "café\nopen", "phone": "1234567"}},
		"2.1 with an encoding that has no name": {cardOf("2.1", "N:Lee;Ann", "NOTE;QUOTED-PRINTABLE:a=3Db", "TEL;PREF;CELL;VOICE:1234567"),
			map[string]string{"name": "Ann Lee", "note": "a=b", "phone": "1234567"}},
		"2.1 whose last = is none": {"BEGIN:VCARD\nVERSION:2.1\nTEL:1234567\nFN;ENCODING=QUOTED-PRINTABLE:Ann=\nEND:VCARD\n",
			map[string]string{"name": "Ann=", "phone": "1234567"}},
		"3.0 of an iPhone": {cardOf("3.0", "N:Lovelace;Ada;King;Dr.;", "FN:Dr. Ada King Lovelace", "ORG:Engines\\, Ltd.;Sales;", "item1.TEL;type=pref:+44 20 7946 0957",
			"item1.X-ABLabel:WhatsApp", "TEL;type=CELL;type=VOICE:+44 7700 900123", "item2.EMAIL;type=INTERNET:ada@example.com", "item2.X-ABLabel:_$!<Work>!$_", "BDAY:1990-12-10"),
			map[string]string{"name": "Dr. Ada King Lovelace", "organization": "Engines, Ltd., Sales", "phone": "+44 20 7946 0957", "phone 2": "+44 7700 900123", "email": "ada@example.com", "birthday": "1990-12-10"}},
		"3.0 with folded lines": {"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ada Lo\r\n velace\r\nNOTE:one\\ntwo\\, th\r\n\tree\r\nTEL:+6012345\r\n 6789\r\nEND:VCARD",
			map[string]string{"name": "Ada Lovelace", "note": "one\ntwo, three", "phone": "+60123456789"}},
		"3.0 of WhatsApp": {cardOf("3.0", "N:;Ada;;;", "FN:Ada", "item1.TEL;waid=60123456789:+60 12-345 6789", "item1.X-ABLabel:Ponsel", "TEL;type=CELL:+60 19-876 5432"),
			map[string]string{"name": "Ada", "phone": "+60123456789", "phone 2": "+60 19-876 5432"}},
		"4.0": {cardOf("4.0", "FN;LANGUAGE=en:Ada", "N:Lovelace;Ada;;;", `TEL;VALUE=uri;PREF=1;TYPE="voice,home":tel:+44-20-7946-0957;ext=5`, `TEL;VALUE=uri;TYPE="cell,text":tel:+447700900123`,
			"CATEGORIES:vip,fair\\, 2026", "EMAIL;PREF=1:b@example.com", "ADR;LABEL=\"1 Main St: 2\":;;1 Main St;Town;;12345;UK", "URL:https://example.com/a:b", "TITLE:Countess"),
			map[string]string{"name": "Ada", "phone": "+447700900123", "phone 2": "+44-20-7946-0957", "tags": "vip, \"fair, 2026\"", "email": "b@example.com",
				"address": "1 Main St, Town, 12345, UK", "website": "https://example.com/a:b", "title": "Countess"}},
		"a mobile before a landline before a fax": {cardOf("3.0", "FN:A", "TEL;TYPE=WORK,FAX:1111111", "TEL;TYPE=HOME:2222222", "TEL;TYPE=WORK,CELL:3333333", "TEL;TYPE=CELL,PREF:4444444"),
			map[string]string{"name": "A", "phone": "4444444", "phone 2": "3333333", "phone 3": "2222222"}},
		"one number twice": {cardOf("3.0", "FN:A", "TEL;TYPE=HOME:+60 12-345 6789", "TEL;TYPE=CELL:+60123456789"),
			map[string]string{"name": "A", "phone": "+60123456789"}},
		"other ways to WhatsApp": {cardOf("3.0", "FN:A", "TEL;TYPE=CELL:1111111", "X-WhatsApp:2222222", "IMPP;X-SERVICE-TYPE=WhatsApp:whatsapp:3333333"),
			map[string]string{"name": "A", "phone": "2222222", "phone 2": "3333333", "phone 3": "1111111"}},
		"a company without a person":    {cardOf("3.0", "FN:", "N:;;;;", "ORG:Engines Ltd.", "TEL:1234567"), map[string]string{"name": "Engines Ltd.", "organization": "Engines Ltd.", "phone": "1234567"}},
		"a name in its parts alone":     {cardOf("3.0", "N:Lee;Ann Mei;;Dr.;PhD", "TEL:1234567"), map[string]string{"name": "Dr. Ann Mei Lee PhD", "phone": "1234567"}},
		"a photo, and no end":           {"BEGIN:VCARD\nVERSION:2.1\nPHOTO;JPEG;ENCODING=BASE64:\n /9j/4AAQSkZJRgABAQ\n AAAAAAAA==\n\nTEL:1234567\n", map[string]string{"phone": "1234567", "!": "no_value"}},
		"somebody else's card in it":    {cardOf("2.1", "FN:A", "AGENT:", "BEGIN:VCARD", "FN:B", "TEL:2222222", "END:VCARD", "TEL:1111111"), map[string]string{"name": "A", "phone": "1111111"}},
		"small letters, and spaces":     {"\n begin:vcard\nversion:3.0\nfn:Ada\ntel;type=cell:1234567\nend:vcard \n", map[string]string{"name": "Ada", "phone": "1234567"}},
		"no number at all":              {cardOf("3.0", "FN:Ada"), map[string]string{"name": "Ada"}},
		"a name with a colon in quotes": {cardOf("4.0", `FN;SORT-AS="a:b;c":Ada: the first`, "TEL:1234567"), map[string]string{"name": "Ada: the first", "phone": "1234567"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, test.want, cardRow(t, test.card, tabular.Options{}))
			for _, end := range []string{"\n", "\r"} { // as other programs end lines
				require.Equal(t, test.want, cardRow(t, strings.NewReplacer("\r\n", end, "\n", end).Replace(test.card), tabular.Options{}))
			}
		})
	}
}

func TestTheLettersOfCards(t *testing.T) {
	t.Parallel()
	encode := func(s string, e interface {
		String(string) (string, error)
	}) string {
		out, err := e.String(s)
		require.NoError(t, err)
		return out
	}
	quoted := func(s string) (out string) {
		for _, c := range []byte(s) {
			out += fmt.Sprintf("=%02X", c)
		}
		return out
	}
	sjis, western, cyrillic := japanese.ShiftJIS.NewEncoder(), charmap.Windows1252.NewEncoder(), charmap.Windows1251.NewEncoder()
	for name, test := range map[string]struct {
		card string
		want string
	}{
		"a NUL, quoted":               {cardOf("2.1", "FN;ENCODING=QUOTED-PRINTABLE:A=00da", "TEL:1234567"), "Ada"},
		"a NUL, in base64":            {cardOf("2.1", "FN;ENCODING=BASE64:QQBkYQ==", "TEL:1234567"), "Ada"},
		"a NUL, with a charset":       {cardOf("2.1", "FN;CHARSET=Windows-1251;ENCODING=QUOTED-PRINTABLE:A=00da", "TEL:1234567"), "Ada"},
		"a charset, as it is":         {cardOf("2.1", "FN;CHARSET=SHIFT_JIS:"+encode("表 太郎", sjis), "TEL:1234567"), "表 太郎"},
		"a charset, quoted":           {cardOf("2.1", "FN;ENCODING=QUOTED-PRINTABLE;CHARSET=Windows-1251:"+quoted(encode("Иван", cyrillic)), "TEL:1234567"), "Иван"},
		"ISO-8859-1":                  {cardOf("2.1", "FN;CHARSET=ISO-8859-1:"+encode("José", western), "TEL:1234567"), "José"},
		"a charset that nobody knows": {cardOf("2.1", "FN;CHARSET=X-MINE:Zoë", "TEL:1234567"), "Zoë"},
		"no charset, quoted UTF-8":    {cardOf("2.1", "FN;ENCODING=QUOTED-PRINTABLE:"+quoted("Zoë"), "TEL:1234567"), "Zoë"},
		"no charset, quoted":          {cardOf("2.1", "FN;ENCODING=QUOTED-PRINTABLE:"+quoted(encode("José Núñez", western)), "TEL:1234567"), "José Núñez"},
		"no charset, as it is":        {cardOf("3.0", "FN:"+encode("Иван Петров", cyrillic), "TEL:1234567"), "Иван Петров"},
		"a byte order mark":           {"\ufeff" + cardOf("3.0", "FN:Zoë", "TEL:1234567"), "Zoë"},
		"UTF-16":                      {encode(cardOf("3.0", "FN:Zoë 陳", "TEL:1234567"), unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder()), "Zoë 陳"},
		"UTF-16 without a mark":       {encode(cardOf("3.0", "FN:Zoë 陳", "TEL:1234567"), unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewEncoder()), "Zoë 陳"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, map[string]string{"name": test.want, "phone": "1234567"}, cardRow(t, test.card, tabular.Options{}))
		})
	}
	hebrew := encode("כהן", charmap.Windows1255.NewEncoder())
	card := cardOf("3.0", "FN:"+hebrew, "TEL:1234567")
	_, err := tabular.Open(strings.NewReader(card), int64(len(card)), "contacts.vcf", tabular.Options{}, tabular.Limits{})
	require.ErrorContains(t, err, "Say which encoding is right")
	require.Equal(t, "כהן", cardRow(t, card, tabular.Options{Encoding: "windows-1255"})["name"])
}

func TestThousandsOfCardsAreRowsEach(t *testing.T) {
	t.Parallel()
	var file strings.Builder
	for i := range 5000 {
		file.WriteString(cardOf("3.0", fmt.Sprintf("FN:Person %d", i), fmt.Sprintf("TEL:+6012%07d", i), "PHOTO;ENCODING=b:"+strings.Repeat("A", 200)))
	}
	s := look([]byte(file.String()), "contacts.vcf", tabular.Limits{})
	require.NoError(t, s.err)
	require.Len(t, s.rows, 5000)
	require.True(t, strings.HasPrefix(s.rows[4999], "5000: +60120004999|||Person 4999|"))
	require.Zero(t, s.full.HeaderRow)
	m, err := tabular.Map(strings.Split(s.header, "|"), nil)
	require.NoError(t, err)
	require.Subset(t, m.Targets(), []string{"display_name", "phone", "remarks", "tags"})
}

// Whatever a name is, a card of any version gives it back.
func TestANameGoesThroughACard(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		name := strings.TrimSpace(rapid.StringMatching(`[\p{L}\p{N} =;,:"'\\.-]{1,40}`).Draw(rt, "name"))
		if name == "" || strings.HasPrefix(name, "'") {
			return
		}
		var quoted strings.Builder
		for i, c := range []byte(strings.NewReplacer(`\`, `\\`, ";", `\;`).Replace(name)) {
			fmt.Fprintf(&quoted, "=%02X", c)
			if i%20 == 19 {
				quoted.WriteString("=\r\n")
			}
		}
		escaped := strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`).Replace(name)
		for _, card := range []string{
			cardOf("2.1", "FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:"+quoted.String(), "TEL:1234567"),
			cardOf("3.0", "FN:"+escaped[:len(escaped)/2]+"\r\n "+escaped[len(escaped)/2:], "TEL:1234567"),
		} {
			require.Equal(rt, name, cardRow(rt, card, tabular.Options{})["name"], card)
		}
	})
}

func FuzzCards(f *testing.F) {
	addFiles(f, "*.vcf")
	f.Add([]byte("BEGIN:VCARD\nVERSION:2.1\nFN;CHARSET=SHIFT_JIS;ENCODING=QUOTED-PRINTABLE:=95\\=\n=5C\nTEL;CELL;waid=60123456789:1\nEND:VCARD"))
	f.Add([]byte("BEGIN:VCARD\r\nitem1.TEL;type=\"a,b:c\":tel:+1;x\r\nitem1.X-ABLabel:_$!<Mobile>!$_\r\nAGENT:\r\nBEGIN:VCARD\r\nEND:VCARD\r\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		check(t, append([]byte("BEGIN:VCARD\n"), data...))
	})
}

func TestCardsOfRealProgramsAreRead(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("testdata/cards.vcf")
	require.NoError(t, err)
	require.Equal(t, []map[string]string{{"phone": "+60123456789"}}, cardRows(t, string(data), tabular.Options{}))
}
