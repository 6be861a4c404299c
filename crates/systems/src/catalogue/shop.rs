//! The shop that the architecture styles are compared by: four operations, their work, their demand.
//!
//! People browse, put things into their carts, order, and pay. What each operation takes is stated
//! here once, in the same portions for every style; a style only decides which machine does which
//! portion, and what is waited for. The users' demand is that of every other system, too.
//!
//! Which data an operation touches, as its user understands it: browsing reads the stock of a
//! product, ordering takes from it; the cart is written, and read again when it is paid. A style
//! that confirms an order before the stock has changed confirms no version of the stock. An answer
//! carries the version of the store that was called last, so the last store of an operation is the
//! one that keeps its data.
//!
//! | operation | portions |
//! | --- | --- |
//! | browse | screen, find, read the stock |
//! | cart | screen, fill, write the cart |
//! | order | screen, enter, write the order, reserve, write the stock, ship, notify |
//! | pay | screen, charge, write the payment, notify, read the cart |

use std::collections::BTreeMap;

use super::{Settings, Text, pieces};
use crate::model::{
    ClientsSpec, DataSpec, DatabaseSpec, Lines, OperationSpec, Service, Span, Step, Timing,
};

/// The stock of the products: data that `browse` reads and `order` writes.
pub(super) const STOCK: u8 = 0;
/// The customers' carts, each customer's own: data that `cart` writes and `pay` reads.
pub(super) const CARTS: u8 = 1;

/// The operations' names in a model, in the order of their numbers: the alphabet's.
pub(super) const BROWSE: &str = "browse";
pub(super) const CART: &str = "cart";
pub(super) const ORDER: &str = "order";
pub(super) const PAY: &str = "pay";

/// The operations in words, by their numbers.
pub(super) const OPERATIONS: &[Text] = &[
    Text {
        ja: "商品を見る",
        en: "browse",
    },
    Text {
        ja: "かごに入れる",
        en: "add to the cart",
    },
    Text {
        ja: "注文する",
        en: "order",
    },
    Text {
        ja: "支払う",
        en: "pay",
    },
];

/// How often each is wanted: of a hundred requests, 70 browse, 16 fill a cart, 8 order and 6 pay.
const SHARES: [u32; 4] = [70, 16, 8, 6];

/// The portions of the work, in the words of the people whom it serves.
pub(super) mod work {
    use super::Text;

    pub(in super::super) const SCREEN: Text = Text {
        ja: "画面",
        en: "screens",
    };
    pub(in super::super) const CATALOGUE: Text = Text {
        ja: "商品と在庫",
        en: "goods and stock",
    };
    pub(in super::super) const CART: Text = Text {
        ja: "買い物かご",
        en: "carts",
    };
    pub(in super::super) const ORDER: Text = Text {
        ja: "注文",
        en: "orders",
    };
    pub(in super::super) const PAYMENT: Text = Text {
        ja: "支払い",
        en: "payment",
    };
    pub(in super::super) const SHIPPING: Text = Text {
        ja: "発送",
        en: "shipping",
    };
    pub(in super::super) const NOTICE: Text = Text {
        ja: "お知らせ",
        en: "notices",
    };
    /// What only a style with a bus has: its business services name what can be asked for, and its bus
    /// knows the steps.
    pub(in super::super) const ENTRANCE: Text = Text {
        ja: "業務の受付",
        en: "entry points",
    };
    pub(in super::super) const FLOW: Text = Text {
        ja: "手順の進行と変換",
        en: "steps and translation",
    };
    pub(in super::super) const DATA: Text = Text {
        ja: "データの保管",
        en: "keeping the data",
    };
}

/// Cores of every machine of the shop that computes. Its databases are bigger machines.
const CORES: u16 = 2;

/// A core renders a page or an answer: every operation, once.
pub(super) const fn screen() -> Timing {
    pieces::computed(4)
}

/// A core finds goods and their stock: `browse`.
pub(super) const fn find() -> Timing {
    pieces::computed(3)
}

/// A core changes a cart: `cart`.
pub(super) const fn fill() -> Timing {
    pieces::computed(2)
}

/// A core checks an order and enters it: `order`.
pub(super) const fn enter() -> Timing {
    pieces::computed(6)
}

/// A core takes the goods of an order from the stock: `order`.
pub(super) const fn reserve() -> Timing {
    pieces::computed(3)
}

/// A core arranges the shipping of an order: `order`.
pub(super) const fn ship() -> Timing {
    pieces::computed(4)
}

/// How long a core takes to charge a customer, on average.
pub(super) const CHARGE_MS: u64 = 10;

/// A core charges a customer: `pay`.
pub(super) const fn charge() -> Timing {
    charge_in(CHARGE_MS)
}

/// The same where it takes longer or shorter.
pub(super) const fn charge_in(mean_ms: u64) -> Timing {
    pieces::computed(mean_ms)
}

/// A core writes a notice to a customer: `order` and `pay`, where a style sends notices.
pub(super) const fn notify() -> Timing {
    pieces::computed(2)
}

/// A core of a database reads a key.
const fn read() -> Timing {
    Timing::Exponential(Span::from_millis(3))
}

/// A core of a database writes a key.
const fn write() -> Timing {
    Timing::Exponential(Span::from_millis(8))
}

/// A service's operations for the four that users want.
pub(super) fn operations(steps: impl Fn(&'static str) -> Vec<Step>) -> BTreeMap<String, Vec<Step>> {
    pieces::operations([BROWSE, CART, ORDER, PAY].map(|name| (name, steps(name))))
}

/// A machine of the shop that computes.
pub(super) fn service(operations: BTreeMap<String, Vec<Step>>) -> Service {
    Service {
        workers: CORES,
        ..pieces::service(operations)
    }
}

/// A database of the shop: one machine.
pub(super) fn database() -> DatabaseSpec {
    pieces::database(read(), write())
}

/// The shop's users, who call the part `door`.
pub(super) fn users(settings: &Settings<'_>, door: &str) -> ClientsSpec {
    let data = [
        DataSpec::Read(STOCK),
        DataSpec::WriteOwn(CARTS),
        DataSpec::Write(STOCK),
        DataSpec::ReadOwn(CARTS),
    ];
    let names = [BROWSE, CART, ORDER, PAY];
    let operations = names.into_iter().zip(SHARES).zip(data);
    let operations = operations.map(|((name, weight), data)| OperationSpec {
        name: name.to_owned(),
        weight,
        data: Some(data),
    });
    pieces::users(
        settings,
        door,
        settings.get("rate") as f64,
        operations.collect(),
    )
}

/// The lines of a shop: the internet between the users and the door, a region's network inside.
pub(super) fn lines(door: &str) -> Lines {
    Lines {
        parts: vec![pieces::internet("users", door)],
        ..pieces::region()
    }
}
