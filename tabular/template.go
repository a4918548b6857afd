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
func TemplateCSV(w io.Writer) error { return writeTemplate(NewCSVWriter(w)) }

// TemplateXLSX writes a workbook to fill in.
func TemplateXLSX(w io.Writer) error { return writeTemplate(NewXLSXWriter(w)) }

func writeTemplate(out interface {
	Write(cells []string) error
	Close() error
}) error {
	for _, row := range template {
		if err := out.Write(row); err != nil {
			return err
		}
	}
	return out.Close()
}
