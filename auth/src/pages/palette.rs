//! The colours of the built-in pages, for light and for dark surroundings.

use super::colour::{Colour, TEXT_CONTRAST};

/// One custom property of the stylesheet.
#[derive(Debug, Clone, Copy)]
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

/// The palette of an application with a colour of its own: what is tinted is tinted with it, and it is darkened or lightened
/// until it can be read wherever text has it, in both schemes.
pub(super) fn branded(accent: Option<Colour>) -> Vec<Swatch> {
    let Some(accent) = accent else {
        return PALETTE.to_vec();
    };
    let ([light, dark], mut palette) = (schemes(accent), PALETTE.to_vec());
    for swatch in &mut palette {
        let shade = |scheme: &Scheme| match swatch.name {
            "accent" => Some(scheme.accent),
            "accent-strong" => Some(scheme.strong),
            "on-accent" => Some(scheme.on_accent),
            "accent-wash" => Some(scheme.wash),
            "glow" => Some(scheme.glow),
            "hover" => Some(scheme.hover),
            _ => None,
        };
        swatch.light = shade(&light).unwrap_or(swatch.light);
        swatch.dark = shade(&dark).unwrap_or(swatch.dark);
    }
    palette
}

/// What is made of a colour in one scheme.
struct Scheme {
    accent: Colour,
    strong: Colour,
    on_accent: Colour,
    wash: Colour,
    glow: Colour,
    hover: Colour,
}

fn schemes(accent: Colour) -> [Scheme; 2] {
    [
        (Colour::WHITE, Colour::from_hex(LIGHT_GROUND), Colour::BLACK),
        (
            Colour::from_hex(DARK_SURFACE),
            Colour::from_hex(DARK_GROUND),
            Colour::WHITE,
        ),
    ]
    .map(|(surface, ground, away)| {
        let wash = surface.mixed(accent, 10);
        let hover = surface.mixed(accent, 3);
        let readable = |candidate: &Colour| {
            [surface, hover, wash]
                .iter()
                .all(|back| candidate.contrast(*back) >= TEXT_CONTRAST)
        };
        let mut shades = (0..=100).map(|percent| accent.mixed(away, percent));
        let readable = shades.find(readable).unwrap_or(away);
        let strong = readable.mixed(away, 18);
        let text = [
            surface,
            readable.mixed(Colour::BLACK, 85),
            Colour::BLACK,
            Colour::WHITE,
        ];
        let on_both = |candidate: &Colour| {
            candidate.contrast(readable) >= TEXT_CONTRAST
                && candidate.contrast(strong) >= TEXT_CONTRAST
        };
        Scheme {
            accent: readable,
            strong,
            on_accent: text.into_iter().find(on_both).unwrap_or(surface),
            wash,
            glow: ground.mixed(accent, 16),
            hover,
        }
    })
}

const LIGHT_GROUND: u32 = 0xee_f2_f4;
const DARK_GROUND: u32 = 0x0e_13_17;
const DARK_SURFACE: u32 = 0x17_1e_24;

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

    fn find(palette: &[Swatch], name: &str) -> Swatch {
        *palette.iter().find(|swatch| swatch.name == name).unwrap()
    }

    fn assert_contrast(palette: &[Swatch], front: &str, back: &str, least: f64) {
        let (front, back) = (find(palette, front), find(palette, back));
        for (scheme, one, two) in [
            ("light", front.light, back.light),
            ("dark", front.dark, back.dark),
        ] {
            let ratio = one.contrast(two);
            assert!(
                ratio >= least,
                "{} on {} ({scheme}): {ratio:.2}, {one} on {two}",
                front.name,
                back.name
            );
        }
    }

    fn assert_readable(palette: &[Swatch]) {
        for back in ["surface", "hover"] {
            for front in ["ink", "muted", "accent"] {
                assert_contrast(palette, front, back, TEXT_CONTRAST);
            }
        }
        assert_contrast(palette, "on-accent", "accent", TEXT_CONTRAST);
        assert_contrast(palette, "on-accent", "accent-strong", TEXT_CONTRAST);
        for wash in ["accent", "danger"] {
            let back = format!("{wash}-wash");
            assert_contrast(palette, wash, &back, TEXT_CONTRAST);
            assert_contrast(palette, "ink", &back, TEXT_CONTRAST);
            assert_contrast(palette, "muted", &back, TEXT_CONTRAST);
        }
        for back in ["surface", "hover"] {
            assert_contrast(palette, "edge", back, MARK_CONTRAST);
            assert_contrast(palette, "accent", back, MARK_CONTRAST);
        }
    }

    #[test]
    fn all_text_can_be_read_and_all_controls_be_seen() {
        assert_readable(&branded(None));
    }

    #[test]
    fn whatever_colour_an_application_has_its_pages_can_be_read() {
        let levels = || (0..=255_u32).step_by(51).chain([8, 128, 247]);
        for red in levels() {
            for green in levels() {
                for blue in levels() {
                    let accent = Colour::from_hex((red << 16) | (green << 8) | blue);
                    assert_readable(&branded(Some(accent)));
                }
            }
        }
    }

    #[test]
    fn a_colour_that_can_be_read_stays_what_it_is() {
        let blue = Colour::from_hex(0x1d_4e_d8);
        assert_eq!(find(&branded(Some(blue)), "accent").light, blue);
        assert_eq!(find(&branded(Some(blue)), "on-accent").light, Colour::WHITE);
        let yellow = Colour::from_hex(0xfa_cc_15);
        assert_eq!(find(&branded(Some(yellow)), "accent").dark, yellow);
        assert_ne!(find(&branded(Some(yellow)), "accent").light, yellow);
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
