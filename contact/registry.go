package contact

import "encoding/json"

// To add a field of text, add it to Fields, to Texts and to the table below, and
// a column of its name in a migration. Everything else ranges over the table.

// Fields are the values that a form, a trigger, an import, a caller or a person
// gives a contact. What an event does not mention stays as it is. They are
// stored with their event: a name in JSON never changes.
type Fields struct {
	DisplayName *string  `json:"display_name,omitempty"`
	Remarks     *string  `json:"remarks,omitempty"`
	Assignee    *string  `json:"assignee,omitempty"`
	Consent     *Consent `json:"consent,omitempty"`
	// Attributes are JSON strings or numbers by name; null clears one.
	Attributes map[string]json.RawMessage `json:"attributes,omitempty"`
	AddTags    []string                   `json:"add_tags,omitempty"`
	RemoveTags []string                   `json:"remove_tags,omitempty"`
	// Clear withdraws this source's value of fields such as display_name, so
	// that the next source's shows again.
	Clear []string `json:"clear,omitempty"`
	// Skipped are answers that did not fit, for the event's report.
	Skipped []Skipped `json:"skipped,omitempty"`
}

// Texts are the texts that a contact shows, besides its name, which is never
// empty and has an owner; nil where nobody gave one. In JSON they are null then.
type Texts struct {
	Remarks  *string `json:"remarks"`
	Assignee *string `json:"assignee"`
}

// The names of fields that claims are made for. Attributes have the prefix and
// their own name.
const (
	FieldDisplayName = "display_name"
	FieldRemarks     = "remarks"
	FieldAssignee    = "assignee"
	AttributePrefix  = "attributes."
)

// The longest values, in runes.
const (
	MaxValue   = 255
	MaxRemarks = 4096
)

// Who gives fields.
var (
	callers  = []Source{SourceManual, SourceAPI}
	answers  = append([]Source{SourceForm, SourceImport}, callers...)
	everyone = append([]Source{SourceTrigger}, answers...)
)

// registry has every field of a contact, in the order of an export's columns.
var registry = []Field{
	{
		Name: "wa_id", Heading: "phone", Trigger: "contact_number", Kind: IsIdentity, Sources: everyone,
		Exported: true, Searched: true, Shown: true, Columns: []string{"wa_id"},
		Template: Example{"phone", "+60123456789"},
		Synonyms: []string{
			"phone no", "phone number", "phones", "phone 1 value", "primary phone", "number", "contact number", "contact no",
			"contact phone", "whatsapp", "whatsapp number", "whatsapp no", "whatsapp phone", "whatsapp phone number",
			"phone whatsapp", "wa", "wa id", "wa number", "mobile", "mobile no", "mobile number", "mobile phone",
			"mobile phone number", "cell", "cell phone", "cellphone number", "cell number", "tel", "tel no", "telephone",
			"telephone number", "telephone no", "msisdn", "e164",
			"número", "número de teléfono", "número de telefone", "número de celular", "número de whatsapp",
			"teléfono", "teléfono móvil", "telefone", "celular", "móvil", "telemóvel",
			"nomor", "nomor telepon", "nomor hp", "nomor whatsapp", "nomor wa", "no hp", "no wa", "no telepon", "no telefon",
			"nombor telefon", "telefon", "telepon",
			"Telefonnummer", "Handy", "Handynummer", "Mobilnummer", "Rufnummer", "téléphone", "numéro de téléphone", "portable",
			"电话", "电话号码", "手机", "手机号", "手机号码", "電話", "電話號碼", "電話番号", "手機", "手機號碼", "携帯", "携帯電話", "携帯電話番号",
			"전화", "전화번호", "휴대폰", "휴대폰 번호", "휴대전화", "핸드폰", "연락처",
			"телефон", "номер телефона", "мобильный", "мобильный телефон", "сотовый", "номер",
			"هاتف", "الهاتف", "رقم الهاتف", "رقم الجوال", "الجوال", "جوال", "موبايل", "رقم الموبايل", "رقم الواتساب",
			"số điện thoại", "điện thoại", "điện thoại di động", "sđt", "telepon seluler", "ponsel", "nomor ponsel",
			"business phone", "business mobile", "work phone", "work mobile", "home phone", "home mobile", "office phone", "main phone",
			"personal phone", "other phone", "landline", "hp", "hp no", "hp number", "handphone", "handphone no", "handphone number",
			"h p", "ph", "ph no", "mob", "mob no", "whatsapp mobile", "mobile whatsapp", "mobile number with country code",
			"phone with country code", "phone number with country code", "whatsapp number with country code", "telefon numarası",
			"cep telefonu", "numer telefonu", "telefono", "cellulare", "numero di telefono", "numero di cellulare", "numéro de portable",
			"Festnetz", "Telefon mobil", "Telefon geschäftlich", "Telefon privat", "telefoonnummer", "telefoon", "mobiel",
			"teléfono celular", "numero whatsapp", "celular whatsapp", "whatsapp celular", "fone", "telefone celular",
		},
	},
	{
		Name: FieldDisplayName, Trigger: "name", Kind: IsText, Max: MaxValue, Sources: everyone,
		Exported: true, Searched: true, Shown: true, Columns: []string{"display_name"},
		Template: Example{"name", "Aisyah Rahman"},
		Synonyms: []string{
			"name", "full name", "contact name", "customer name", "lead name",
			"nama", "nama lengkap", "nama penuh", "nombre", "nombre completo", "nome", "nome completo", "nom complet", "姓名", "名字",
			"氏名", "お名前", "名前", "성명", "Vollständiger Name", "voller Name", "nombre y apellido", "nombre y apellidos", "nome e cognome",
			"имя и фамилия", "фио", "полное имя", "الاسم", "الاسم الكامل", "họ và tên", "họ tên", "ad soyad", "volledige naam",
			"last first", "first last", "last name first name", "first name last name", "name full", "client name",
		},
		given: func(f *Fields) **string { return &f.DisplayName },
	},
	{Name: "name_source", Shown: true, Columns: []string{"name_source"}},
	{
		Name: "tags", Kind: IsTags, Sources: answers, Exported: true, Shown: true,
		Template: Example{"tags", "vip, newsletter"},
		Synonyms: []string{"tag", "label", "labels", "etiqueta", "etiquetas", "标签"},
	},
	{
		Name: FieldRemarks, Kind: IsText, Max: MaxRemarks, Sources: answers,
		Exported: true, Shown: true, Columns: []string{"remarks"},
		Template: Example{"remarks", "Example row: replace it"},
		Synonyms: []string{"remark", "note", "notes", "comment", "comments", "catatan", "notas", "observações", "备注"},
		given:    func(f *Fields) **string { return &f.Remarks },
		shown:    func(t *Texts) **string { return &t.Remarks },
	},
	{
		Name: FieldAssignee, Kind: IsText, Max: MaxValue, Sources: callers, Shown: true, Columns: []string{"assignee"},
		given: func(f *Fields) **string { return &f.Assignee },
		shown: func(t *Texts) **string { return &t.Assignee },
	},
	{
		Name: "channel_id", Heading: "channel", Exported: true, Shown: true, Columns: []string{"channel_id"},
		Outlives: "it is the business's own number",
	},
	{
		Name: "user_id", Kind: IsIdentity, Sources: []Source{SourceImport},
		Exported: true, Searched: true, Shown: true, Columns: []string{"user_id"},
		Synonyms: []string{"bsuid", "business scoped user id", "whatsapp user id"},
	},
	{
		// Of which country the number beside it is: it is read with it, and not kept.
		Name: "country_code", Kind: IsIdentity, Sources: []Source{SourceImport},
		Synonyms: []string{
			"country calling code", "calling code", "dial code", "dialing code", "dialling code", "phone country code", "phone code",
			"country dial code", "mobile country code", "whatsapp country code", "country prefix", "phone prefix", "isd code", "isd",
			"código de país", "código del país", "código do país", "ddi", "indicatif", "indicatif pays", "Ländervorwahl", "Landesvorwahl",
			"kode negara", "kod negara", "国家代码", "国家区号", "区号", "國碼", "国番号", "국가번호", "국가 코드", "код страны", "رمز الدولة", "mã quốc gia",
		},
	},
	{Name: "username", Exported: true, Searched: true, Shown: true, Columns: []string{"username", "username_at"}},
	{
		Name: "whatsapp_name", Exported: true, Searched: true, Shown: true,
		Columns: []string{"whatsapp_name", "whatsapp_name_at"},
	},
	{
		Name: "source", Exported: true, Shown: true, Columns: []string{"source"},
		Outlives: "it is a word of the program",
	},
	{
		Name: "created_at", Exported: true, Shown: true, Columns: []string{"created_at"},
		Outlives: "contacts that were created are counted",
	},
	{Name: "first_message", Shown: true, Columns: []string{"first_message_id"}},
	{
		Name: "first_message_at", Exported: true, Columns: []string{"first_message_at"},
		Outlives: "a tombstone keeps its times",
	},
	{
		Name: "last_conversed_at", Exported: true, Shown: true, Columns: []string{"last_conversed_at", "conversed_hour"},
		Outlives: "a tombstone keeps its times",
	},
	{
		Name: "opted_out_at", Exported: true, Shown: true,
		Columns: []string{"opted_out_at", "preference_at", "preference_seq", "preference_personal"},
	},
	{
		Name: FieldConsent, Kind: IsConsent, Sources: everyone, Exported: true, Shown: true, Columns: []string{"consent"},
		Synonyms: []string{
			"marketing consent", "whatsapp consent", "consent given", "consent to marketing", "consent to contact", "whatsapp opt in",
			"marketing opt in", "gdpr consent", "pdpa consent", "persetujuan", "kebenaran", "consentimiento", "consentimento", "consentement",
			"Einwilligung", "consenso", "toestemming", "согласие", "موافقة", "sự đồng ý", "营销同意", "同意", "동의",
		},
	},
	{
		Name: FieldConsentAt, Kind: IsConsent, Sources: []Source{SourceImport}, Exported: true,
		Synonyms: []string{"consent date", "consent time", "date of consent", "consent given at", "Einwilligung am"},
	},
	{
		Name: FieldConsentSource, Kind: IsConsent, Max: MaxValue, Sources: []Source{SourceImport}, Exported: true,
		Synonyms: []string{"consent from", "source of consent"},
	},
	{
		Name: FieldConsentText, Kind: IsConsent, Max: MaxRemarks, Sources: []Source{SourceForm, SourceTrigger, SourceImport}, Exported: true,
		Synonyms: []string{"consent wording", "text of consent"},
	},
	{Name: "referral", Heading: "ad_id", Exported: true, Shown: true, Columns: []string{"referral", "referral_at"}},
	{
		Name: "attributes", Kind: IsAttributes, Sources: everyone, Exported: true, Shown: true,
		Columns: []string{"attributes"},
	},
	{Name: "id", Shown: true, Columns: []string{"id"}, Outlives: "what arrives again must not bring the contact back"},
	{
		Name: "version", Shown: true, Columns: []string{"version"},
		Outlives: "the deletion counts as a change",
	},
	{
		Name: "created_by_event", Columns: []string{"created_by_event"},
		Outlives: "the event keeps its decision, and creates nobody again",
	},
	{
		Name: "merged_into", Columns: []string{"merged_into"},
		Outlives: "what was merged into a deleted contact stays hidden with it",
	},
	{Name: "deleted_at", Columns: []string{"deleted_at"}, Outlives: "it says that this is a tombstone"},
	{Name: "half", Columns: []string{"half"}, Outlives: "who is half is shown to nobody, and so deleted by nobody"},
	{Name: "folded", Columns: []string{"folded"}}, // what is searched, as Contact.Folded says
}
