//! Seconds since 1970 as people and JavaScript write them.

use cookie::time::OffsetDateTime;

/// `2026-11-21T09:30:00.000Z`.
pub(crate) fn rfc3339_milliseconds(seconds: u64) -> String {
    let time = i64::try_from(seconds)
        .ok()
        .and_then(|seconds| OffsetDateTime::from_unix_timestamp(seconds).ok())
        // Year 9999, the last that the form can say.
        .unwrap_or_else(|| {
            OffsetDateTime::from_unix_timestamp(LAST).unwrap_or(OffsetDateTime::UNIX_EPOCH)
        });
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.000Z",
        time.year(),
        u8::from(time.month()),
        time.day(),
        time.hour(),
        time.minute(),
        time.second(),
    )
}

const LAST: i64 = 253_402_300_799;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_what_javascript_writes() {
        assert_eq!(rfc3339_milliseconds(0), "1970-01-01T00:00:00.000Z");
        assert_eq!(
            rfc3339_milliseconds(1_795_233_462),
            "2026-11-21T03:57:42.000Z"
        );
        assert_eq!(rfc3339_milliseconds(u64::MAX), "9999-12-31T23:59:59.000Z");
    }
}
