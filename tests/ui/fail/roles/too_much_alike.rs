//! Seen: one error at the role whose variant is taken.
mod auth {
    auth::auth! {
        providers: [github],
        roles: [site_editor, siteeditor, SiteEditor],
    }
}

fn main() {}
