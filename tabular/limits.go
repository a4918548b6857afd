package tabular

// Limits are the most that a file may hold. What is zero or less is the default.
type Limits struct {
	Rows     int   // rows with something in them, the header not counted
	Bytes    int64 // the file as it was uploaded
	Unzipped int64 // the parts of an XLSX that are read, unpacked
	Cell     int   // bytes of a cell in UTF-8; a longer one is cut, and its row says so
}

// DefaultLimits are used where no others are set.
var DefaultLimits = Limits{
	Rows:     200_000,
	Bytes:    50 << 20,
	Unzipped: 512 << 20,
	Cell:     128 << 10, // the 32,767 characters of a spreadsheet's cell fit
}

// Limits that protect the memory and that no honest file comes near.
const (
	maxColumns = 1000
	maxRow     = 1 << 20 // bytes of a row's cells, which are cut beyond
)

func (l Limits) orDefault() Limits {
	if l.Rows <= 0 {
		l.Rows = DefaultLimits.Rows
	}
	if l.Bytes <= 0 {
		l.Bytes = DefaultLimits.Bytes
	}
	if l.Unzipped <= 0 {
		l.Unzipped = DefaultLimits.Unzipped
	}
	if l.Cell <= 0 {
		l.Cell = DefaultLimits.Cell
	}
	return l
}
