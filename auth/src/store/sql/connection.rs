//! Connections, values and rows, whichever database they are of.

use std::future::Future;

/// Runs statements.
pub(in crate::store) trait Connection: Send {
    /// What comes back.
    type Row: Columns;

    /// Runs a statement that changes something. How many rows it has changed.
    fn change<'a>(
        &'a mut self,
        text: &'a str,
        values: &'a [Value<'a>],
    ) -> impl Future<Output = Result<u64, sqlx::Error>> + Send + 'a;

    /// Runs a statement that says something.
    fn rows<'a>(
        &'a mut self,
        text: &'a str,
        values: &'a [Value<'a>],
    ) -> impl Future<Output = Result<Vec<Self::Row>, sqlx::Error>> + Send + 'a;

    /// Runs several statements that have no values.
    fn batch<'a>(
        &'a mut self,
        text: &'a str,
    ) -> impl Future<Output = Result<(), sqlx::Error>> + Send + 'a;
}

/// A value of a statement.
#[derive(Clone, Copy)]
pub(in crate::store) enum Value<'a> {
    /// A text that rows are found by.
    Key(&'a str),
    /// The same, or nothing.
    MaybeKey(Option<&'a str>),
    /// A text that nobody looks for.
    Text(Option<&'a str>),
    Bytes(&'a [u8]),
    Number(Option<i64>),
    Flag(bool),
}

/// A row.
pub(in crate::store) trait Columns: Send {
    /// A text, if there is one.
    fn text(&self, place: usize) -> Result<Option<String>, sqlx::Error>;
    fn bytes(&self, place: usize) -> Result<Option<Vec<u8>>, sqlx::Error>;
    /// A number, if there is one.
    fn maybe_number(&self, place: usize) -> Result<Option<i64>, sqlx::Error>;
    fn flag(&self, place: usize) -> Result<bool, sqlx::Error>;

    /// A text that is always there.
    fn key(&self, place: usize) -> Result<String, sqlx::Error> {
        self.text(place)?
            .ok_or_else(|| unreadable("a text is missing"))
    }

    /// A number that is always there.
    fn number(&self, place: usize) -> Result<i64, sqlx::Error> {
        self.maybe_number(place)?
            .ok_or_else(|| unreadable("a number is missing"))
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    fn time(&self, place: usize) -> Result<u64, sqlx::Error> {
        self.maybe_time(place)?
            .ok_or_else(|| unreadable("a time is missing"))
    }

    /// The same, if there is one.
    fn maybe_time(&self, place: usize) -> Result<Option<u64>, sqlx::Error> {
        let number = self.maybe_number(place)?.map(u64::try_from).transpose();
        number.map_err(|_| unreadable("a time is before 1970"))
    }
}

impl Value<'_> {
    /// A text that is always there and that nobody looks for.
    pub(super) const fn text(text: &str) -> Value<'_> {
        Value::Text(Some(text))
    }

    /// Seconds since 1970-01-01T00:00:00Z, or a number of rows: what does not fit is as good as for ever, or all.
    pub(super) fn number(number: impl TryInto<i64>) -> Self {
        Self::maybe_number(Some(number))
    }

    /// The same, or nothing.
    pub(super) fn maybe_number(number: Option<impl TryInto<i64>>) -> Self {
        Self::Number(number.map(|number| number.try_into().unwrap_or(i64::MAX)))
    }

    /// Whether a row may be found by it, and it holds U+0000.
    pub(super) fn is_key_with_nul(&self) -> bool {
        match self {
            Self::Key(text) | Self::MaybeKey(Some(text)) => text.contains('\0'),
            _ => false,
        }
    }
}

/// What a column holds is not what was put there.
pub(super) fn unreadable(what: &'static str) -> sqlx::Error {
    sqlx::Error::Decode(what.into())
}

/// Implements [`Connection`] and [`Columns`] for a database. `key` and `text` say what those values are for it, and
/// `read` how it reads a text.
macro_rules! connection {
    (
        $database:ty, $connection:ty, $row:ty,
        key: $key:expr,
        text: $text:expr,
        read: $read:expr $(,)?
    ) => {
        impl $crate::store::sql::Connection for $connection {
            type Row = $row;

            async fn change<'a>(
                &'a mut self,
                text: &'a str,
                values: &'a [$crate::store::sql::Value<'a>],
            ) -> Result<u64, ::sqlx::Error> {
                Ok(bound(text, values).execute(self).await?.rows_affected())
            }

            async fn rows<'a>(
                &'a mut self,
                text: &'a str,
                values: &'a [$crate::store::sql::Value<'a>],
            ) -> Result<Vec<Self::Row>, ::sqlx::Error> {
                bound(text, values).fetch_all(self).await
            }

            async fn batch<'a>(&'a mut self, text: &'a str) -> Result<(), ::sqlx::Error> {
                ::sqlx::Executor::execute(self, text).await?;
                Ok(())
            }
        }

        /// The statement with its values.
        fn bound<'q>(
            text: &'q str,
            values: &[$crate::store::sql::Value<'q>],
        ) -> ::sqlx::query::Query<'q, $database, <$database as ::sqlx::Database>::Arguments<'q>> {
            use $crate::store::sql::Value;

            let mut query = ::sqlx::query(text);
            for value in values {
                query = match *value {
                    Value::Key(text) => query.bind($key(text)),
                    Value::MaybeKey(text) => query.bind(text.map($key)),
                    Value::Text(text) => query.bind(text.map($text)),
                    Value::Bytes(bytes) => query.bind(bytes),
                    Value::Number(number) => query.bind(number),
                    Value::Flag(flag) => query.bind(flag),
                };
            }
            query
        }

        impl $crate::store::sql::Columns for $row {
            fn text(&self, place: usize) -> Result<Option<String>, ::sqlx::Error> {
                $read(self, place)
            }

            fn bytes(&self, place: usize) -> Result<Option<Vec<u8>>, ::sqlx::Error> {
                ::sqlx::Row::try_get(self, place)
            }

            fn maybe_number(&self, place: usize) -> Result<Option<i64>, ::sqlx::Error> {
                ::sqlx::Row::try_get(self, place)
            }

            fn flag(&self, place: usize) -> Result<bool, ::sqlx::Error> {
                ::sqlx::Row::try_get(self, place)
            }
        }
    };
}

pub(in crate::store) use connection;
