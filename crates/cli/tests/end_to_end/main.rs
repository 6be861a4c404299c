//! The program as a person or a script uses it: a command line in, what is said and written out.

mod capacities;
mod cautions;
mod conditions;
mod errors;
mod files;
mod guide;
mod infinities;
mod kinds;
mod limits;
mod links;
mod options;
mod places;
mod runs;
mod series;
mod shapes;
mod slips;
mod stars;
mod stories;
mod support;
mod sweeps;
mod traces;
