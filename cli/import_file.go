package cli

import (
	"errors"
	"fmt"
	"strings"

	"github.com/luluchat/contacts/client"
)

// readAs says what a file was found to be, and what is odd about it, a line each. It
// is silent about what everybody expects: UTF-8 with commas and its header in the
// first row.
func readAs(f *client.ImportFile) (lines []string) {
	if f == nil {
		return nil
	}
	var found []string
	if f.Encoding != nil && !strings.EqualFold(*f.Encoding, "utf-8") {
		found = append(found, "encoding "+*f.Encoding)
	}
	if f.Delimiter != nil && *f.Delimiter != "," && *f.Delimiter != "comma" {
		found = append(found, fmt.Sprintf("delimiter %q", *f.Delimiter))
	}
	if f.Sheet != nil && len(f.OtherSheets) > 0 {
		found = append(found, fmt.Sprintf("sheet %q, and not %s", *f.Sheet, strings.Join(f.OtherSheets, ", ")))
	}
	if f.HeaderRow != nil && *f.HeaderRow > 1 {
		found = append(found, fmt.Sprintf("header in row %d", *f.HeaderRow))
	}
	if len(found) > 0 {
		lines = append(lines, "read with "+strings.Join(found, "; ")+" (--encoding, --delimiter, --sheet and --header-row say otherwise)")
	}
	return append(lines, f.Notes...)
}

// withFlag adds to a refusal the flag that does what it speaks of.
func withFlag(err error) error {
	var refused *client.RefusedError
	if errors.As(err, &refused) && refused.Code == "undefined_attributes" {
		return fmt.Errorf("%w Here that is --define-attributes, or --mapping 'Column='", err)
	}
	return err
}
