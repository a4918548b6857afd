package tabular

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/intake"
)

// synonyms are what columns are called in the files of other programs and in
// the languages of their users, as people write them.
var synonyms = map[string][]string{
	intake.TargetPhone: {
		"phone", "phone no", "phone number", "phones", "phone 1 value", "primary phone", "number", "contact number", "contact no", "contact phone",
		"whatsapp", "whatsapp number", "whatsapp no", "whatsapp phone", "whatsapp phone number", "phone whatsapp", "wa", "wa id", "wa number",
		"mobile", "mobile no", "mobile number", "mobile phone", "mobile phone number", "cell", "cell phone", "cellphone number", "cell number",
		"tel", "tel no", "telephone", "telephone number", "telephone no", "msisdn", "e164",
		"número", "número de teléfono", "número de telefone", "número de celular", "número de whatsapp",
		"teléfono", "teléfono móvil", "telefone", "celular", "móvil", "telemóvel",
		"nomor", "nomor telepon", "nomor hp", "nomor whatsapp", "nomor wa", "no hp", "no wa", "no telepon", "no telefon", "nombor telefon", "telefon", "telepon",
		"Telefonnummer", "Handy", "Handynummer", "Mobilnummer", "Rufnummer", "téléphone", "numéro de téléphone", "portable",
		"电话", "电话号码", "手机", "手机号", "手机号码",
	},
	intake.TargetDisplayName: {
		"name", "full name", "contact name", "display name", "customer name", "lead name",
		"nama", "nama lengkap", "nama penuh", "nombre", "nombre completo", "nome", "nome completo", "nom complet", "姓名", "名字",
	},
	intake.TargetUserID: {"user id", "bsuid", "business scoped user id", "whatsapp user id"},
	firstName:           {"first name", "given name", "nombre de pila", "primeiro nome", "prénom", "Vorname", "nama depan"},
	lastName:            {"last name", "family name", "surname", "apellido", "apellidos", "sobrenome", "nom de famille", "Nachname", "nama belakang"},
	intake.TargetTags: {
		"tag", "tags", "label", "labels", "etiqueta", "etiquetas", "标签",
	},
	intake.TargetRemarks: {
		"remark", "remarks", "note", "notes", "comment", "comments", "catatan", "notas", "observações", "备注",
	},
}

// meanings is synonyms the other way around, by the plain name.
var meanings = func() map[string]string {
	all := make(map[string]string)
	for target, names := range synonyms {
		for _, name := range names {
			all[plainName(name)] = target
		}
	}
	return all
}()

// meaning returns the target of a column by its name, empty if it has none.
func meaning(header string) string {
	name := strings.TrimSpace(header)
	if rest, ok := cutPrefixFold(name, contact.AttributePrefix); ok && intake.CheckAttributeName(rest) == nil {
		return contact.AttributePrefix + rest
	}
	return meanings[plainName(name)]
}

func cutPrefixFold(s, prefix string) (rest string, ok bool) {
	if len(s) < len(prefix) || !strings.EqualFold(s[:len(prefix)], prefix) {
		return s, false
	}
	return s[len(prefix):], true
}

// plainName is a name without what people write differently: case, accents,
// spaces, hyphens, underscores and all other signs.
func plainName(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, norm.NFKD.String(name))
}
