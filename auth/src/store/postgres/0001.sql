CREATE TABLE auth_users (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT,
    email TEXT,
    email_key TEXT UNIQUE,
    email_verified BOOLEAN NOT NULL,
    image TEXT,
    roles TEXT NOT NULL,
    disabled BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE auth_accounts (
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    user_id TEXT NOT NULL REFERENCES auth_users (id) ON DELETE CASCADE,
    provider TEXT NOT NULL,
    label TEXT,
    tokens TEXT,
    created_at BIGINT NOT NULL,
    leased_until BIGINT,
    PRIMARY KEY (issuer, subject)
);
CREATE INDEX auth_accounts_user ON auth_accounts (user_id);

CREATE TABLE auth_sessions (
    hash BYTEA NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES auth_users (id) ON DELETE CASCADE,
    provider TEXT NOT NULL,
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    provider_session TEXT,
    signed_in_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    device TEXT,
    address TEXT,
    data TEXT,
    id_token TEXT
);
CREATE INDEX auth_sessions_user ON auth_sessions (user_id);
CREATE INDEX auth_sessions_account ON auth_sessions (issuer, subject);
CREATE INDEX auth_sessions_provider_session ON auth_sessions (issuer, provider_session);
CREATE INDEX auth_sessions_expiry ON auth_sessions (expires_at);

CREATE TABLE auth_ended_sessions (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX auth_ended_sessions_expiry ON auth_ended_sessions (expires_at);

CREATE TABLE auth_session_epochs (
    user_id TEXT NOT NULL PRIMARY KEY,
    epoch BYTEA NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX auth_session_epochs_expiry ON auth_session_epochs (expires_at);

CREATE TABLE auth_verification_tokens (
    token TEXT NOT NULL PRIMARY KEY,
    identifier TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX auth_verification_tokens_expiry ON auth_verification_tokens (expires_at);

CREATE TABLE auth_passkeys (
    credential_id BYTEA NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES auth_users (id) ON DELETE CASCADE,
    public_key BYTEA NOT NULL,
    counter BIGINT NOT NULL,
    backed_up BOOLEAN NOT NULL,
    transports TEXT,
    name TEXT,
    created_at BIGINT NOT NULL
);
CREATE INDEX auth_passkeys_user ON auth_passkeys (user_id);
