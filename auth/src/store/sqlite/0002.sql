-- When the user of a session last proved who they are; of those that are there already nobody has said.
ALTER TABLE auth_sessions ADD COLUMN authenticated_at BIGINT;
