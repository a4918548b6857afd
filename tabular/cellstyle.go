package tabular

import (
	"encoding/xml"
	"strconv"
)

// cellStyle says how a number is shown, where that is not as it is stored.
type cellStyle struct {
	date dateStyle
	mask mask
}

const maxStyles = 100_000 // spreadsheets allow 65,490

// readStyles returns how the cell styles show numbers: all that a sheet says of a
// date, or of a postcode that begins with a zero, is a number and a style.
func (w *workbook) readStyles() ([]cellStyle, error) {
	var styles []cellStyle
	custom := make(map[int]cellStyle)
	inCells := false
	err := w.scan(w.stylesPart, func(e xml.StartElement) {
		id, err := strconv.Atoi(attribute(e, "numFmtId"))
		switch e.Name.Local {
		case "numFmt":
			if code := attribute(e, "formatCode"); err == nil && len(custom) < maxStyles {
				custom[id] = cellStyle{styleOf(code), maskOf(code)}
			}
		case "cellXfs":
			inCells = true
		case "cellStyles", "dxfs":
			inCells = false
		case "xf":
			if !inCells || len(styles) == maxStyles {
				return
			}
			style, ok := custom[id]
			if !ok {
				style = cellStyle{date: builtinStyle(id)}
			}
			styles = append(styles, style)
		}
	})
	return styles, err
}

// shows writes a stored number as people see it, if that is otherwise than stored.
func (w *workbook) shows(stored string, style cellStyle) (string, bool) {
	if date, ok := w.date(stored, style.date); ok {
		return date, true
	}
	return style.mask.write(stored)
}
