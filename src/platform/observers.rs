//! Watching an element's size, and whether it can be seen at all.

use js_sys::Array;
use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;
use web_sys::{
    Element, IntersectionObserver, IntersectionObserverEntry, ResizeObserver, ResizeObserverEntry,
};

/// Tells the size of an element's content, at first and whenever it changes.
pub struct SizeWatch {
    observer: ResizeObserver,
    _callback: Closure<dyn FnMut(Array)>,
}

impl SizeWatch {
    /// `resized` gets width and height in CSS pixels, after layout and before the picture is shown.
    pub fn new(element: &Element, mut resized: impl FnMut(f32, f32) + 'static) -> Option<Self> {
        let callback = Closure::new(move |entries: Array| {
            let entry = entries.pop().dyn_into::<ResizeObserverEntry>();
            if let Ok(entry) = entry {
                let rect = entry.content_rect();
                resized(rect.width() as f32, rect.height() as f32);
            }
        });
        let callback: Closure<dyn FnMut(Array)> = callback;
        let observer = ResizeObserver::new(callback.as_ref().unchecked_ref()).ok()?;
        observer.observe(element);
        Some(Self {
            observer,
            _callback: callback,
        })
    }
}

impl Drop for SizeWatch {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

/// Tells whether any part of an element can be seen, at first and whenever that changes.
pub struct ViewWatch {
    observer: IntersectionObserver,
    _callback: Closure<dyn FnMut(Array)>,
}

impl ViewWatch {
    pub fn new(element: &Element, mut seen: impl FnMut(bool) + 'static) -> Option<Self> {
        let callback = Closure::new(move |entries: Array| {
            let entry = entries.pop().dyn_into::<IntersectionObserverEntry>();
            if let Ok(entry) = entry {
                seen(entry.is_intersecting());
            }
        });
        let callback: Closure<dyn FnMut(Array)> = callback;
        let observer = IntersectionObserver::new(callback.as_ref().unchecked_ref()).ok()?;
        observer.observe(element);
        Some(Self {
            observer,
            _callback: callback,
        })
    }
}

impl Drop for ViewWatch {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}
