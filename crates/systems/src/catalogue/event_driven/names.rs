//! The parts of the event-driven shop by name, and what they ask of each other.

pub(super) const CARTS: &str = "cart";
pub(super) const CARTS_DATA: &str = "cart-db";
pub(super) const DOOR: &str = "door";
pub(super) const MEDIATOR: &str = "mediator";
pub(super) const NOTICE: &str = "notice";
pub(super) const ORDERS: &str = "order";
pub(super) const ORDERS_DATA: &str = "order-db";
pub(super) const PAYMENT: &str = "payment";
pub(super) const PAYMENT_DATA: &str = "payment-db";
pub(super) const SCREENS: &str = "ui";
pub(super) const SHIPPING: &str = "shipping";
pub(super) const STOCK: &str = "stock";
pub(super) const STOCK_DATA: &str = "stock-db";
pub(super) const STOCK_DOOR: &str = "stock-door";

// Channels of what users want, in both topologies.
pub(super) const ORDER_PLACED: &str = "order-placed";
pub(super) const PAYMENT_ASKED: &str = "payment-asked";

// Channels of what has happened, where nobody leads.
pub(super) const ORDER_ENTERED: &str = "order-entered";
pub(super) const PAID: &str = "paid";
pub(super) const STOCK_RESERVED: &str = "stock-reserved";

// Channels of what is to be done, where a mediator leads.
pub(super) const CHARGE_CUSTOMER: &str = "charge-customer";
pub(super) const RESERVE_STOCK: &str = "reserve-stock";
pub(super) const SEND_NOTICE: &str = "send-notice";
pub(super) const SHIP_ORDER: &str = "ship-order";

// What processors do.
pub(super) const CHARGE: &str = "charge";
pub(super) const ENTER: &str = "enter";
pub(super) const LOOK: &str = "look";
pub(super) const NOTIFY: &str = "notify";
pub(super) const RESERVE: &str = "reserve";
pub(super) const SHIP: &str = "ship";

// What processors tell the mediator.
pub(super) const CHARGED: &str = "charged";
pub(super) const RESERVED: &str = "reserved";
pub(super) const SHIPPED: &str = "shipped";
