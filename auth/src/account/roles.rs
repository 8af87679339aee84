//! The roles somebody has.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::declaration::RoleId;

/// A set of declared roles: `session.roles.contains(Role::Admin)`.
#[derive(Clone, PartialEq, Eq)]
pub struct Roles<R>(Vec<R>);

impl<R: RoleId> Roles<R> {
    /// No role.
    #[must_use]
    pub const fn none() -> Self {
        Self(Vec::new())
    }

    /// Whether this role is among them.
    #[must_use]
    pub fn contains(&self, role: R) -> bool {
        self.0.contains(&role)
    }

    /// Adds a role; it makes no difference if it is among them.
    pub fn insert(&mut self, role: R) {
        if let Err(place) = self
            .0
            .binary_search_by_key(&role.index(), |other| other.index())
        {
            self.0.insert(place, role);
        }
    }

    /// Takes a role away; it makes no difference if it is not among them.
    pub fn remove(&mut self, role: R) {
        self.0.retain(|other| *other != role);
    }

    /// The roles, in the order of the declaration.
    pub fn iter(&self) -> impl Iterator<Item = R> + '_ {
        self.0.iter().copied()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The declared roles among these ids.
    pub(crate) fn from_ids<'a>(ids: impl IntoIterator<Item = &'a str>) -> Self {
        ids.into_iter().filter_map(role).collect()
    }

    /// Their ids.
    pub(crate) fn ids(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.iter()
            .filter_map(|role| R::IDS.get(role.index()).copied())
    }
}

fn role<R: RoleId>(id: &str) -> Option<R> {
    let place = R::IDS.iter().position(|known| *known == id)?;
    R::ALL.get(place).copied()
}

impl<R: RoleId> Default for Roles<R> {
    fn default() -> Self {
        Self::none()
    }
}

impl<R: RoleId> FromIterator<R> for Roles<R> {
    fn from_iter<I: IntoIterator<Item = R>>(roles: I) -> Self {
        let mut set = Self::none();
        set.extend(roles);
        set
    }
}

impl<R> IntoIterator for Roles<R> {
    type Item = R;
    type IntoIter = std::vec::IntoIter<R>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<R: RoleId> Extend<R> for Roles<R> {
    fn extend<I: IntoIterator<Item = R>>(&mut self, roles: I) {
        roles.into_iter().for_each(|role| self.insert(role));
    }
}

/// A list of their ids, in the order of the declaration.
impl<R: RoleId> Serialize for Roles<R> {
    fn serialize<T: Serializer>(&self, serializer: T) -> Result<T::Ok, T::Error> {
        serializer.collect_seq(self.ids())
    }
}

impl<R: fmt::Debug> fmt::Debug for Roles<R> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_set().entries(&self.0).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    enum Role {
        Admin,
        Editor,
    }

    impl RoleId for Role {
        const ALL: &'static [Self] = &[Self::Admin, Self::Editor];
        const IDS: &'static [&'static str] = &["admin", "editor"];

        fn index(self) -> usize {
            self as usize
        }
    }

    #[test]
    fn a_role_is_in_it_once_and_in_the_order_of_the_declaration() {
        let mut roles: Roles<Role> = [Role::Editor, Role::Admin, Role::Editor]
            .into_iter()
            .collect();
        assert_eq!(
            roles.iter().collect::<Vec<_>>(),
            [Role::Admin, Role::Editor]
        );
        roles.remove(Role::Admin);
        assert!(!roles.contains(Role::Admin));
        assert!(roles.contains(Role::Editor));
        assert_eq!(format!("{roles:?}"), "{Editor}");
    }

    #[test]
    fn what_is_not_declared_is_no_role() {
        let roles = Roles::<Role>::from_ids(["editor", "owner", "Admin", ""]);
        assert_eq!(roles.ids().collect::<Vec<_>>(), ["editor"]);
        assert!(Roles::<Role>::from_ids(["owner"]).is_empty());
    }
}
