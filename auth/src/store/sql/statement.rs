//! Statements, each written once for all databases where they agree.

use std::sync::OnceLock;

use crate::store::sql::Dialect;

/// A statement. Its values are `$1`, `$2`, … in this order, each once; `{share}` and `{lock}` stand for what locks the rows
/// of a `SELECT`.
pub(super) struct Statement {
    /// By [`Dialect::PLACE`].
    texts: [Text; 3],
}

struct Text {
    template: &'static str,
    text: OnceLock<String>,
}

impl Statement {
    /// One that all databases understand.
    pub(super) const fn new(template: &'static str) -> Self {
        Self::each(template, template, template)
    }

    /// One that is said in different words.
    pub(super) const fn each(
        sqlite: &'static str,
        postgres: &'static str,
        mysql: &'static str,
    ) -> Self {
        Self {
            texts: [Text::new(sqlite), Text::new(postgres), Text::new(mysql)],
        }
    }

    /// In the words of this database.
    pub(super) fn text<D: Dialect>(&'static self) -> &'static str {
        let Text { template, text } = &self.texts[D::PLACE];
        text.get_or_init(|| {
            let text = template
                .replace("{share}", D::SHARE)
                .replace("{lock}", D::LOCK);
            if D::NUMBERED { text } else { unnumbered(&text) }
        })
    }
}

impl Text {
    const fn new(template: &'static str) -> Self {
        Self {
            template,
            text: OnceLock::new(),
        }
    }
}

/// With `?` for every value: they are in order.
fn unnumbered(text: &str) -> String {
    let mut parts = text.split('$');
    let mut unnumbered = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        unnumbered.push('?');
        unnumbered.push_str(part.trim_start_matches(|digit: char| digit.is_ascii_digit()));
    }
    unnumbered
}

/// A statement that deletes at most `$2` rows of a table that have expired before `$1`, whatever its key is. Rows that
/// somebody else is just deleting are left to them, and one that has been given more time meanwhile stays.
macro_rules! delete_expired {
    ($table:literal) => {
        $crate::store::sql::statement::Statement::each(
            concat!(
                "DELETE FROM ",
                $table,
                " WHERE rowid IN (SELECT rowid FROM ",
                $table,
                " WHERE expires_at < $1 ORDER BY expires_at LIMIT $2)"
            ),
            // As an array the rows are looked up once; as `IN (…)` they could be looked up again for every row.
            concat!(
                "DELETE FROM ",
                $table,
                " WHERE ctid = ANY (ARRAY(SELECT ctid FROM ",
                $table,
                " WHERE expires_at < $1 ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED))"
            ),
            concat!(
                "DELETE FROM ",
                $table,
                " WHERE expires_at < $1 ORDER BY expires_at LIMIT $2"
            ),
        )
    };
}

pub(super) use delete_expired;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_lose_their_numbers_where_a_database_counts_them_itself() {
        assert_eq!(unnumbered("SELECT 1"), "SELECT 1");
        assert_eq!(
            unnumbered("SELECT $1, a FROM b WHERE c = $2 AND d = $10"),
            "SELECT ?, a FROM b WHERE c = ? AND d = ?"
        );
    }
}
