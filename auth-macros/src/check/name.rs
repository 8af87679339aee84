//! The two forms of a name: `site_editor` where it is an id, `SiteEditor` where it is the variant of an enum.

use proc_macro2::{Ident, Span};

/// `SiteEditor` or `site_editor` → `site_editor`; `None` when it cannot be an id.
pub(super) fn snake_case(name: &str) -> Option<String> {
    let mut snake = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() {
            if snake.ends_with(|last: char| last.is_ascii_lowercase() || last.is_ascii_digit()) {
                snake.push('_');
            }
            snake.push(letter.to_ascii_lowercase());
        } else {
            snake.push(letter);
        }
    }
    let usable = auth_spec::is_valid_id(&snake) && syn::parse_str::<Ident>(&snake).is_ok();
    usable.then_some(snake)
}

/// `microsoft_entra_id` → `MicrosoftEntraId`
pub(super) fn variant(id: &str, place: Span) -> Ident {
    let name = id
        .split('_')
        .map(|word| {
            let (first, rest) = word.split_at_checked(1).unwrap_or_default();
            first.to_ascii_uppercase() + rest
        })
        .collect::<String>();
    Ident::new(&name, place)
}
