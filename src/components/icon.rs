//! Small pictures on buttons. They say nothing that the button's name does not.

use yew::{Html, html};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    Play,
    Pause,
    Restart,
    Dice,
    Frame,
    FrameBack,
    Event,
    EventBack,
    Fork,
    Link,
    Done,
    Settings,
    Systems,
    Theme,
    Close,
    Open,
    Break,
    Enlarge,
    Beside,
    Notice,
}

impl Icon {
    /// The outline within a square of 24, filled.
    const fn path(self) -> &'static str {
        match self {
            Self::Play => "M7 4.5v15l12.5-7.5z",
            Self::Pause => "M6.5 4.5h4v15h-4zM13.5 4.5h4v15h-4z",
            Self::Restart => "M12 4.5V1L6.5 5.5 12 10V6.7a6 6 0 1 1-6 6H3.8A8.2 8.2 0 1 0 12 4.5z",
            Self::Dice => {
                "M6 3.5h12A2.5 2.5 0 0 1 20.5 6v12a2.5 2.5 0 0 1-2.5 2.5H6A2.5 2.5 0 0 1 3.5 18V6A2.5 \
                 2.5 0 0 1 6 3.5zm0 2a.5.5 0 0 0-.5.5v12c0 .3.2.5.5.5h12a.5.5 0 0 0 .5-.5V6a.5.5 0 0 \
                 0-.5-.5zM8.7 7.2a1.5 1.5 0 1 1 0 3 1.5 1.5 0 0 1 0-3zm6.6 6.6a1.5 1.5 0 1 1 0 3 1.5 \
                 1.5 0 0 1 0-3zM12 10.5a1.5 1.5 0 1 1 0 3 1.5 1.5 0 0 1 0-3z"
            }
            Self::Frame => "M4.5 5v14l10.9-7zM16.6 5H19v14h-2.4z",
            Self::FrameBack => "M19.5 5v14L8.6 12zM7.4 5H5v14h2.4z",
            Self::EventBack => {
                "M21 10.9h-8.4V7L7 12l5.6 5v-3.9H21zM4 9.8a2.2 2.2 0 1 0 0 4.4 2.2 2.2 0 0 0 0-4.4z"
            }
            Self::Fork => {
                "M3 10.9h6.2c1.4 0 2-1 2.7-2.3C13 6.500 14.200 5.900 16 5.900h.5V3L21 7l-4.500 4V8.100H16c-1.100 0-1.500.6-2.200 \
                 1.800-.4.8-.9 1.600-1.600 2.100.7.500 1.200 1.300 1.600 2.100.7 1.200 1.100 1.800 2.200 1.800h.5V13l4.500 4-4.500 \
                 4v-2.900H16c-1.800 0-3-.6-4.100-2.700-.7-1.300-1.300-2.300-2.700-2.300H3z"
            }
            Self::Link => {
                "M10.600 13.400a4 4 0 0 1 0-5.650l3-3a4 4 0 0 1 5.650 5.650l-1.700 1.700-1.410-1.410 1.700-1.700a2 2 0 0 \
                 0-2.830-2.830l-3 3a2 2 0 0 0 0 2.830zM13.400 10.600a4 4 0 0 1 0 5.650l-3 3a4 4 0 0 1-5.650-5.650l1.700-1.700 \
                 1.410 1.410-1.700 1.700a2 2 0 0 0 2.830 2.830l3-3a2 2 0 0 0 0-2.830z"
            }
            Self::Done => "M9.500 17.600 4 12.100l1.700-1.700 3.800 3.800 8.800-8.800L20 7.100z",
            Self::Event => {
                "M3 10.9h8.4V7l5.6 5-5.6 5v-3.9H3zM20 9.8a2.2 2.2 0 1 1 0 4.4 2.2 2.2 0 0 1 0-4.4z"
            }
            Self::Notice => "M12 3 1.500 21h21zM11 10h2v5.500h-2zM11 17h2v2h-2z",
            Self::Settings => {
                "M4 6.1h6.3a2.8 2.8 0 0 1 5.4 0H20v1.8h-4.3a2.8 2.8 0 0 1-5.4 0H4zm0 10h2.3a2.8 2.8 0 0 1 \
                 5.4 0H20v1.8h-8.3a2.8 2.8 0 0 1-5.4 0H4z"
            }
            Self::Systems => {
                "M4 4h7v7H4zm2 2v3h3V6zm7-2h7v7h-7zm2 2v3h3V6zM4 13h7v7H4zm2 2v3h3v-3zm7-2h7v7h-7zm2 2v3h3v-3z"
            }
            Self::Theme => {
                "M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17zm0 2v13a6.5 6.5 0 0 0 0-13z"
            }
            Self::Close => {
                "M6.4 5 12 10.6 17.6 5 19 6.4 13.4 12l5.6 5.6-1.4 1.4-5.6-5.6L6.4 19 5 17.6l5.6-5.6L5 6.4z"
            }
            Self::Break => "M13.5 2 5 13.500h5L8.500 22 19 9.500h-6.200L15.500 2z",
            Self::Enlarge => {
                "M4 4h6v2H7.4l3.3 3.3-1.4 1.4L6 7.4V10H4zM20 20h-6v-2h2.6l-3.3-3.3 1.4-1.4 3.3 3.3V14h2z"
            }
            Self::Beside => "M3 5h8v14H3zm2 2v10h4V7zm8-2h8v14h-8zm2 2v10h4V7z",
            Self::Open => {
                "M13 4h7v7h-2V7.4l-7.3 7.3-1.4-1.4L16.6 6H13zM5 6h5v2H6.5v9.5H16V14h2v5.5H4.5V6z"
            }
        }
    }
}

pub fn icon(icon: Icon) -> Html {
    html! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            <path d={icon.path()} fill="currentColor" fill-rule="evenodd" />
        </svg>
    }
}
