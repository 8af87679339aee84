//! What is done at the same time.

use std::future::Future;
use std::sync::Arc;

use tokio::sync::Barrier;

/// Does one thing for each of these, all at the same time: what comes of it, in their order.
pub(super) async fn at_once<I, T, F>(
    items: impl IntoIterator<Item = I>,
    task: impl Fn(I) -> F,
) -> Vec<T>
where
    T: Send + 'static,
    F: Future<Output = T> + Send + 'static,
{
    let tasks: Vec<_> = items.into_iter().map(task).collect();
    let barrier = Arc::new(Barrier::new(tasks.len()));
    let tasks: Vec<_> = tasks
        .into_iter()
        .map(|task| {
            let barrier = Arc::clone(&barrier);
            tokio::spawn(async move {
                barrier.wait().await;
                task.await
            })
        })
        .collect();
    let mut results = Vec::with_capacity(tasks.len());
    for task in tasks {
        results.push(task.await.unwrap());
    }
    results
}

/// How often something is among what came of it.
pub(super) fn count<T: PartialEq>(results: &[T], of: &T) -> usize {
    results.iter().filter(|result| *result == of).count()
}
