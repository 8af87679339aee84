//! A declaration that needs a store.

auth::auth! {
    providers: [github],
    session: { strategy: database },
}
