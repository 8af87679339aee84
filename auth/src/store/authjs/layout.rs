//! What the two layouts call their tables, and how they write ids and times.

/// One layout.
#[derive(Debug)]
pub(super) struct Layout {
    pub(super) users: &'static str,
    accounts: &'static str,
    sessions: &'static str,
    /// What a session is referred to by.
    session_key: &'static str,
    session_key_type: &'static str,
    integer_ids: bool,
    /// Whether its times have a zone.
    zoned: bool,
}

impl Layout {
    pub(super) const PG_ADAPTER: Self = Self {
        users: "users",
        accounts: "accounts",
        sessions: "sessions",
        session_key: "id",
        session_key_type: "INTEGER",
        integer_ids: true,
        zoned: true,
    };

    pub(super) const DRIZZLE: Self = Self {
        users: "\"user\"",
        accounts: "account",
        sessions: "session",
        session_key: "\"sessionToken\"",
        session_key_type: "TEXT",
        integer_ids: false,
        zoned: false,
    };

    /// Whether the database makes the ids of users.
    pub(super) fn makes_ids(&self) -> bool {
        self.integer_ids
    }

    /// A statement in its words: `{id1}` is the first value as a user's id, `{time2}` the second one as a time.
    pub(super) fn sql(&self, template: &str) -> String {
        let mut text = template
            .replace("{users}", self.users)
            .replace("{accounts}", self.accounts)
            .replace("{sessions}", self.sessions)
            .replace(
                "{now}",
                if self.zoned {
                    "now()"
                } else {
                    "(now() AT TIME ZONE 'UTC')"
                },
            )
            .replace("{key}", self.session_key)
            .replace("{key type}", self.session_key_type)
            .replace(
                "{id type}",
                if self.integer_ids { "INTEGER" } else { "TEXT" },
            );
        for number in 1..=9 {
            text = text
                .replace(&format!("{{id{number}}}"), &self.id(number))
                .replace(&format!("{{time{number}}}"), &self.time(number));
        }
        text
    }

    /// What is no number is nobody's id where ids are numbers.
    fn id(&self, number: u8) -> String {
        match self.integer_ids {
            true => format!(
                "(CASE WHEN ${number}::text ~ '^[1-9][0-9]{{0,8}}$' THEN ${number}::text::integer END)"
            ),
            false => format!("${number}::text"),
        }
    }

    fn time(&self, number: u8) -> String {
        match self.zoned {
            true => format!("to_timestamp(${number}::bigint)"),
            false => format!("(to_timestamp(${number}::bigint) AT TIME ZONE 'UTC')"),
        }
    }
}

/// What is beside their tables. It goes with what it belongs to.
pub(super) const TABLES: [&str; 6] = [
    "CREATE TABLE IF NOT EXISTS auth_authjs_users (
        user_id {id type} NOT NULL PRIMARY KEY REFERENCES {users} (id) ON DELETE CASCADE,
        roles TEXT NOT NULL,
        disabled BOOLEAN NOT NULL,
        created_at BIGINT NOT NULL
    )",
    "CREATE TABLE IF NOT EXISTS auth_authjs_sessions (
        session {key type} NOT NULL PRIMARY KEY REFERENCES {sessions} ({key}) ON DELETE CASCADE,
        provider TEXT,
        issuer TEXT,
        subject TEXT,
        provider_session TEXT,
        signed_in_at BIGINT,
        seen_at BIGINT NOT NULL,
        device TEXT,
        address TEXT,
        data TEXT,
        id_token TEXT
    )",
    "ALTER TABLE auth_authjs_sessions ADD COLUMN IF NOT EXISTS authenticated_at BIGINT",
    "CREATE INDEX IF NOT EXISTS auth_authjs_sessions_account
        ON auth_authjs_sessions (issuer, subject)",
    "CREATE OR REPLACE FUNCTION auth_authjs_hash(token TEXT) RETURNS BYTEA
        LANGUAGE SQL IMMUTABLE STRICT PARALLEL SAFE
        AS 'SELECT sha256(convert_to($1, ''UTF8''))'",
    "CREATE INDEX IF NOT EXISTS auth_authjs_sessions_hash
        ON {sessions} (auth_authjs_hash(\"sessionToken\"))",
];
