//! How often the engine asks for memory while a model of bench/models.md runs: prints the model, the
//! events of the second half of its run, the requests for memory during that half, and the result.

#![allow(unsafe_code, reason = "only an allocator can count allocations")]
#![allow(clippy::print_stdout, reason = "printing is what this program is for")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicU64, Ordering};

use sim::{Duration, Time};

mod models;

/// The system's allocator, with a count of what is asked of it.
struct Counting;

static COUNT: AtomicU64 = AtomicU64::new(0);

// SAFETY: every call is handed on unchanged to the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        COUNT.fetch_add(1, Ordering::Relaxed);
        // SAFETY: our caller keeps the contract of `alloc`, which is the same.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        // SAFETY: `place` came from `alloc` or `realloc` above, so from the system's allocator.
        unsafe { System.dealloc(place, layout) }
    }

    unsafe fn realloc(&self, place: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        COUNT.fetch_add(1, Ordering::Relaxed);
        // SAFETY: as for `dealloc`; the size is the caller's.
        unsafe { System.realloc(place, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn main() {
    for (model, size) in models::MODELS.iter().zip([1_000_000, 4_096, 1_000_000, 60]) {
        let mut run = model.begin(size, 1);
        let end = model.end(size);
        let half = end.since(Time::ZERO).as_nanos() / 2;
        run.run_until(Time::ZERO + Duration::from_nanos(half), u64::MAX);
        let (events, count) = (run.events(), COUNT.load(Ordering::Relaxed));
        let measured = model.finish(run, size);
        let asked = COUNT.load(Ordering::Relaxed) - count;
        let events = measured.events - events as f64;
        println!("{} {events} {asked} {}", model.name, measured.result);
    }
}
