//! Colours by what they mean, in two themes. Okabe–Ito hues, so that no pair of them merges for a
//! colour-blind person; darkened or lightened where a theme's background asks for it.

/// A colour by its meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ink {
    /// The ground that everything is drawn on.
    Paper,
    /// The inside of a node's card.
    Card,
    /// Edges of cards and other lines that carry no meaning of their own.
    Line,
    /// Lines behind a chart.
    Grid,
    Text,
    /// Text and pictures of second rank.
    Muted,
    /// The edges of a link in use.
    Link,
    /// The inside of a link in use.
    Road,
    /// The unfilled part of a bar.
    Track,
    Request,
    Reply,
    Replication,
    Event,
    Control,
    /// The edge of a mark whose colour alone is too close to the ground.
    Outline,
    /// A machine with room to spare.
    Good,
    /// Workers at work.
    Work,
    /// Work that waits.
    Queue,
    Warning,
    WarningText,
    Damage,
    DamageText,
    /// The ground of what is out of order.
    DamageWash,
    /// The lines across it.
    Hatch,
    /// The text on a badge that is filled with [`Ink::DamageText`].
    BadgeText,
    /// What the person has chosen.
    Accent,
}

/// The page's two looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// Ink on paper.
    #[default]
    Light,
    /// For dark rooms and tired eyes.
    Dark,
}

/// The CSS colour of a meaning.
pub fn colour(ink: Ink, theme: Theme) -> &'static str {
    let (light, dark) = match ink {
        Ink::Paper => ("#fdfbf6", "#1b1a17"),
        Ink::Card => ("#ffffff", "#262420"),
        Ink::Line => ("#d3cab9", "#4d483f"),
        Ink::Grid => ("#e9e3d6", "#34312b"),
        Ink::Text => ("#2a2823", "#f1ede4"),
        Ink::Muted => ("#665f53", "#b8b0a1"),
        Ink::Link => ("#8d8474", "#857c6c"),
        Ink::Road => ("#eee8db", "#39352e"),
        Ink::Track => ("#ece5d8", "#3a362f"),
        Ink::Request | Ink::Work => ("#0072b2", "#56b4e9"),
        Ink::Reply | Ink::Good => ("#008a64", "#1fb88c"),
        Ink::Replication => ("#cc79a7", "#cc79a7"),
        Ink::Event | Ink::Warning => ("#e69f00", "#e69f00"),
        Ink::Control => ("#665f53", "#b8b0a1"),
        Ink::Outline => ("#2a2823", "#f1ede4"),
        Ink::Queue => ("#b87400", "#e0a030"),
        Ink::WarningText => ("#7a5200", "#f2b33d"),
        Ink::Damage => ("#d55e00", "#ee7a26"),
        Ink::DamageText => ("#a33f00", "#ff9d5c"),
        Ink::DamageWash => ("#f8ece3", "#3a2a20"),
        Ink::Hatch => ("#eed9c9", "#4a3527"),
        Ink::BadgeText => ("#ffffff", "#1b1a17"),
        Ink::Accent => ("#5a3d8a", "#c5a9f5"),
    };
    match theme {
        Theme::Light => light,
        Theme::Dark => dark,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance, 0 to 1 (WCAG 2.2).
    fn luminance(colour: &str) -> f64 {
        let channel = |start: usize| {
            let value = u8::from_str_radix(&colour[start..start + 2], 16).expect("hex digits");
            let value = f64::from(value) / 255.0;
            if value <= 0.04045 {
                value / 12.92
            } else {
                ((value + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
    }

    /// Contrast ratio, 1 to 21 (WCAG 2.2).
    fn contrast(ink: Ink, ground: Ink, theme: Theme) -> f64 {
        let (a, b) = (
            luminance(colour(ink, theme)),
            luminance(colour(ground, theme)),
        );
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    fn check(inks: &[Ink], grounds: &[Ink], at_least: f64) {
        for theme in [Theme::Light, Theme::Dark] {
            for &ink in inks {
                for &ground in grounds {
                    let ratio = contrast(ink, ground, theme);
                    assert!(
                        ratio >= at_least,
                        "{ink:?} on {ground:?}, {theme:?}: {ratio:.2} < {at_least}"
                    );
                }
            }
        }
    }

    #[test]
    fn every_text_can_be_read_on_its_ground() {
        check(
            &[Ink::Text, Ink::Muted, Ink::DamageText, Ink::WarningText],
            &[Ink::Paper, Ink::Card, Ink::DamageWash, Ink::Hatch],
            4.5,
        );
        check(&[Ink::BadgeText], &[Ink::DamageText], 4.5);
        check(&[Ink::Text], &[Ink::Paper, Ink::Card], 7.0);
    }

    #[test]
    fn what_carries_meaning_without_an_outline_stands_out_from_its_ground() {
        check(
            &[
                Ink::Request,
                Ink::Reply,
                Ink::Control,
                Ink::Outline,
                Ink::Damage,
                Ink::Link,
                Ink::Accent,
            ],
            &[Ink::Paper, Ink::Card],
            3.0,
        );
        check(
            &[Ink::Request, Ink::Reply, Ink::Control, Ink::Damage],
            &[Ink::Road],
            3.0,
        );
        check(&[Ink::Work, Ink::Good], &[Ink::Card, Ink::Track], 3.0);
        check(&[Ink::Queue], &[Ink::Track], 2.9);
    }
}
