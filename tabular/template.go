package tabular

import "io"

// template is a table to fill in, with an example.
var template = [][]string{
	{"phone", "name", "tags", "remarks"},
	{"+60123456789", "Aisyah Rahman", "vip, newsletter", "Example row: replace it"},
}

// TemplateCSV writes a table to fill in.
func TemplateCSV(w io.Writer) error {
	out := NewCSVWriter(w)
	for _, row := range template {
		if err := out.Write(row); err != nil {
			return err
		}
	}
	return out.Close()
}

// TemplateXLSX writes a workbook to fill in.
func TemplateXLSX(w io.Writer) error {
	out := NewXLSXWriter(w)
	for _, row := range template {
		if err := out.Write(row); err != nil {
			return err
		}
	}
	return out.Close()
}
