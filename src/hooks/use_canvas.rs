//! A canvas that is painted outside the virtual DOM: when the session has moved on, when its size
//! changes, and when its component renders.

use std::cell::RefCell;
use std::rc::Rc;

use scene::Size;
use wasm_bindgen::JsCast as _;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};
use yew::{NodeRef, hook, use_effect, use_effect_with, use_memo, use_node_ref};

use super::use_session;
use crate::platform::{SizeWatch, device_pixel_ratio};

/// Where to paint.
pub struct Surface {
    pub context: CanvasRenderingContext2d,
    /// In CSS pixels.
    pub size: Size,
    /// Device pixels per CSS pixel.
    pub pixel_ratio: f64,
    canvas: HtmlCanvasElement,
}

type Draw = Rc<dyn Fn(&Surface)>;

/// A canvas and what is painted on it.
struct Easel {
    draw: RefCell<Draw>,
    surface: RefCell<Option<Surface>>,
}

/// The reference for a `<canvas>` on which `draw` paints, at most every `every_ms`.
#[hook]
pub fn use_canvas(every_ms: f64, draw: impl Fn(&Surface) + 'static) -> NodeRef {
    let session = use_session();
    let node = use_node_ref();
    let easel = use_memo((), |()| Easel {
        draw: RefCell::new(Rc::new(|_| ())),
        surface: RefCell::new(None),
    });
    *easel.draw.borrow_mut() = Rc::new(draw);
    {
        let (node, easel) = (node.clone(), easel.clone());
        use_effect_with((), move |()| {
            let canvas = node.cast::<HtmlCanvasElement>();
            *easel.surface.borrow_mut() = canvas.clone().and_then(Surface::new);
            let (resized, settled) = (easel.clone(), session.clone());
            let size = canvas.and_then(|canvas| {
                SizeWatch::new(&canvas, move |width, height| {
                    resized.resize(Size { width, height });
                    if settled.is_settled() {
                        resized.paint();
                    }
                })
            });
            let watcher = session.watch(every_ms, move || easel.paint());
            move || drop((size, watcher))
        });
    }
    use_effect(move || easel.paint());
    node
}

impl Easel {
    fn resize(&self, size: Size) {
        if let Some(surface) = self.surface.borrow_mut().as_mut() {
            surface.size = size;
        }
    }

    fn paint(&self) {
        let draw = self.draw.borrow().clone();
        if let Some(surface) = self.surface.borrow_mut().as_mut()
            && surface.prepare()
        {
            draw(surface);
        }
    }
}

impl Surface {
    pub fn new(canvas: HtmlCanvasElement) -> Option<Self> {
        let context = canvas.get_context("2d").ok().flatten()?;
        Some(Self {
            context: context.dyn_into().ok()?,
            size: Size::default(),
            pixel_ratio: 1.0,
            canvas,
        })
    }

    /// Gives the canvas as many pixels as the screen has there. Whether there is anything to paint.
    pub fn prepare(&mut self) -> bool {
        self.pixel_ratio = device_pixel_ratio();
        let pixels = |length: f32| (f64::from(length) * self.pixel_ratio).round() as u32;
        let (width, height) = (pixels(self.size.width), pixels(self.size.height));
        if self.canvas.width() != width || self.canvas.height() != height {
            self.canvas.set_width(width);
            self.canvas.set_height(height);
        }
        width > 0 && height > 0
    }

    /// An attribute of the canvas that tells a program what is painted.
    pub fn tell(&self, name: &str, value: &str) {
        // Fails only for a name that is none.
        let _ = self.canvas.set_attribute(name, value);
    }
}
