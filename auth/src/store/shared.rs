//! A store that is shared is a store.

/// The methods of a trait of stores for an `Arc` of what implements it. The first line of the `impl` is outside, for the build
/// shows it to whoever lacks the trait.
macro_rules! shared {
    (
        $(fn $name:ident($($argument:ident: $type:ty),*) -> $answer:ty;)*
        $(raw fn $raw:ident($($raw_argument:ident: $raw_type:ty),*) -> $raw_answer:ty;)*
    ) => {
        $(fn $name<'a>(
            &'a self,
            $($argument: $type),*
        ) -> $crate::outbound::BoxFuture<'a, Result<$answer, $crate::store::StoreError>> {
            (**self).$name($($argument),*)
        })*

        $(fn $raw(&self, $($raw_argument: $raw_type),*) -> $raw_answer {
            (**self).$raw($($raw_argument),*)
        })*
    };
}

pub(super) use shared;
