package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/luluchat/contacts/client"
)

// discardPatience is how long a draft that nobody wants is tried to be discarded. If it
// cannot be, the server does so in a week.
const discardPatience = 5 * time.Second

// propose uploads a file, shows how it would be imported, and takes corrections until
// somebody wants it so.
func (s *importSession) propose(u client.Upload) (client.Import, error) {
	ctx := s.cmd.Context()
	seen, err := s.client.InspectFile(ctx, u)
	if err != nil {
		return client.Import{}, err
	}
	s.printInspection(seen)
	for {
		line, answered := s.ask("Import it? [Y/n], or a correction such as Town=attributes.city, country=MY (? lists them) ")
		switch word := strings.ToLower(line); {
		case !answered:
			fmt.Fprintln(s.cmd.ErrOrStderr())
			code := exitNothing
			if ctx.Err() != nil {
				code = exitLeft
			}
			return client.Import{}, s.discard(seen.UploadID, code)
		case word == "" || word == "y" || word == "yes":
			im, err := s.client.ImportDraft(ctx, seen.UploadID)
			switch {
			case err == nil:
				return im, nil
			case ctx.Err() != nil || client.Passing(err): // the server may have heard it
				return client.Import{}, nothingDone(s.lost(seen.UploadID, err))
			}
			s.say(inWords(err, s.client)) // it can be corrected
			continue
		case word == "n" || word == "no" || word == "q" || word == "quit":
			return client.Import{}, s.discard(seen.UploadID, exitNothing)
		case word == "?" || word == "help":
			fmt.Fprint(s.cmd.ErrOrStderr(), corrections)
			continue
		}
		change, err := correctionOf(line, seen)
		if err != nil {
			s.say(err)
			continue
		}
		next, err := s.client.ChangeDraft(ctx, seen.UploadID, change)
		if err != nil {
			if ctx.Err() != nil || client.Passing(err) {
				return client.Import{}, err
			}
			s.say(inWords(err, s.client))
			continue
		}
		seen = next
		s.printInspection(seen)
	}
}

func (s *importSession) say(err error) { fmt.Fprintln(s.cmd.ErrOrStderr(), err) }

// discard removes a draft, and returns the error that this amounts to.
func (s *importSession) discard(id string, code int) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(s.cmd.Context()), discardPatience)
	defer cancel()
	if err := s.client.DiscardDraft(ctx, id); err != nil {
		return exitError{code, errors.New("nothing was imported; the server keeps the file for 7 days and discards it then")}
	}
	return exitError{code, errors.New("nothing was imported, and the file is discarded")}
}

// corrections say what can be corrected.
const corrections = `  Column=target         where a column goes: phone, display_name, remarks, tags, attributes.<name>, …; nothing: it is left out
  country=MY            the country of numbers without a country code
  sheet=Leads           the sheet of a workbook
  header=3              the number of the row that names the columns
  encoding=gb18030      the encoding of a text file
  delimiter=semicolon   what is between the cells of a CSV file
  define=yes            define attributes that columns go to and nobody has defined
  hidden=skip           leave out rows that a filter hides
  mode=create_only      or update_only, upsert
Nothing behind the = has it found out again. Where a column has such a name write it as a flag: --default-country=MY.
`

// correctable is what can be corrected besides columns: by a word, and as the flag is called.
var correctable = map[string]string{
	"country": "default_country", "sheet": "sheet", "header": "header_row", "encoding": "encoding", "delimiter": "delimiter",
	"hidden": "hidden_rows", "mode": "mode", "define": "define_attributes",
	"--default-country": "default_country", "--sheet": "sheet", "--header-row": "header_row", "--encoding": "encoding",
	"--delimiter": "delimiter", "--hidden-rows": "hidden_rows", "--mode": "mode", "--define-attributes": "define_attributes",
}

// correctionOf reads a correction as the change of a draft that it means.
func correctionOf(line string, seen client.Inspection) (map[string]any, error) {
	at := strings.LastIndex(line, "=")
	if at < 1 {
		return nil, fmt.Errorf("%q is no correction: write it like Mobile=phone, with a column of the file and where it goes", line)
	}
	name, value := strings.TrimSpace(line[:at]), strings.TrimSpace(line[at+1:])
	column := columnOf(name, seen)
	if setting, ok := correctable[strings.ToLower(name)]; ok && column == "" {
		return settingOf(setting, value)
	}
	if column == "" {
		return nil, fmt.Errorf("the file has no column %q; it has: %s", name, strings.Join(columnNames(seen), ", "))
	}
	mapping := map[string]string{column: value}
	for other, target := range seen.Import.Mapping {
		if !strings.EqualFold(other, column) {
			mapping[other] = target
		}
	}
	return map[string]any{"mapping": mapping}, nil
}

func settingOf(setting, value string) (map[string]any, error) {
	switch {
	case value == "":
		return map[string]any{setting: nil}, nil
	case setting == "header_row":
		row, err := strconv.Atoi(value)
		if err != nil {
			return nil, fmt.Errorf("the header's row is a number, not %q", value)
		}
		return map[string]any{setting: row}, nil
	case setting == "define_attributes":
		return map[string]any{setting: slices.Contains([]string{"y", "yes", "true"}, strings.ToLower(value))}, nil
	}
	return map[string]any{setting: value}, nil
}

// columnOf returns the column of a name, as the file has it: the same, or one that is
// written with other capitals.
func columnOf(name string, seen client.Inspection) string {
	names := columnNames(seen)
	if slices.Contains(names, name) {
		return name
	}
	for _, n := range names {
		if strings.EqualFold(strings.TrimSpace(n), name) {
			return n
		}
	}
	return ""
}

func columnNames(seen client.Inspection) (names []string) {
	for _, c := range seen.Columns {
		if c.Name != "" {
			names = append(names, c.Name)
		}
	}
	return names
}
