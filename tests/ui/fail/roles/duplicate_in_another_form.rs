//! Seen: one error at the role that is another form of the first.
mod auth {
    auth::auth! {
        providers: [github],
        roles: [site_editor, SiteEditor],
    }
}

fn main() {}
