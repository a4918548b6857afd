package tabular

import (
	"slices"
	"strings"
	"unicode"

	"github.com/luluchat/contacts/intake"
)

// How likely a column for phone numbers has a WhatsApp number, by its name.
const (
	whatsAppNumber = iota
	mobileNumber
	someNumber
	landline
	anyNumber // it may number anything, such as the rows
)

// Parts of plain names that tell, and whole words that do.
var (
	mobileParts = plainNames(
		"mobile", "mobil", "cell", "celular", "móvil", "telemóvel", "handy", "handphone", "portable", "seluler", "ponsel",
		"мобил", "сотов", "手机", "手機", "携帯", "휴대", "핸드폰", "جوال", "موبايل", "محمول", "di động",
	)
	landlineParts = plainNames(
		"landline", "festnetz", "home", "work", "office", "business", "casa", "trabajo", "trabalho", "oficina", "fijo", "fixo", "fixe",
		"domicile", "bureau", "privat", "geschäft", "kantor", "rumah", "рабоч", "домаш", "固定", "会社", "公司",
	)
	numbers = plainNames("number", "no", "número", "nomor", "nombor", "nummer", "numéro", "номер", "번호", "番号", "号码")
)

func plainNames(names ...string) []string {
	for i, name := range names {
		names[i] = plainName(name)
	}
	return names
}

func phoneRank(header string) int {
	plain := plainName(header)
	words := strings.FieldsFunc(strings.ToLower(header), func(r rune) bool { return !unicode.IsLetter(r) })
	says := func(part string) bool { return strings.Contains(plain, part) }
	switch {
	case says("whatsapp"), slices.Contains(words, "wa"):
		return whatsAppNumber
	case slices.ContainsFunc(mobileParts, says), slices.Contains(words, "hp"), slices.Contains(words, "mob"):
		return mobileNumber
	case slices.Contains(numbers, plain):
		return anyNumber
	case slices.ContainsFunc(landlineParts, says):
		return landline
	}
	return someNumber
}

// orderPhones has the columns for phone numbers asked in the order in which they
// are likely to have a WhatsApp number. One that may number anything is none
// beside another.
func (m *Mapping) orderPhones() {
	columns := m.columns[intake.TargetPhone]
	rank := func(column int) int { return phoneRank(m.Columns[column].Header) }
	slices.SortStableFunc(columns, func(a, b int) int { return rank(a) - rank(b) })
	for len(columns) > 1 && rank(columns[len(columns)-1]) == anyNumber && rank(columns[0]) < anyNumber {
		last := &m.Columns[columns[len(columns)-1]]
		last.Target, last.Why = "", whyTaken
		columns = columns[:len(columns)-1]
	}
	if len(columns) > 1 {
		m.note("The columns %s and %s are both for phone: the second one counts where the first one has no number.",
			m.Columns[columns[0]].Header, m.Columns[columns[1]].Header)
	}
	if len(columns) > 0 {
		m.columns[intake.TargetPhone] = columns
	}
}

// Numbers returns what a row says in its columns for phone numbers, in the order
// in which they are to be asked.
func (m *Mapping) Numbers(cells []string) (all []intake.RowCell) {
	for _, column := range m.columns[intake.TargetPhone] {
		if column < len(cells) && !blank(cells[column]) {
			all = append(all, intake.RowCell{Column: m.Columns[column].Header, Target: intake.TargetPhone, Text: cells[column]})
		}
	}
	return all
}
