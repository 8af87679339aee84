//! The one stylesheet of the built-in pages, and the hash under which the Content Security Policy lets it in.

use std::fmt::Write as _;

use auth_spec::Style;

use super::colour::Colour;
use super::palette::{Swatch, branded};
use crate::declaration::ProviderDeclaration;

/// The text of the `style` element.
#[derive(Debug, Clone)]
pub(super) struct Stylesheet {
    css: String,
}

impl Stylesheet {
    /// The palette with the application's colour, the rules, and one class with the colours of each provider.
    pub(super) fn new<'a>(
        accent: Option<Colour>,
        providers: impl IntoIterator<Item = &'a ProviderDeclaration>,
    ) -> Self {
        let mut css = String::with_capacity(RULES.len() + 2048);
        palette(&mut css, &branded(accent));
        // Line by line: a checkout with CRLF must give the text that the browser hashes, which has LF.
        for line in RULES.lines() {
            let line = line.trim();
            if !line.is_empty() && !line.starts_with("/*") {
                css.push_str(line);
                css.push('\n');
            }
        }
        for provider in providers {
            brand(&mut css, provider.id, &provider.spec.style);
        }
        Self { css }
    }

    pub(super) fn as_str(&self) -> &str {
        &self.css
    }
}

/// CSP Level 3 §2.3.1, `hash-source`: SHA-256 of an element's text.
pub(super) fn hash_source(text: &str) -> String {
    let digest = ring::digest::digest(&ring::digest::SHA256, text.as_bytes());
    format!(
        "'sha256-{}'",
        base64_simd::STANDARD.encode_to_string(digest.as_ref())
    )
}

/// The class that carries a provider's colours.
pub(super) fn brand_class(id: &str) -> String {
    format!("p-{id}")
}

fn palette(css: &mut String, swatches: &[Swatch]) {
    css.push_str(":root{color-scheme:light dark;");
    properties(css, swatches, |swatch| swatch.light);
    css.push_str("}\n@media (prefers-color-scheme:dark){:root{");
    properties(css, swatches, |swatch| swatch.dark);
    css.push_str("}}\n");
}

fn properties(css: &mut String, swatches: &[Swatch], colour: impl Fn(&Swatch) -> Colour) {
    for swatch in swatches {
        // Writing to a `String` cannot fail.
        let _ = write!(css, "--{}:{};", swatch.name, colour(swatch));
    }
}

/// One rule, for the tile on a provider's button; what is not a colour leaves the button in the palette's.
fn brand(css: &mut String, id: &str, style: &Style) {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    let Some(background) = Colour::parse(style.background) else {
        return;
    };
    if id.is_empty() || !id.bytes().all(plain) {
        return;
    }
    let mark = background.mark(Colour::parse(style.text));
    let _ = writeln!(
        css,
        ".{}{{--brand:{background};--on-brand:{mark}}}",
        brand_class(id)
    );
}

const RULES: &str = include_str!("style.css");

#[cfg(test)]
mod tests {
    use auth_spec::{ProviderSpec, presets};

    use super::*;
    use crate::pages::colour::MARK_CONTRAST;
    use crate::pages::palette::PALETTE;

    fn style(background: &'static str, text: &'static str) -> Style {
        Style { background, text }
    }

    #[test]
    fn it_cannot_end_its_element_or_load_anything() {
        let css = Stylesheet::new(None, []).css.to_ascii_lowercase();
        for forbidden in [
            "</",
            "<!--",
            "url(",
            "@import",
            "image-set",
            "expression",
            "//",
            "\r",
        ] {
            assert!(!css.contains(forbidden), "{forbidden}");
        }
    }

    #[test]
    fn every_custom_property_it_uses_is_defined() {
        let provider = ProviderDeclaration::new("oidc", &ProviderSpec::OIDC);
        let css = Stylesheet::new(None, [&provider]).css;
        let mut uses = 0;
        for (start, _) in css.match_indices("var(--") {
            let name = &css[start + 4..];
            let name = &name[..name.find([')', ',']).unwrap()];
            assert!(css.contains(&format!("{name}:")), "{name}");
            uses += 1;
        }
        assert!(uses > 20);
    }

    #[test]
    fn every_colour_of_the_palette_is_used() {
        for swatch in PALETTE {
            assert!(
                RULES.contains(&format!("var(--{})", swatch.name)),
                "{}",
                swatch.name
            );
        }
    }

    #[test]
    fn a_providers_colours_are_a_class() {
        let mut css = String::new();
        brand(&mut css, "microsoft-entra-id", &style("#0072c6", "#FFF"));
        assert_eq!(
            css,
            ".p-microsoft-entra-id{--brand:#0072c6;--on-brand:#ffffff}\n"
        );
    }

    #[test]
    fn a_providers_mark_can_always_be_seen() {
        for (background, text) in [
            ("#fc6d26", "#fff"),
            ("#1db954", "#ffffff"),
            ("#fff", "#fff"),
            ("#000", "no"),
        ] {
            let mut css = String::new();
            brand(&mut css, "acme", &style(background, text));
            let chosen = css
                .split("--on-brand:")
                .nth(1)
                .unwrap()
                .trim_end_matches("}\n");
            let ratio = Colour::parse(background)
                .unwrap()
                .contrast(Colour::parse(chosen).unwrap());
            assert!(ratio >= MARK_CONTRAST, "{background}: {ratio}");
        }
    }

    #[test]
    fn every_preset_and_kind_has_a_tile_in_its_colour() {
        for spec in presets::ALL.iter().chain(presets::KINDS) {
            let mut css = String::new();
            brand(&mut css, spec.id, &spec.style);
            assert!(
                css.contains(&format!("--brand:{};", spec.style.background)),
                "{}",
                spec.id
            );
        }
    }

    #[test]
    fn nothing_but_a_colour_reaches_the_stylesheet() {
        for background in [
            "red",
            "#000}body{display:none",
            "</style>",
            "url(//evil.test)",
        ] {
            let mut css = String::new();
            brand(&mut css, "acme", &style(background, "#fff"));
            assert_eq!(css, "");
        }
        let mut css = String::new();
        brand(&mut css, "a{}b", &style("#000", "#fff"));
        assert_eq!(css, "");
    }

    #[test]
    fn its_hash_is_that_of_its_text() {
        // openssl: printf '' | sha256 | base64
        let empty = Stylesheet { css: String::new() };
        assert_eq!(
            hash_source(empty.as_str()),
            "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
        );
        let provider = ProviderDeclaration::new("dev", &ProviderSpec::DEV);
        assert_ne!(
            hash_source(Stylesheet::new(None, []).as_str()),
            hash_source(Stylesheet::new(None, [&provider]).as_str())
        );
    }
}
