//! Which key does what, and where it does not: a key belongs first to the thing that has the focus.

/// What a key asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyCommand {
    TogglePlay,
    StepFrame,
    StepFrameBack,
    StepEvent,
    StepEventBack,
    Fork,
    Restart,
    NewSeed,
    MoreUnits,
    FewerUnits,
    Faster,
    Slower,
    Help,
    Breaker,
    /// Left or right over the whole width, and back.
    Focus(usize),
    Close,
}

/// What has the focus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Focus {
    /// Text is typed or a word is chosen here.
    Field,
    /// Arrows move it.
    Slider,
    /// Space and Enter press it.
    Button,
    /// A machine or a line on a stage: Enter chooses it, and Space still plays and pauses, since one
    /// comes back here from breaking something.
    Stage,
    Other,
}

impl Focus {
    /// By the element's name in lower case and, for an input, its type.
    pub fn of(element: &str, kind: &str) -> Self {
        match (element, kind) {
            ("input", "range") => Self::Slider,
            ("input" | "select" | "textarea", _) => Self::Field,
            ("button" | "a" | "summary", _) => Self::Button,
            _ => Self::Other,
        }
    }
}

/// What this key asks for while the focus is there.
pub fn command(key: &str, focus: Focus) -> Option<KeyCommand> {
    let asked = match key {
        " " => KeyCommand::TogglePlay,
        "ArrowRight" => KeyCommand::StepFrame,
        "ArrowLeft" => KeyCommand::StepFrameBack,
        "." => KeyCommand::StepEvent,
        "," => KeyCommand::StepEventBack,
        "f" | "F" => KeyCommand::Fork,
        "r" | "R" => KeyCommand::Restart,
        "n" | "N" => KeyCommand::NewSeed,
        "+" => KeyCommand::MoreUnits,
        "-" => KeyCommand::FewerUnits,
        "]" => KeyCommand::Faster,
        "[" => KeyCommand::Slower,
        "b" | "B" => KeyCommand::Breaker,
        "1" => KeyCommand::Focus(0),
        "2" => KeyCommand::Focus(1),
        "?" => KeyCommand::Help,
        "Escape" => KeyCommand::Close,
        _ => return None,
    };
    let taken = match focus {
        Focus::Field => asked != KeyCommand::Close,
        Focus::Slider => matches!(asked, KeyCommand::StepFrame | KeyCommand::StepFrameBack),
        Focus::Button => asked == KeyCommand::TogglePlay,
        Focus::Stage | Focus::Other => false,
    };
    (!taken).then_some(asked)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_work_where_nothing_else_wants_them() {
        assert_eq!(command(" ", Focus::Other), Some(KeyCommand::TogglePlay));
        assert_eq!(command("R", Focus::Button), Some(KeyCommand::Restart));
        assert_eq!(command(" ", Focus::Slider), Some(KeyCommand::TogglePlay));
        assert_eq!(command("q", Focus::Other), None);
    }

    #[test]
    fn space_plays_and_pauses_while_a_machine_is_chosen() {
        assert_eq!(command(" ", Focus::Stage), Some(KeyCommand::TogglePlay));
    }

    #[test]
    fn a_key_belongs_first_to_what_has_the_focus() {
        assert_eq!(command(" ", Focus::of("button", "")), None);
        assert_eq!(command(" ", Focus::of("summary", "")), None);
        assert_eq!(command("ArrowRight", Focus::of("input", "range")), None);
        assert_eq!(command("ArrowLeft", Focus::of("input", "range")), None);
        for key in [
            " ",
            "r",
            "n",
            ".",
            "+",
            "-",
            "[",
            "]",
            "?",
            "b",
            "1",
            "2",
            ",",
            "f",
            "ArrowRight",
            "ArrowLeft",
        ] {
            assert_eq!(command(key, Focus::of("input", "text")), None, "{key}");
            assert_eq!(command(key, Focus::of("select", "")), None, "{key}");
        }
    }
}
