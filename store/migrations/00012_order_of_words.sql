-- +goose Up

-- The number with which an event was first put into the queue: the order of
-- recording. It orders what people and the API say, whose events are stamped by
-- the clocks of many processes. Columns without a default rewrite no table. What
-- is there already has no number: it was recorded before all that has one, and
-- among itself it is ordered by time, as before.
--
-- Locks events, claims and contacts against everybody, for a moment.
ALTER TABLE events ADD COLUMN seq bigint;
ALTER TABLE claims ADD COLUMN seq bigint;              -- of people and the API alone

-- Of the event that told the opt-out, and whether it was not WhatsApp's.
ALTER TABLE contacts
    ADD COLUMN preference_seq bigint,
    ADD COLUMN preference_personal boolean;

-- +goose Down
ALTER TABLE contacts DROP COLUMN preference_seq, DROP COLUMN preference_personal;
ALTER TABLE claims DROP COLUMN seq;
ALTER TABLE events DROP COLUMN seq;
