CREATE TABLE IF NOT EXISTS auth_users (
    id VARBINARY(2048) NOT NULL PRIMARY KEY,
    name MEDIUMTEXT,
    email MEDIUMTEXT,
    email_key VARBINARY(2048) UNIQUE,
    email_verified BOOLEAN NOT NULL,
    image MEDIUMTEXT,
    roles MEDIUMTEXT NOT NULL,
    disabled BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4;

CREATE TABLE IF NOT EXISTS auth_accounts (
    issuer VARBINARY(2048) NOT NULL,
    subject VARBINARY(1024) NOT NULL,
    user_id VARBINARY(2048) NOT NULL,
    provider MEDIUMTEXT NOT NULL,
    label MEDIUMTEXT,
    tokens MEDIUMTEXT,
    created_at BIGINT NOT NULL,
    leased_until BIGINT,
    PRIMARY KEY (issuer, subject),
    INDEX auth_accounts_user (user_id),
    FOREIGN KEY (user_id) REFERENCES auth_users (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4;

CREATE TABLE IF NOT EXISTS auth_sessions (
    hash BINARY(32) NOT NULL PRIMARY KEY,
    user_id VARBINARY(2048) NOT NULL,
    provider MEDIUMTEXT NOT NULL,
    issuer VARBINARY(2048) NOT NULL,
    subject VARBINARY(1024) NOT NULL,
    provider_session VARBINARY(1024),
    signed_in_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    device MEDIUMTEXT,
    address MEDIUMTEXT,
    data MEDIUMTEXT,
    id_token MEDIUMTEXT,
    INDEX auth_sessions_user (user_id),
    INDEX auth_sessions_account (issuer, subject),
    INDEX auth_sessions_provider_session (issuer, provider_session),
    INDEX auth_sessions_expiry (expires_at),
    FOREIGN KEY (user_id) REFERENCES auth_users (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4;

CREATE TABLE IF NOT EXISTS auth_ended_sessions (
    id VARBINARY(2048) NOT NULL PRIMARY KEY,
    user_id VARBINARY(2048) NOT NULL,
    expires_at BIGINT NOT NULL,
    INDEX auth_ended_sessions_expiry (expires_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4;

CREATE TABLE IF NOT EXISTS auth_session_epochs (
    user_id VARBINARY(2048) NOT NULL PRIMARY KEY,
    epoch BINARY(16) NOT NULL,
    expires_at BIGINT NOT NULL,
    INDEX auth_session_epochs_expiry (expires_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4;

CREATE TABLE IF NOT EXISTS auth_verification_tokens (
    token VARBINARY(2048) NOT NULL PRIMARY KEY,
    identifier VARBINARY(2048) NOT NULL,
    expires_at BIGINT NOT NULL,
    INDEX auth_verification_tokens_expiry (expires_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4;

CREATE TABLE IF NOT EXISTS auth_passkeys (
    credential_id VARBINARY(1023) NOT NULL PRIMARY KEY,
    user_id VARBINARY(2048) NOT NULL,
    public_key MEDIUMBLOB NOT NULL,
    counter BIGINT NOT NULL,
    backed_up BOOLEAN NOT NULL,
    transports MEDIUMTEXT,
    name MEDIUMTEXT,
    created_at BIGINT NOT NULL,
    INDEX auth_passkeys_user (user_id),
    FOREIGN KEY (user_id) REFERENCES auth_users (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4;
