package tabular_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/luluchat/contacts/tabular"
)

// A file as a spreadsheet of a European country saves it: semicolons, and a
// header of people's own words. Delimiter and encoding are detected, and the
// columns are recognised.
func ExampleOpen() {
	file := []byte("Mobile no.;Full name;Town\n+60 12-345 6789;Aisha Rahman;Ipoh\n")
	rows, err := tabular.Open(bytes.NewReader(file), int64(len(file)), "leads.csv", tabular.Options{}, tabular.Limits{})
	if err != nil {
		fmt.Println(err) // it cannot be read at all, and says why
		return
	}
	defer func() { _ = rows.Close() }()
	mapping, err := tabular.Map(rows.Header(), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	for {
		row, err := rows.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(row.Number, mapping.Value(row.Cells, "phone"), "/", mapping.Value(row.Cells, "display_name"))
	}
	// Output:
	// 2 +60 12-345 6789 / Aisha Rahman
}

// Cells that a spreadsheet would take for a formula are escaped. The file begins
// with a byte order mark, so that spreadsheets read it as UTF-8.
func ExampleCSVWriter() {
	var file bytes.Buffer
	w := tabular.NewCSVWriter(&file)
	_ = w.Write([]string{"display_name", "remarks"})
	_ = w.Write([]string{"José", "=1+1"})
	_ = w.Close()
	fmt.Println(strings.NewReplacer("\uFEFF", "", "\r", "").Replace(file.String()))
	// Output:
	// display_name,remarks
	// José,'=1+1
}
