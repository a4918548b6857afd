package demo

import (
	"bytes"
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
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
		folder, err := os.MkdirTemp("", "leads-")
		if err != nil {
			return nil, nil, err
		}
		defer func() { _ = os.RemoveAll(folder) }()
		written, err := content(s)
		if err != nil {
			return nil, nil, err
		}
		u.Path, u.ChannelID = filepath.Join(folder, name), s.channel.ID
		if err := os.WriteFile(u.Path, []byte(written), 0o600); err != nil {
			return nil, nil, err
		}
		im, err := s.StartImport(ctx, u)
		if err == nil {
			im, err = s.ended(ctx, im)
		}
		if err != nil {
			return nil, nil, err
		}
		if im.Error != nil {
			return nil, []Became{{End: IsSentence, Words: *im.Error}}, nil
		}
		told, err = s.rows(ctx, im.ID)
		if err == nil && len(told) != len(wants) {
			err = fmt.Errorf("%d rows were imported, and not %d", len(told), len(wants))
		}
		for i := range told {
			told[i].Wants = wants[min(i, len(wants)-1)]
		}
		return nil, told, err
	}}
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
