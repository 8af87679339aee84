//! Several requests under way at the same time.

use std::future::Future;

use tokio::task::JoinSet;

use crate::store::StoreError;

/// What all of these say, in no particular order: a few at a time, and none any more once one has failed or nobody waits.
pub(super) async fn together<T, F>(
    requests: impl IntoIterator<Item = F> + Send,
) -> Result<Vec<T>, StoreError>
where
    T: Send + 'static,
    F: Future<Output = Result<T, StoreError>> + Send + 'static,
{
    let requests: Vec<_> = requests.into_iter().collect();
    let mut answers = Vec::with_capacity(requests.len());
    let mut under_way = JoinSet::new();
    for request in requests {
        if under_way.len() == AT_MOST {
            answers.extend(next(&mut under_way).await?);
        }
        under_way.spawn(request);
    }
    while let Some(answer) = next(&mut under_way).await? {
        answers.push(answer);
    }
    Ok(answers)
}

async fn next<T: 'static>(
    under_way: &mut JoinSet<Result<T, StoreError>>,
) -> Result<Option<T>, StoreError> {
    match under_way.join_next().await {
        None => Ok(None),
        Some(Ok(answer)) => answer.map(Some),
        Some(Err(error)) => Err(StoreError::unavailable(error)),
    }
}

/// One connection takes many; a server is not to be kept from everybody else.
const AT_MOST: usize = 64;
