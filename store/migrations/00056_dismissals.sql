-- +goose Up

-- Quarantined events that a person has dismissed: nobody becomes a contact by them. Such an event is in quarantine no
-- more, so no count, badge or replay finds it, until somebody takes that back.
--
-- The new table refers to events, which are locked for a moment. Further columns of quarantine say what is counted there,
-- without a look at each event. Nobody quarantines anything while they are filled in: one second for each 100,000 events that
-- are quarantined, about. A trigger fills them in from then on, also for programs that do not know the columns.
SET LOCAL lock_timeout = '3s';

CREATE TABLE dismissals (
    event_id    uuid        NOT NULL PRIMARY KEY REFERENCES events,
    origin      text        NOT NULL,
    reason      text        NOT NULL, -- for which it was quarantined
    channel_id  text,                 -- the event's; null while its channel is not known
    received_at timestamptz NOT NULL, -- when the event arrived
    words       text        NOT NULL, -- why it was dismissed, as the person wrote it
    by          text        NOT NULL, -- who did it
    at          timestamptz NOT NULL DEFAULT now()
);

ALTER TABLE quarantine
    ADD COLUMN channel_id text,
    ADD COLUMN received_at timestamptz NOT NULL DEFAULT now();
UPDATE quarantine q SET channel_id = e.channel_id, received_at = e.received_at FROM events e WHERE e.id = q.event_id;

-- +goose StatementBegin
CREATE FUNCTION quarantine_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT e.channel_id, e.received_at INTO NEW.channel_id, NEW.received_at FROM events e WHERE e.id = NEW.event_id;
    RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER quarantine_event BEFORE INSERT ON quarantine FOR EACH ROW EXECUTE FUNCTION quarantine_event();

-- +goose Down
INSERT INTO quarantine (event_id, origin, reason) SELECT event_id, origin, reason FROM dismissals;
UPDATE events e SET decision = 'quarantined', reason = d.reason FROM dismissals d WHERE e.id = d.event_id;
DROP TABLE dismissals;
DROP TRIGGER quarantine_event ON quarantine;
DROP FUNCTION quarantine_event();
ALTER TABLE quarantine DROP COLUMN channel_id, DROP COLUMN received_at;
