//! The colours of the built-in pages, for light and for dark surroundings.

use super::colour::Colour;

/// One custom property of the stylesheet.
pub(super) struct Swatch {
    /// Without the leading dashes.
    pub(super) name: &'static str,
    pub(super) light: Colour,
    pub(super) dark: Colour,
}

/// Every colour that `style.css` may use, but for those of the providers.
pub(super) const PALETTE: &[Swatch] = &[
    // Behind the card, and the card itself.
    swatch("ground", 0xf3f4f7, 0x0f1116),
    swatch("surface", 0xffffff, 0x181b22),
    // Text, and text that steps back.
    swatch("ink", 0x171a21, 0xeceef3),
    swatch("muted", 0x575e6d, 0xa4abba),
    // Lines that only decorate, and lines that show where a control is.
    swatch("line", 0xe0e3ea, 0x2b303b),
    swatch("edge", 0x858c9b, 0x6d7585),
    // What is done next.
    swatch("accent", 0x2f4ac0, 0x9db0ff),
    swatch("accent-strong", 0x263c9e, 0xb8c6ff),
    swatch("on-accent", 0xffffff, 0x10162e),
    swatch("accent-wash", 0xecf0fd, 0x20273f),
    // Something went wrong; something is done.
    swatch("danger", 0xa11c2e, 0xffb1b3),
    swatch("danger-wash", 0xfdf0f0, 0x2e1a1e),
    swatch("success", 0x12623f, 0x8fdcb4),
    swatch("success-wash", 0xebf7f0, 0x15271e),
    // A control under the pointer.
    swatch("hover", 0xf5f6f9, 0x20242d),
];

const fn swatch(name: &'static str, light: u32, dark: u32) -> Swatch {
    Swatch {
        name,
        light: Colour::from_hex(light),
        dark: Colour::from_hex(dark),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::colour::{CONTROL_CONTRAST, TEXT_CONTRAST};

    fn find(name: &str) -> &'static Swatch {
        PALETTE.iter().find(|swatch| swatch.name == name).unwrap()
    }

    fn assert_contrast(front: &str, back: &str, least: f64) {
        let (front, back) = (find(front), find(back));
        for (scheme, one, two) in [
            ("light", front.light, back.light),
            ("dark", front.dark, back.dark),
        ] {
            let ratio = one.contrast(two);
            assert!(
                ratio >= least,
                "{} on {} ({scheme}): {ratio:.2}",
                front.name,
                back.name
            );
        }
    }

    #[test]
    fn all_text_can_be_read_on_all_it_stands_on() {
        for back in ["ground", "surface", "hover"] {
            for front in ["ink", "muted", "accent"] {
                assert_contrast(front, back, TEXT_CONTRAST);
            }
        }
        assert_contrast("on-accent", "accent", TEXT_CONTRAST);
        assert_contrast("on-accent", "accent-strong", TEXT_CONTRAST);
        for wash in ["accent", "danger", "success"] {
            let back = format!("{wash}-wash");
            assert_contrast(wash, &back, TEXT_CONTRAST);
            assert_contrast("ink", &back, TEXT_CONTRAST);
            assert_contrast("muted", &back, TEXT_CONTRAST);
        }
    }

    #[test]
    fn controls_and_focus_rings_can_be_seen() {
        for back in ["ground", "surface", "hover"] {
            assert_contrast("edge", back, CONTROL_CONTRAST);
            assert_contrast("accent", back, CONTROL_CONTRAST);
        }
    }

    #[test]
    fn each_colour_is_defined_once() {
        for swatch in PALETTE {
            assert_eq!(
                PALETTE
                    .iter()
                    .filter(|other| other.name == swatch.name)
                    .count(),
                1,
                "{}",
                swatch.name
            );
        }
    }
}
