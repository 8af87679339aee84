//! A store that is shared is a store.

/// Implements a trait of stores for an `Arc` of what implements it.
macro_rules! shared {
    (impl $trait:ident {
        $(fn $name:ident($($argument:ident: $type:ty),*) -> $answer:ty;)*
        $(raw fn $raw:ident($($raw_argument:ident: $raw_type:ty),*) -> $raw_answer:ty;)*
    }) => {
        #[diagnostic::do_not_recommend]
        impl<T: $trait + ?Sized> $trait for std::sync::Arc<T> {
            $(fn $name<'a>(
                &'a self,
                $($argument: $type),*
            ) -> $crate::outbound::BoxFuture<'a, Result<$answer, $crate::store::StoreError>> {
                (**self).$name($($argument),*)
            })*

            $(fn $raw(&self, $($raw_argument: $raw_type),*) -> $raw_answer {
                (**self).$raw($($raw_argument),*)
            })*
        }
    };
}

pub(super) use shared;
