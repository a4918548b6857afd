// Package tabular reads and writes tables of contacts: CSV in whatever encoding
// and with whatever delimiter it comes, XLSX, and the address cards of phones
// (vCard), which are read alone.
//
// Files come from spreadsheets, lead exports and other people's programs, so
// reading forgives all that leaves no doubt about what was meant, reports what
// is odd about a row, and refuses the rest in words that say what to do. All
// readers stream: what they keep does not grow with the number of rows.
//
// XLSX is read and written here, without a library, for two reasons. A library's
// streaming reader hands out texts without their style, so that a date could not
// be told from a number; and it needs the whole archive in memory.
//
// What is written can be read again unchanged; see Escape for the price.
package tabular
