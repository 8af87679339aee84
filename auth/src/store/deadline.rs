//! How long a store may take.

use std::future::Future;
use std::time::Duration;

use crate::store::StoreError;

/// What the store says within the time it has.
pub(crate) async fn in_time<T>(
    answer: impl Future<Output = Result<T, StoreError>>,
) -> Result<T, StoreError> {
    tokio::time::timeout(LONGEST, answer)
        .await
        .unwrap_or(Err(StoreError::TimedOut))
}

/// A store that takes longer is as good as none.
const LONGEST: Duration = Duration::from_secs(4);
/// What fits into the signed numbers of databases.
pub(crate) const LATEST: u64 = i64::MAX as u64;
