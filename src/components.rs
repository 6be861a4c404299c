//! What is on the page, one component per file. No visible text here: it comes from the messages or
//! the catalogue. Nothing that changes with every frame goes through the virtual DOM.

mod about;
mod breaker;
mod catalogue_panel;
mod catalogue_tile;
mod chart_canvas;
mod chart_panel;
mod clock;
mod conditions_row;
mod control_bar;
mod difference_table;
mod evidence;
mod fault_buttons;
mod header;
mod help_panel;
mod icon;
mod inspector;
mod legend;
mod link_facts;
mod load_slider;
mod matching_faults;
mod node_facts;
mod notices;
mod numbers_strip;
mod overlay;
mod page;
mod pane_line;
mod pane_numbers;
mod panel;
mod parameter_field;
mod phone_view;
mod request_story;
mod requests_panel;
mod settings_panel;
mod speed_slider;
mod stage_pane;
mod status_line;
mod system_field;
mod target_button;
mod text_tables;
mod text_view;
mod time_bar;
mod time_marks;
mod units_control;
mod whole_field;

pub use page::Page;
