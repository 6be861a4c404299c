//! A worker of the browser with the same program in it, where the browser lets one start.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Array, Float64Array, Object, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Event, HtmlMetaElement, MessageEvent, Worker, WorkerOptions, WorkerType};

use super::{document, window};

/// The script in the worker; it stands beside the program.
const SCRIPT: &str = "worker.js";

/// What a helper says.
pub enum Heard {
    /// To a question: these numbers.
    Numbers(String, Vec<f64>),
    /// It does not work here and never will.
    Lost,
}

/// A worker that answers questions in numbers. Ends when dropped.
pub struct Helper {
    worker: Worker,
    _heard: Closure<dyn FnMut(MessageEvent)>,
    _failed: Closure<dyn FnMut(Event)>,
}

impl Helper {
    /// Starts one, or says at once that there is none: an old browser, a frame without a place of its
    /// own, the policy of a host. What is found out only later, `hear` is told.
    pub fn start(hear: impl FnMut(Heard) + 'static) -> Option<Self> {
        let known = Reflect::has(&window(), &JsValue::from_str("Worker"));
        let glue = glue().filter(|_| known == Ok(true))?;
        let folder = glue.rfind('/').map_or("", |end| &glue[..=end]);
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = Worker::new_with_options(&format!("{folder}{SCRIPT}"), &options).ok()?;
        let hear = Rc::new(RefCell::new(hear));
        let heard = {
            let hear = hear.clone();
            Closure::new(move |event: MessageEvent| (hear.borrow_mut())(understood(&event.data())))
        };
        let failed = Closure::new(move |event: Event| {
            // It is dealt with here: the page goes on without the worker.
            event.prevent_default();
            (hear.borrow_mut())(Heard::Lost);
        });
        worker.set_onmessage(Some(heard.as_ref().unchecked_ref()));
        worker.set_onerror(Some(failed.as_ref().unchecked_ref()));
        let program = Object::new();
        let set = |name: &str, value: &JsValue| {
            Reflect::set(&program, &JsValue::from_str(name), value).ok()
        };
        // The script imports it from where it stands itself.
        set(
            "glue",
            &JsValue::from_str(&format!("./{}", &glue[folder.len()..])),
        )?;
        set("program", &wasm_bindgen::module())?;
        worker.post_message(&program).ok()?;
        Some(Self {
            worker,
            _heard: heard,
            _failed: failed,
        })
    }

    /// Asks; an answer to what was asked before may still come. Nothing at all lets it rest.
    pub fn ask(&self, question: &str) {
        // Fails only for what cannot be copied.
        let _ = self.worker.post_message(&JsValue::from_str(question));
    }
}

impl Drop for Helper {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}

fn understood(data: &JsValue) -> Heard {
    let answer = data.dyn_ref::<Array>();
    let question = answer.and_then(|answer| answer.get(0).as_string());
    let numbers = answer.and_then(|answer| answer.get(1).dyn_into::<Float64Array>().ok());
    match question.zip(numbers) {
        Some((question, numbers)) => Heard::Numbers(question, numbers.to_vec()),
        None => Heard::Lost,
    }
}

/// Where the program's script is, as Trunk.toml writes it into the page.
fn glue() -> Option<String> {
    let meta = document().query_selector("meta[name=program]").ok()??;
    let content = meta.dyn_into::<HtmlMetaElement>().ok()?.content();
    content.split(' ').next().map(ToOwned::to_owned)
}
