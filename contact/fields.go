package contact

import (
	"encoding/json"
	"slices"
	"time"

	"github.com/google/uuid"
)

// Claim is what one source says a field of a contact is.
type Claim struct {
	Field   string
	Source  NameSource
	Value   *string // JSON for attributes, plain for the others; nil: the source says that it is empty
	EventID uuid.UUID
	At      time.Time
	// Seq orders what people and the API say, by recording. It is zero for every
	// other source, and for what was said before it was kept.
	Seq int64
}

// after reports whether a claim is newer than another one of the same source: by
// recording what people and the API say, all else by its own time.
func (k Claim) after(other Claim) bool {
	if k.Seq != other.Seq {
		return k.Seq > other.Seq
	}
	return k.At.After(other.At)
}

// claimOf is a claim that an event makes.
func claimOf(ev Event, field string, value *string) Claim {
	k := Claim{Field: field, Source: ClaimSource(ev.Source), Value: value, EventID: ev.ID, At: ev.OccurredAt}
	if ev.personal() {
		k.Seq = ev.Seq
	}
	return k
}

// Strongest returns the claim whose value is shown: of the strongest source,
// and of several of one source – a merged contact has them – the newest. Of consent
// it is the one that counts.
func Strongest(claims []Claim, field string) (best Claim, found bool) {
	if field == FieldConsent {
		return strongestConsent(claims)
	}
	for _, c := range claims {
		if c.Field != field {
			continue
		}
		stronger, newer := nameRank[c.Source]-nameRank[best.Source], c.after(best)
		if !found || stronger > 0 || (stronger == 0 && newer) {
			best, found = c, true
		}
	}
	return best, found
}

// claim makes a claim unless the same source made a newer one.
func (c *Contact) claim(ch *Changes, made Claim) {
	for i, known := range c.Claims {
		if known.Field != made.Field || known.Source != made.Source {
			continue
		}
		if known.after(made) {
			return
		}
		if (made.Source == NameImport || ch.keeps) && known.EventID != made.EventID { // undoing brings it back
			ch.Replaced = append(ch.Replaced, known)
		}
		c.Claims[i] = made
		// What an event says twice, such as a field cleared by one row and set by
		// another of the same person, it claims once.
		ch.Claims = slices.DeleteFunc(ch.Claims, func(k Claim) bool { return k.Field == made.Field && k.Source == made.Source })
		ch.Claims = append(ch.Claims, made)
		return
	}
	c.Claims = append(c.Claims, made)
	ch.Claims = append(ch.Claims, made)
}

// fill applies an event's fields: each value is claimed for the event's source,
// and the strongest claim is shown.
func (c *Contact) fill(ev Event, ch *Changes) {
	f, source := ev.Facts.Fields, ClaimSource(ev.Source)
	claimed := func(field string, value *string) { c.claim(ch, claimOf(ev, field, value)) }
	for _, field := range f.Clear {
		if source == NameImport { // a file says that the field is empty
			if field == FieldConsent { // and withdraws none
				continue
			}
			claimed(field, nil)
			continue
		}
		c.withdraw(ch, claimOf(ev, field, nil))
	}
	for _, field := range givenTexts {
		if value := *field.given(f); value != nil {
			claimed(field.Name, value)
		}
	}
	for name, value := range f.Attributes {
		text := string(value)
		if text == "null" {
			claimed(AttributePrefix+name, nil)
		} else {
			claimed(AttributePrefix+name, &text)
		}
	}
	c.consents(ev, ch)
	values := c.values()
	switch changed := c.Show(); {
	case changed && source == NameImport && values == c.values():
		ch.Owned = true // an export that is imported again is no change
	case changed:
		ch.Touched = true
	}
	c.tag(ev, ch)
}

// withdraw takes a source's claim back, unless it is newer.
func (c *Contact) withdraw(ch *Changes, withdrawn Claim) {
	c.Claims = slices.DeleteFunc(c.Claims, func(k Claim) bool {
		gone := k.Field == withdrawn.Field && k.Source == withdrawn.Source && !k.after(withdrawn)
		if gone && ch.keeps {
			ch.Replaced = append(ch.Replaced, k)
		}
		return gone
	})
	withdrawn.EventID = uuid.Nil
	ch.Withdraw = append(ch.Withdraw, withdrawn)
}

func (c *Contact) tag(ev Event, ch *Changes) {
	fit, surplus := c.newTags(ev)
	if len(fit) > 0 {
		c.Tags, ch.AddTags, ch.Touched = append(c.Tags, fit...), fit, true
	}
	if surplus > 0 {
		ch.Skipped = append(ch.Skipped, tooManyTags(surplus))
	}
	for _, tag := range ev.Facts.Fields.RemoveTags {
		if HasTag(c.Tags, tag) {
			c.Tags = slices.DeleteFunc(c.Tags, func(t string) bool { return sameTag(t, tag) })
			ch.RemoveTags = append(ch.RemoveTags, tag)
			ch.Touched = true
		}
	}
}

// Show sets every shown value to its strongest claim and reports whether any
// has changed. The claims must be loaded.
func (c *Contact) Show() (changed bool) {
	values, owner := c.values(), c.NameSource
	// A contact always has a name: who says that there is none is passed over. What
	// profiles say is kept beside it, with the time when it was last seen.
	named := slices.DeleteFunc(slices.Clone(c.Claims), func(k Claim) bool {
		return k.Source == NameProfile || k.Value == nil || *k.Value == ""
	})
	if best, ok := Strongest(named, FieldDisplayName); ok {
		c.DisplayName, c.NameSource = *best.Value, best.Source
	} else {
		c.NameSource = ""
		c.rename()
	}
	for _, field := range shownTexts {
		*field.shown(&c.Texts) = c.shownText(field.Name)
	}
	c.Consent = nil
	if best, ok := Strongest(c.Claims, FieldConsent); ok {
		said := best.consent()
		c.Consent = &said
	}
	c.Attributes = map[string]json.RawMessage{}
	for _, k := range c.Claims {
		name, ok := cutAttribute(k.Field)
		if !ok || c.Attributes[name] != nil {
			continue
		}
		if best, _ := Strongest(c.Claims, k.Field); best.Value != nil {
			c.Attributes[name] = json.RawMessage(*best.Value)
		}
	}
	return values != c.values() || owner != c.NameSource
}

func (c *Contact) shownText(field string) *string {
	if best, ok := Strongest(c.Claims, field); ok && best.Value != nil && *best.Value != "" {
		return best.Value
	}
	return nil
}

// values is everything shown that claims decide, for comparing, see sameAs.
func (c *Contact) values() string {
	attributes := make(map[string]string, len(c.Attributes))
	for name, value := range c.Attributes {
		attributes[name] = sameAs(value)
	}
	b, err := json.Marshal([]any{c.DisplayName, c.Texts, attributes, c.Consent})
	if err != nil {
		panic(err) // strings always encode
	}
	return string(b)
}

// Merge takes over what later rows of the same person say: the last value wins,
// field by field, and tags add up.
func (f *Fields) Merge(later Fields) {
	for _, field := range givenTexts {
		into, from := field.given(f), *field.given(&later)
		if from != nil {
			*into = from
			f.Clear = slices.DeleteFunc(f.Clear, func(cleared string) bool { return cleared == field.Name })
		} else if slices.Contains(later.Clear, field.Name) {
			*into = nil
		}
	}
	for _, cleared := range later.Clear {
		if !slices.Contains(f.Clear, cleared) {
			f.Clear = append(f.Clear, cleared)
		}
	}
	for name, value := range later.Attributes {
		if f.Attributes == nil {
			f.Attributes = map[string]json.RawMessage{}
		}
		f.Attributes[name] = value
	}
	f.Consent = mergeConsent(f.Consent, later.Consent)
	f.AddTags = CleanTags(append(slices.Clone(f.AddTags), later.AddTags...))
	skipped := later.Skipped
	if len(f.AddTags) > MaxTags {
		f.AddTags, skipped = f.AddTags[:MaxTags], append(slices.Clone(skipped), mergedTags)
	}
	for _, s := range skipped { // of rows without end, the first ones
		if len(f.Skipped) < maxMerged && !slices.Contains(f.Skipped, s) {
			f.Skipped = append(f.Skipped, s)
		}
	}
}
