-- +goose Up

-- What came to an address that WhatsApp posts to, by the minute and what became of it. It holds nothing of what was sent.
-- Processes count in memory and add to it every few seconds: it is on nobody's way in. A row is removed after a day, but
-- for the last of each outcome.
--
-- Nobody uses it yet.
CREATE TABLE webhook_counts (
    endpoint text        NOT NULL,
    outcome  text        NOT NULL,
    minute   timestamptz NOT NULL,
    count    bigint      NOT NULL,
    last_at  timestamptz NOT NULL,
    PRIMARY KEY (endpoint, outcome, minute)
);

-- The numbers of businesses that signed webhooks were about, whether a channel has them or not, and when. A body without a
-- signature adds nothing here.
--
-- Nobody uses it yet.
CREATE TABLE webhook_numbers (
    phone_number_id      text        NOT NULL PRIMARY KEY,
    display_phone_number text        NOT NULL, -- as WhatsApp writes it; empty where it did not
    account_id           text        NOT NULL, -- of the WhatsApp Business Account
    first_at             timestamptz NOT NULL,
    last_at              timestamptz NOT NULL,
    first_message_at     timestamptz,
    last_message_at      timestamptz
);

-- +goose Down
DROP TABLE webhook_numbers;
DROP TABLE webhook_counts;
