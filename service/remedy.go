package service

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/luluchat/contacts/intake"
	"github.com/luluchat/contacts/store"
)

// RemedyKind is what can be done about rows that were rejected for one reason.
type RemedyKind string

// The remedies.
const (
	SayCountry  RemedyKind = "country"   // of which country the numbers are
	TakeColumn  RemedyKind = "column"    // another column has the numbers
	LeaveOutAll RemedyKind = "leave_out" // nothing else would help
)

// Remedy is what would help rows of an import that waits: RerunImport with its change.
type Remedy struct {
	Kind    RemedyKind
	Country string // of SayCountry: the likely one, two letters; empty: nobody can tell
	Column  string // of TakeColumn
	Change  DraftChange
}

// remedySample is how many rows are looked at to find a remedy.
const remedySample = 200

// remedies finds one remedy for each group of rows that were rejected. Those of the rules
// go by who is a contact, and no other way of reading the file changes that.
func (s *Service) remedies(ctx context.Context, who Caller, v Import, groups []RejectedRows) error {
	var rows []ImportRow
	var likely []string
	if slices.ContainsFunc(groups, func(g RejectedRows) bool { return rejections[g.Error] != "" }) {
		var err error
		if rows, err = s.imports(who).ImportRows(ctx, v.ID, "failed", 0, remedySample); err != nil {
			return err
		}
		if likely, err = s.likelyCountries(ctx, who, v); err != nil {
			return err
		}
	}
	for i, g := range groups {
		if !isRejection(g.Error) {
			continue
		}
		var cells [][]string
		for _, r := range rows {
			if store.OrEmpty(r.Error) == g.Error {
				cells = append(cells, r.Cells)
			}
		}
		groups[i].Remedy = remedyOf(v, g.Error, cells, likely)
	}
	return nil
}

// remedyOf is the remedy for rows that were rejected for one reason, by what some of them
// hold.
func remedyOf(v Import, reason string, rows [][]string, likely []string) *Remedy {
	of := store.OrEmpty(v.DefaultCountry)
	if !strings.HasPrefix(reason, "phone_") {
		return leaveOut(v, reason)
	}
	if column := columnOfNumbers(v, rows, of); column != "" {
		mapping := maps.Clone(v.Mapping)
		if mapping == nil {
			mapping = map[string]string{}
		}
		for name, target := range v.Columns {
			if target == intake.TargetPhone {
				mapping[name] = target
			}
		}
		mapping[column] = intake.TargetPhone
		return &Remedy{Kind: TakeColumn, Column: column, Change: DraftChange{Mapping: &mapping}}
	}
	country := countryOfNumbers(v, rows, likely)
	if country == "" && (of != "" || reason != "phone_"+string(intake.NoCountryCode)) {
		return leaveOut(v, reason)
	}
	r := &Remedy{Kind: SayCountry, Country: country}
	if country != "" {
		r.Change.DefaultCountry = &country
	}
	return r
}

// leaveOut leaves out these rows, too.
func leaveOut(v Import, reason string) *Remedy {
	reasons := []string{reason}
	if in, err := uploadOf(v); err == nil {
		reasons = append(reasons, in.Options.LeaveOut...)
	}
	return &Remedy{Kind: LeaveOutAll, Change: DraftChange{LeaveOut: &reasons}}
}

// columnOfNumbers is a column that is not for numbers, and has some in four of five of the
// rows; empty if there is none.
func columnOfNumbers(v Import, rows [][]string, country string) (best string) {
	most := (len(rows)*4 + 4) / 5
	for i, name := range v.Header {
		if target := v.Columns[name]; name == "" || target == intake.TargetPhone || target == intake.TargetCountryCode || slices.Index(v.Header, name) != i {
			continue
		}
		usable := 0
		for _, cells := range rows {
			if i < len(cells) && intake.PhoneIn(cells[i], country).Usable() {
				usable++
			}
		}
		if usable > 0 && (best == "" && usable >= most || usable > most) {
			best, most = name, usable
		}
	}
	return best
}

// countryOfNumbers is the country of which most of the numbers are, if half of them are;
// empty if none of the likely ones is.
func countryOfNumbers(v Import, rows [][]string, likely []string) (best string) {
	most := 0
	for _, country := range likely {
		if country == store.OrEmpty(v.DefaultCountry) {
			continue
		}
		usable := 0
		for _, cells := range rows {
			if slices.ContainsFunc(v.Header, func(name string) bool {
				i := slices.Index(v.Header, name)
				return v.Columns[name] == intake.TargetPhone && i < len(cells) && intake.PhoneIn(cells[i], country).Usable()
			}) {
				usable++
			}
		}
		if usable > most && usable*2 >= len(rows) {
			best, most = country, usable
		}
	}
	return best
}

// likelyCountries are those of which the file's other numbers are, the channel's contacts
// and the other channels, the likeliest first.
func (s *Service) likelyCountries(ctx context.Context, who Caller, v Import) ([]string, error) {
	counts := map[string]int{}
	rows, err := s.imports(who).ImportRows(ctx, v.ID, "pending", 0, remedySample)
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		if r.Understood != nil {
			counts[r.Understood.Country] += 2 * remedySample // the file itself says more than all others
		}
	}
	if who.May(ContactsRead) == nil {
		known, err := s.book(who).Contacts(ctx, ContactFilter{ChannelID: v.ChannelID}, nil, remedySample)
		if err != nil {
			return nil, err
		}
		for _, c := range known {
			counts[intake.Exact(store.OrEmpty(c.WaID)).Accepted().Country]++
		}
	}
	channels, err := s.settings(who).Channels(ctx)
	if err != nil {
		return nil, err
	}
	for _, c := range channels {
		counts[store.OrEmpty(c.DefaultCountry)]++
	}
	delete(counts, "")
	return slices.SortedFunc(maps.Keys(counts), func(a, b string) int { return cmp.Or(counts[b]-counts[a], cmp.Compare(a, b)) }), nil
}
