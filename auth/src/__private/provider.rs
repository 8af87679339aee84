//! What a build may not contain.

/// Lets its input stand where there is no development provider: in release builds without the feature `testing`.
///
/// The input is the error with the place of the word `dev` in it, so that it is shown there and nowhere else.
#[cfg(any(debug_assertions, feature = "testing"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __unless_dev_provider {
    ($($error:tt)*) => {};
}

#[cfg(not(any(debug_assertions, feature = "testing")))]
#[doc(hidden)]
#[macro_export]
macro_rules! __unless_dev_provider {
    ($($error:tt)*) => { $($error)* };
}

pub use __unless_dev_provider as unless_dev_provider;
