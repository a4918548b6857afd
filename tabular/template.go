package tabular

import (
	"io"

	"github.com/luluchat/contacts/contact"
)

// template is a table to fill in, with an example.
var template = func() [][]string {
	var header, example []string
	for _, f := range contact.AllFields() {
		if f.Template.Heading != "" {
			header, example = append(header, f.Template.Heading), append(example, f.Template.Value)
		}
	}
	return [][]string{header, example}
}()

// TemplateCSV writes a table to fill in.
func TemplateCSV(w io.Writer) error { return writeTable(NewCSVWriter(w), template) }

// TemplateXLSX writes a workbook to fill in.
func TemplateXLSX(w io.Writer) error { return writeTable(NewXLSXWriter(w), template) }

// sample is a file to try an import with: people who are made up, of whom one is in the demo,
// and one has a number without its country.
var sample = [][]string{
	{"phone", "name", "tags", "remarks"},
	{"+60 12-345 6701", "Aisha Rahman", "vip, newsletter", "Asked for the blue one"},
	{"+62 812-3456-7811", "Dimas Pratama", "newsletter", ""},
	{"+60 12-345 6712", "Farah Aziz", "", "Met at the fair"},
	{"+55 11 98765-4313", "Luiza Alves", "vip", ""},
	{"012-345 6714", "Kavitha Nair", "newsletter", "Her number lacks its country"},
}

// SampleCSV writes a file to try an import with.
func SampleCSV(w io.Writer) error { return writeTable(NewCSVWriter(w), sample) }

func writeTable(out interface {
	Write(cells []string) error
	Close() error
}, rows [][]string) error {
	for _, row := range rows {
		if err := out.Write(row); err != nil {
			return err
		}
	}
	return out.Close()
}
