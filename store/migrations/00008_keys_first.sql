-- +goose Up

-- The key first: whoever looks has a key, and a channel has many. With the
-- channel first, PostgreSQL read the whole queue of a channel, and all of its
-- identities, as long as its statistics said that there are few – and a queue's
-- statistics mostly say so.
ALTER TABLE owed DROP CONSTRAINT owed_pkey, ADD PRIMARY KEY (key, channel_id, seq);
ALTER TABLE identities DROP CONSTRAINT identities_pkey, ADD PRIMARY KEY (key, channel_id, kind, value, valid_to);

-- +goose Down
ALTER TABLE identities DROP CONSTRAINT identities_pkey, ADD PRIMARY KEY (channel_id, key, kind, value, valid_to);
ALTER TABLE owed DROP CONSTRAINT owed_pkey, ADD PRIMARY KEY (channel_id, key, seq);
