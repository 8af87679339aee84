//! Who somebody is: what a provider says of them, and what the application sees.

mod claims;
mod mapping;
mod profile;
mod roles;
mod user;

pub use claims::Claims;
pub use profile::Profile;
pub use roles::Roles;
pub use user::User;

pub(crate) use mapping::Supplement;
