package service

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/luluchat/contacts/store"
)

// DraftChange is how a draft is to be imported other than was said before. What is nil
// stays; what is empty is as if nobody had said it.
type DraftChange struct {
	ChannelID                              *string // that it is for, which never changes
	Mode, DefaultCountry, CallbackURL      *string
	DryRun, DefineAttributes               *bool
	Mapping                                *map[string]string
	Encoding, Delimiter, Sheet, HiddenRows *string
	HeaderRow                              *int
	// LeaveOut are the reasons for which rows are left out, and not rejected.
	LeaveOut *[]string `json:",omitempty"` // so that what was asked before there were any stays the same
}

// uploadOf is a draft as it was uploaded, without its file.
func uploadOf(v Import) (in Upload, err error) {
	in = Upload{
		Filename: v.Filename, Size: v.Bytes, ChannelID: v.ChannelID, Mode: v.Mode, DefaultCountry: store.OrEmpty(v.DefaultCountry),
		DryRun: v.DryRun, Mapping: v.Mapping, CallbackURL: store.OrEmpty(v.CallbackURL),
		DefineAttributes: v.DefineAttributes,
	}
	if len(v.Options) > 0 {
		if err = json.Unmarshal(v.Options, &in.Options); err != nil {
			err = fmt.Errorf("read the options of draft %s: %w", v.ID, err)
		}
	}
	return in, err
}

// apply changes how a file is to be imported.
func (c DraftChange) apply(in *Upload) error {
	if c.ChannelID != nil && *c.ChannelID != in.ChannelID {
		return invalid("channel_id", "channel_id must be that of the upload, or left out. To import the file into another channel, send it again.")
	}
	for _, text := range []struct{ given, to *string }{
		{c.Mode, &in.Mode}, {c.DefaultCountry, &in.DefaultCountry}, {c.CallbackURL, &in.CallbackURL}, {c.Encoding, &in.Options.Encoding},
		{c.Delimiter, &in.Options.Delimiter}, {c.Sheet, &in.Options.Sheet}, {c.HiddenRows, &in.Options.HiddenRows},
	} {
		if text.given != nil {
			*text.to = *text.given
		}
	}
	if c.DryRun != nil {
		in.DryRun = *c.DryRun
	}
	if c.DefineAttributes != nil {
		in.DefineAttributes = *c.DefineAttributes
	}
	if c.HeaderRow != nil {
		in.Options.HeaderRow = *c.HeaderRow
	}
	if c.LeaveOut != nil {
		for _, word := range *c.LeaveOut {
			if !isRejection(word) {
				return invalid("leave_out", "leave_out holds the words for which rows of files are rejected, such as phone_missing. GET /v1/imports/{id}/rejected lists those of an import.")
			}
		}
		in.Options.LeaveOut = slices.Compact(slices.Sorted(slices.Values(*c.LeaveOut)))
	}
	if c.Mapping != nil {
		in.Mapping = *c.Mapping
	}
	return nil
}
