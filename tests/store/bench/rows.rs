//! Rows by the thousand, by what each database makes them with.

/// Users, from the second one on: the first is there.
pub(crate) fn users_of_sqlite(many: usize) -> String {
    format!(
        "WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < {many} - 1) \
         INSERT INTO auth_users (id, email_verified, roles, disabled, created_at) \
         SELECT printf('user-%017d', n), 0, '[]', 0, 1 FROM n"
    )
}

/// Sessions of [`from`, `to`) of the users in turn.
pub(crate) fn sqlite(from: usize, to: usize) -> String {
    format!(
        "WITH RECURSIVE n(n) AS (SELECT {from} UNION ALL SELECT n + 1 FROM n WHERE n < {to} - 1), \
         users(many) AS (SELECT count(*) FROM auth_users WHERE id <> 'ada') \
         INSERT INTO auth_sessions {COLUMNS} \
         SELECT randomblob(32), printf('user-%017d', n % many), {}, printf('user-%017d', n % many) \
         FROM n, users",
        values()
    )
}

pub(crate) fn postgres(from: usize, to: usize) -> String {
    format!(
        "INSERT INTO auth_sessions {COLUMNS} \
         SELECT sha256(n::text::bytea), 'user-' || lpad((n % 1000)::text, 17, '0'), {}, \
         'user-' || lpad((n % 1000)::text, 17, '0') \
         FROM generate_series({from}, {to} - 1) n; ANALYZE auth_sessions",
        values()
    )
}

pub(crate) fn mysql(from: usize, to: usize) -> String {
    format!(
        "INSERT INTO auth_sessions {COLUMNS} \
         SELECT UNHEX(SHA2(seq, 256)), CONCAT('user-', LPAD(seq % 1000, 17, '0')), {}, \
         CONCAT('user-', LPAD(seq % 1000, 17, '0')) FROM seq_{from}_to_{} AS n",
        values(),
        to - 1
    )
}

fn values() -> String {
    let seen = EXPIRES_AT - 86_400;
    format!("'acme', '{ISSUER}', {seen}, {seen}, {EXPIRES_AT}, '{DEVICE}', '203.0.113.195'")
}

const COLUMNS: &str = "(hash, user_id, provider, issuer, signed_in_at, seen_at, expires_at, device, address, subject)";
/// All but the key's.
pub(crate) const INDEXES: [&str; 4] = [
    "auth_sessions_user",
    "auth_sessions_account",
    "auth_sessions_provider_session",
    "auth_sessions_expiry",
];
pub(crate) const EXPIRES_AT: u64 = 2_000_000_000;
pub(crate) const ISSUER: &str = "https://acme.example";
pub(crate) const DEVICE: &str = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36";
