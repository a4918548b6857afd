package demo

import (
	"bytes"
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/luluchat/contacts/client"
	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/tabular"
)

// files are what is imported, row by row, and what is no file of contacts.
func files() []lead {
	return []lead{
		file("CSV", "leads.csv", []End{IsContact, IsUpdate, IsUpdate, IsSentence, IsSentence, IsSentence}, func(s *sending) (string, error) {
			return fmt.Sprintf("Mobile;Name;Tags;Town\n%s;Nurul Huda;vip;Ipoh\n%s;Hana;;KL\n%s;Nurul;fair;\n;Nobody;;\ncall me;Somebody;;\n6.01988E+11;Rounded;;\n",
				s.number(100), s.number(60), s.number(100)), nil
		}, client.Upload{Mapping: map[string]string{"Town": "attributes.city"}}),
		file("XLSX", "leads.xlsx", []End{IsContact, IsSentence}, func(s *sending) (string, error) {
			var b bytes.Buffer
			w := tabular.NewXLSXWriter(&b)
			for _, row := range [][]string{{"Phone", "Name"}, {"+" + s.number(101), "Chong Wei"}, {"0123", "Too short"}} {
				if err := w.Write(row); err != nil {
					return "", err
				}
			}
			err := w.Close()
			return b.String(), err
		}, client.Upload{}),
		file("vCard", "leads.vcf", []End{IsContact, IsSentence}, func(s *sending) (string, error) {
			return "BEGIN:VCARD\nVERSION:3.0\nFN:Aisyah Rahman\nTEL;TYPE=CELL:+" + s.number(102) + "\nEND:VCARD\n" +
				"BEGIN:VCARD\nVERSION:3.0\nFN:No Number\nEND:VCARD\n", nil
		}, client.Upload{}),
		file("new attributes", "sizes.csv", []End{IsContact}, func(s *sending) (string, error) {
			return "phone,name,attributes.shirt_size\n" + s.number(103) + ",Kumar,L\n", nil
		}, client.Upload{DefineAttributes: true}),
		inspected("looked at before it is imported", "looked.csv", []End{IsContact, IsSentence}, func(s *sending) (string, error) {
			return fmt.Sprintf("Nickname;Mobile;Shoes\nSiti;%s;38\nNobody;call me;\n", s.number(104)), nil
		}, map[string]any{"mapping": map[string]any{"Nickname": "display_name", "Shoes": nil}}),
		file("no table", "leads.pdf", []End{IsSentence}, text("%PDF-1.7\n"), client.Upload{}),
		file("no column for numbers", "names.csv", []End{IsSentence}, text("name,mail\nNurul,n@example.com\n"), client.Upload{}),
		file("attributes that nobody has defined", "unknown.csv", []End{IsSentence}, text("phone,attributes.never_defined\n60123456789,x\n"), client.Upload{}),
		file("letters that may be others", "doubtful.csv", []End{IsSentence}, text("phone,name\n60123456789,\xeb\xe4\xef\n"), client.Upload{}),
	}
}

func text(content string) func(*sending) (string, error) {
	return func(*sending) (string, error) { return content, nil }
}

// file is an import, whose rows each have an end.
func file(what, name string, wants []End, content func(*sending) (string, error), u client.Upload) lead {
	return lead{"file of " + what + ":", wants[0], func(ctx context.Context, s *sending) (_ []string, told []Became, err error) {
		err = s.written(name, content, func(path string) error {
			u.Path, u.ChannelID = path, s.channel.ID
			im, err := s.StartImport(ctx, u)
			if err == nil {
				told, err = s.imported(ctx, im, wants)
			}
			return err
		})
		return nil, told, err
	}}
}

// inspected is a file that is looked at, corrected and then imported.
func inspected(what, name string, wants []End, content func(*sending) (string, error), correction map[string]any) lead {
	return lead{"file that is " + what + ":", wants[0], func(ctx context.Context, s *sending) (_ []string, told []Became, err error) {
		err = s.written(name, content, func(path string) error {
			first, err := s.InspectFile(ctx, client.Upload{Path: path, ChannelID: s.channel.ID})
			if err != nil {
				return err
			}
			seen, err := s.ChangeDraft(ctx, first.UploadID, correction)
			if err != nil {
				return err
			}
			told = []Became{looked("as it is found", first), looked("as it is corrected", seen)}
			im, err := s.ImportDraft(ctx, seen.UploadID)
			if err != nil {
				return err
			}
			rows, err := s.imported(ctx, im, wants)
			told = append(told, rows...)
			return err
		})
		return nil, told, err
	}}
}

// looked says what would become of a file that was looked at.
func looked(what string, seen client.Inspection) Became {
	var goes []string
	for _, column := range seen.Columns {
		where := map[bool]string{true: "is left out", false: "is taken"}[column.Target == nil]
		goes = append(goes, column.Name+" "+where)
	}
	words := fmt.Sprintf("Nothing is imported yet: %s; of the first %d rows %d would be refused", strings.Join(goes, ", "), seen.Failing.Sampled, seen.Failing.Rows)
	for _, why := range seen.Failing.Reasons {
		words += fmt.Sprintf(", such as row %d: %s", why.Row, why.Words)
	}
	return Became{What: what, End: IsSentence, Wants: IsSentence, Words: sentence(words)}
}

// written has a file for as long as f takes.
func (s *sending) written(name string, content func(*sending) (string, error), f func(path string) error) error {
	folder, err := os.MkdirTemp("", "leads-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(folder) }()
	text, err := content(s)
	if err != nil {
		return err
	}
	path := filepath.Join(folder, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		return err
	}
	return f(path)
}

// imported waits for the end of an import, and says what became of each row.
func (s *sending) imported(ctx context.Context, im client.Import, wants []End) (told []Became, err error) {
	if im, err = s.ended(ctx, im); err != nil {
		return nil, err
	}
	if im.Error != nil {
		return []Became{{End: IsSentence, Words: *im.Error}}, nil
	}
	told, err = s.rows(ctx, im.ID)
	if err == nil && len(told) != len(wants) {
		err = fmt.Errorf("%d rows were imported, and not %d", len(told), len(wants))
	}
	for i := range told {
		told[i].Wants = wants[min(i, len(wants)-1)]
	}
	return told, err
}

// ended waits for the end of an import.
func (s *sending) ended(ctx context.Context, im client.Import) (client.Import, error) {
	for deadline := time.Now().Add(4 * decideWait); !im.Status.Ended(); {
		if time.Now().After(deadline) {
			return im, fmt.Errorf("import %s is still %s", im.ID, im.Status)
		}
		select {
		case <-ctx.Done():
			return im, ctx.Err()
		case <-time.After(100 * time.Millisecond):
		}
		var err error
		if im, err = s.Import(ctx, im.ID); err != nil {
			return im, err
		}
	}
	if im.Status != contact.ImportIsCompleted && im.Error == nil {
		return im, fmt.Errorf("import %s is %s", im.ID, im.Status)
	}
	return im, nil
}

// importRow is a row of an import, as far as it is told here.
type importRow struct {
	Row          int
	Status       string
	SuggestedFix *string `json:"suggested_fix"`
	Detail       *string
	MergedInto   *int    `json:"merged_into"`
	ContactID    *string `json:"contact_id"`
}

// rows says what became of each row of an import.
func (s *sending) rows(ctx context.Context, id string) (told []Became, err error) {
	var page struct{ Rows []importRow }
	if err := s.Get(ctx, "/v1/imports/"+id+"/rows", url.Values{"limit": {"100"}}, &page); err != nil {
		return nil, err
	}
	for _, row := range page.Rows {
		b := Became{What: fmt.Sprint("row ", row.Row), End: IsUpdate}
		switch {
		case row.Status == "merged" && row.MergedInto != nil:
			b.Words = fmt.Sprintf("An update: it is of the person of row %d", *row.MergedInto)
		case row.Status == "failed" && row.SuggestedFix != nil:
			b.End, b.Words = IsSentence, *row.SuggestedFix
		case row.ContactID != nil:
			c, err := s.Contact(ctx, *row.ContactID)
			if err != nil {
				return nil, err
			}
			b.Words = "An update of " + c.DisplayName
			if row.Status == "created" {
				b.End, b.Words = IsContact, "A new contact, "+c.DisplayName
			}
		}
		if row.Detail != nil && *row.Detail != "" && b.Words != "" {
			b.Words += "; " + *row.Detail
		}
		b.Words = sentence(b.Words)
		told = append(told, b)
	}
	return told, nil
}
