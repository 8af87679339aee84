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
    // Behind the card, the light from above, and the card itself.
    swatch("ground", 0xeef2f4, 0x0e1317),
    swatch("glow", 0xd5ebe8, 0x11302e),
    swatch("surface", 0xffffff, 0x171e24),
    // Text, and text that steps back.
    swatch("ink", 0x16202a, 0xe8edf1),
    swatch("muted", 0x56636f, 0x9fadb9),
    // Lines that only decorate, and lines that show where a control is.
    swatch("line", 0xdbe1e6, 0x2c3740),
    swatch("edge", 0x82909c, 0x64727e),
    // What is done next.
    swatch("accent", 0x0f766e, 0x4fd1c0),
    swatch("accent-strong", 0x0b5f58, 0x7fe0d3),
    swatch("on-accent", 0xffffff, 0x06211e),
    swatch("accent-wash", 0xe4f2f0, 0x15302e),
    // Something went wrong.
    swatch("danger", 0xa11c2e, 0xffb1b3),
    swatch("danger-wash", 0xfdf0f0, 0x331c20),
    // A control under the pointer.
    swatch("hover", 0xf2f7f7, 0x1e272e),
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
    use crate::pages::colour::{MARK_CONTRAST, TEXT_CONTRAST};

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
        for back in ["surface", "hover"] {
            for front in ["ink", "muted", "accent"] {
                assert_contrast(front, back, TEXT_CONTRAST);
            }
        }
        assert_contrast("on-accent", "accent", TEXT_CONTRAST);
        assert_contrast("on-accent", "accent-strong", TEXT_CONTRAST);
        for wash in ["accent", "danger"] {
            let back = format!("{wash}-wash");
            assert_contrast(wash, &back, TEXT_CONTRAST);
            assert_contrast("ink", &back, TEXT_CONTRAST);
            assert_contrast("muted", &back, TEXT_CONTRAST);
        }
    }

    #[test]
    fn controls_and_focus_rings_can_be_seen() {
        for back in ["surface", "hover"] {
            assert_contrast("edge", back, MARK_CONTRAST);
            assert_contrast("accent", back, MARK_CONTRAST);
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
