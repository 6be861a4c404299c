//! Small living pictures on canvases: one loop of frames for all of them, which works within a budget
//! and sleeps while none can be seen.

use std::cell::RefCell;
use std::rc::Rc;

use systems::{ENTRIES, Entry};
use web_sys::HtmlCanvasElement;
use yew::{hook, use_effect_with, use_memo};

use super::{Preferences, Surface};
use crate::gallery::Miniature;
use crate::painter;
use crate::platform::{AnimationLoop, SizeWatch, ViewWatch, now_ms};

/// How long all small pictures may take of one frame.
const BUDGET_MS: f64 = 5.0;
/// A small picture changes no more often than this.
const EVERY_MS: f64 = 30.0;

/// The place of one system's picture.
struct Frame {
    entry: &'static Entry,
    surface: Surface,
    seen: bool,
    miniature: Option<Miniature>,
    drawn_at_ms: Option<f64>,
}

/// Everything that the loop works on.
struct Wall {
    preferences: Preferences,
    frames: Vec<Frame>,
    /// The picture whose turn it is.
    turn: usize,
}

/// Whoever holds one picture on the wall; taken down when dropped.
pub struct Hung {
    gallery: Gallery,
    id: &'static str,
    _watches: (Option<SizeWatch>, Option<ViewWatch>),
}

impl Drop for Hung {
    fn drop(&mut self) {
        let mut wall = self.gallery.wall.borrow_mut();
        wall.frames.retain(|frame| frame.entry.id != self.id);
    }
}

/// The wall with the loop that keeps it alive. Equal only to itself.
#[derive(Clone)]
pub struct Gallery {
    wall: Rc<RefCell<Wall>>,
    frames: Rc<AnimationLoop>,
}

impl PartialEq for Gallery {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.wall, &other.wall)
    }
}

/// A gallery whose pictures live as long as the component.
#[hook]
pub fn use_gallery(preferences: Preferences) -> Gallery {
    let gallery = use_memo((), move |()| Gallery::new(preferences));
    let gallery = (*gallery).clone();
    let changed = gallery.clone();
    use_effect_with(preferences, move |preferences| {
        changed.show_as(*preferences)
    });
    gallery
}

impl Gallery {
    fn new(preferences: Preferences) -> Self {
        let wall = Rc::new(RefCell::new(Wall {
            preferences,
            frames: Vec::with_capacity(ENTRIES.len()),
            turn: 0,
        }));
        let worked = wall.clone();
        let frames = AnimationLoop::new(move |frame_ms| worked.borrow_mut().work(frame_ms));
        Self {
            wall,
            frames: Rc::new(frames),
        }
    }

    /// Hangs the picture of a system on this canvas.
    pub fn hang(&self, entry: &'static Entry, canvas: HtmlCanvasElement) -> Option<Hung> {
        let surface = Surface::new(canvas.clone())?;
        self.wall.borrow_mut().frames.push(Frame {
            entry,
            surface,
            seen: false,
            miniature: None,
            drawn_at_ms: None,
        });
        let (resized, appeared) = (self.clone(), self.clone());
        let size = SizeWatch::new(&canvas, move |width, height| {
            resized.change(entry, |frame| {
                frame.surface.size = scene::Size { width, height };
                frame.drawn_at_ms = None;
            });
        });
        let view = ViewWatch::new(&canvas, move |seen| {
            appeared.change(entry, |frame| frame.seen = seen);
        });
        Some(Hung {
            gallery: self.clone(),
            id: entry.id,
            _watches: (size, view),
        })
    }

    fn change(&self, entry: &'static Entry, change: impl FnOnce(&mut Frame)) {
        let mut wall = self.wall.borrow_mut();
        let frame = wall.frames.iter_mut().find(|one| one.entry.id == entry.id);
        if let Some(frame) = frame {
            change(frame);
        }
        drop(wall);
        self.frames.waker().wake();
    }

    fn show_as(&self, preferences: Preferences) {
        let mut wall = self.wall.borrow_mut();
        let other_words = wall.preferences.locale != preferences.locale;
        wall.preferences = preferences;
        for frame in &mut wall.frames {
            frame.drawn_at_ms = None;
            if other_words {
                frame.miniature = None;
            }
        }
        drop(wall);
        self.frames.waker().wake();
    }
}

impl Wall {
    /// Lets the pictures whose turn it is live on. Whether there is more to do in the next frame.
    fn work(&mut self, frame_ms: f64) -> bool {
        let started = now_ms();
        let still = self.preferences.still;
        let count = self.frames.len();
        let mut alive = false;
        for step in 0..count {
            let index = (self.turn + step) % count;
            let frame = &mut self.frames[index];
            let wanted = frame.seen && !(still && frame.drawn_at_ms.is_some());
            alive |= wanted;
            let due = frame
                .drawn_at_ms
                .is_none_or(|drawn| frame_ms - drawn >= EVERY_MS);
            if !(wanted && due) {
                continue;
            }
            frame.live(frame_ms, self.preferences);
            if now_ms() - started >= BUDGET_MS {
                self.turn = (index + 1) % count;
                return true;
            }
        }
        alive
    }
}

impl Frame {
    fn live(&mut self, frame_ms: f64, preferences: Preferences) {
        let over = self.miniature.as_ref().is_some_and(Miniature::is_over);
        let fresh = self.miniature.is_none() || over;
        if fresh {
            self.miniature = Some(Miniature::new(self.entry, preferences.locale));
        }
        let Some(miniature) = self.miniature.as_mut() else {
            return;
        };
        if let Some(drawn) = self.drawn_at_ms.filter(|_| !preferences.still) {
            miniature.advance(frame_ms - drawn);
        }
        self.drawn_at_ms = Some(frame_ms);
        if self.surface.prepare() {
            let words = preferences.locale.messages().stage();
            let scene = miniature.scene(
                self.surface.size,
                preferences.text_scale(),
                words,
                preferences.still,
            );
            painter::paint(
                scene,
                &self.surface.context,
                preferences.theme,
                self.surface.pixel_ratio,
            );
        }
        self.surface
            .tell("data-events", &miniature.events().to_string());
    }
}
