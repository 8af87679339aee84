//! Colours and their contrast, as the Web Content Accessibility Guidelines 2.2 compute it.

use std::fmt;

use auth_spec::theme::check_colour;

/// An opaque sRGB colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Colour {
    red: u8,
    green: u8,
    blue: u8,
}

impl Colour {
    pub(super) const BLACK: Self = Self::from_hex(0x00_00_00);
    pub(super) const WHITE: Self = Self::from_hex(0xff_ff_ff);

    pub(super) const fn from_hex(hex: u32) -> Self {
        let [_, red, green, blue] = hex.to_be_bytes();
        Self { red, green, blue }
    }

    /// `#rgb` or `#rrggbb`; nothing else, so that whatever is written into the stylesheet is a colour.
    pub(super) fn parse(text: &str) -> Option<Self> {
        check_colour(text).ok().map(Self::from_hex)
    }

    /// This colour with `percent` of another stirred in, channel by channel.
    pub(super) fn mixed(self, other: Self, percent: u16) -> Self {
        let percent = percent.min(100);
        let mix = |one: u8, two: u8| {
            let sum = u16::from(one) * (100 - percent) + u16::from(two) * percent;
            u8::try_from((sum + 50) / 100).unwrap_or(u8::MAX)
        };
        Self {
            red: mix(self.red, other.red),
            green: mix(self.green, other.green),
            blue: mix(self.blue, other.blue),
        }
    }

    /// WCAG 2.2, "relative luminance": 0 for black, 1 for white.
    fn relative_luminance(self) -> f64 {
        let linear = |channel: u8| {
            let value = f64::from(channel) / 255.0;
            if value <= 0.04045 {
                value / 12.92
            } else {
                ((value + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * linear(self.red) + 0.7152 * linear(self.green) + 0.0722 * linear(self.blue)
    }

    /// WCAG 2.2, "contrast ratio": 1 for a colour with itself, 21 for black with white.
    pub(super) fn contrast(self, other: Self) -> f64 {
        let (one, two) = (self.relative_luminance(), other.relative_luminance());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }

    /// The colour of a mark on this background: white where it can be seen, as most brands have it, else the brand's `text`
    /// colour, else black.
    pub(super) fn mark(self, text: Option<Self>) -> Self {
        [Some(Self::WHITE), text]
            .into_iter()
            .flatten()
            .find(|candidate| self.contrast(*candidate) >= MARK_CONTRAST)
            .unwrap_or(Self::BLACK)
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "#{:02x}{:02x}{:02x}",
            self.red, self.green, self.blue
        )
    }
}

/// WCAG 2.2 success criterion 1.4.3 (level AA): text and its background.
pub(super) const TEXT_CONTRAST: f64 = 4.5;

/// WCAG 2.2 success criterion 1.4.11 (level AA): marks, and what is needed to see a control or its state.
pub(super) const MARK_CONTRAST: f64 = 3.0;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn black_and_white_have_the_largest_contrast() {
        assert!((Colour::BLACK.contrast(Colour::WHITE) - 21.0).abs() < 1e-9);
        assert!((Colour::WHITE.contrast(Colour::WHITE) - 1.0).abs() < 1e-9);
    }

    #[test]
    fn a_known_grey_is_at_the_edge_of_readable() {
        let grey = Colour::parse("#767676").unwrap();
        let paler = Colour::parse("#777777").unwrap();
        assert!(grey.contrast(Colour::WHITE) >= TEXT_CONTRAST);
        assert!(paler.contrast(Colour::WHITE) < TEXT_CONTRAST);
    }

    #[test]
    fn colours_are_mixed_by_the_hundredth() {
        let teal = Colour::from_hex(0x0f_76_6e);
        assert_eq!(teal.mixed(Colour::WHITE, 0), teal);
        assert_eq!(teal.mixed(Colour::WHITE, 100), Colour::WHITE);
        assert_eq!(
            Colour::BLACK.mixed(Colour::WHITE, 50),
            Colour::from_hex(0x80_80_80)
        );
    }

    #[test]
    fn a_mark_is_white_where_that_can_be_seen() {
        let (orange, green) = (Colour::from_hex(0xeb5424), Colour::from_hex(0x1db954));
        assert_eq!(orange.mark(Some(Colour::BLACK)), Colour::WHITE);
        assert_eq!(green.mark(Some(Colour::WHITE)), Colour::BLACK);
        let ink = Colour::from_hex(0x1f1f1f);
        assert_eq!(Colour::WHITE.mark(Some(ink)), ink);
    }

    #[test]
    fn a_mark_can_be_seen_on_every_grey() {
        for level in 0..=255_u8 {
            let grey = Colour {
                red: level,
                green: level,
                blue: level,
            };
            assert!(grey.contrast(grey.mark(None)) >= MARK_CONTRAST, "{grey}");
            assert!(
                grey.contrast(grey.mark(Some(grey))) >= MARK_CONTRAST,
                "{grey}"
            );
        }
    }
}
