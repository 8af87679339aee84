//! `roles: [ … ]`

use auth_spec::ErrorCode;
use proc_macro2::Ident;

use super::name;
use crate::model::{Role, Roles};
use crate::report::Report;
use crate::syntax::entry::Field;
use crate::syntax::roles as syntax;

pub(super) fn check(report: &mut Report, field: Option<Field<syntax::Roles>>) -> Roles {
    let unknown = field.as_ref().is_some_and(|field| field.value.is_none());
    let Some(syntax::Roles(list)) = field.and_then(|field| field.value) else {
        return Roles {
            roles: Vec::new(),
            poisoned: unknown,
        };
    };
    let mut roles = Roles {
        roles: Vec::new(),
        poisoned: list.poisoned,
    };
    if list.items.is_empty() && !list.poisoned {
        let text = "an empty `roles` declares none: write `roles: [admin]`, or leave it out";
        report.refuse(&list.brackets, ErrorCode::ROLE_INVALID, text);
        roles.poisoned = true;
    }
    for written in list.items {
        match role(&written, &roles.roles) {
            Ok(role) => roles.roles.push(role),
            Err((code, text)) => {
                report.refuse(&written, code, text);
                roles.poisoned |= code != ErrorCode::DUPLICATE_KEY;
            }
        }
    }
    roles
}

fn role(written: &Ident, earlier: &[Role]) -> Result<Role, (ErrorCode, String)> {
    let id = name::snake_case(&written.to_string()).ok_or_else(|| {
        let text = format!("`{written}` cannot be a role: write a name such as `admin`");
        (ErrorCode::ROLE_INVALID, text)
    })?;
    let variant = name::variant(&id, written.span());
    let Some(other) = earlier.iter().find(|other| other.variant == variant) else {
        return Ok(Role { id, variant });
    };
    let text = if other.id == id {
        format!("`{written}` is in `roles` twice")
    } else {
        format!(
            "`{written}` and `{}` are too much alike: both would be `Role::{variant}`",
            other.id
        )
    };
    Err((ErrorCode::DUPLICATE_KEY, text))
}

#[cfg(test)]
mod tests {
    use crate::check::tests::{checked, errors, one};

    fn with(roles: &str) -> String {
        format!("providers: [dev], roles: {roles}")
    }

    #[test]
    fn what_is_right_is_kept_under_its_id() {
        let (model, errors) = checked(&with("[admin, site_editor, Guest]"));
        assert_eq!(errors, Vec::<String>::new());
        let roles: Vec<(String, String)> = model
            .roles
            .roles
            .iter()
            .map(|role| (role.id.clone(), role.variant.to_string()))
            .collect();
        let roles: Vec<(&str, &str)> = roles
            .iter()
            .map(|(id, variant)| (id.as_str(), variant.as_str()))
            .collect();
        assert_eq!(
            roles,
            [
                ("admin", "Admin"),
                ("site_editor", "SiteEditor"),
                ("guest", "Guest")
            ]
        );
    }

    #[test]
    fn a_role_stands_there_once() {
        assert_eq!(
            one(&with("[admin, editor, admin]")),
            "`admin` is in `roles` twice [AUTH-105]"
        );
        assert_eq!(
            one(&with("[admin, Admin]")),
            "`Admin` is in `roles` twice [AUTH-105]"
        );
        assert_eq!(
            one(&with("[site_editor, siteeditor, site__editor]")),
            "`site__editor` and `site_editor` are too much alike: both would be `Role::SiteEditor` [AUTH-105]"
        );
    }

    #[test]
    fn a_role_is_a_name() {
        for (roles, error) in [
            (
                "[\"admin\"]",
                "roles are names, not texts: write `admin` without quotes [AUTH-118]",
            ),
            ("[admin: 1]", "`:` is not expected here [AUTH-118]"),
            ("[1]", "a role is a name such as `admin` [AUTH-118]"),
            (
                "admin",
                "this is a list: `roles` is written `roles: [admin, editor]` [AUTH-118]",
            ),
            (
                "[]",
                "an empty `roles` declares none: write `roles: [admin]`, or leave it out [AUTH-123]",
            ),
            (
                "[é]",
                "`é` cannot be a role: write a name such as `admin` [AUTH-123]",
            ),
            (
                "[type]",
                "`type` cannot be a role: write a name such as `admin` [AUTH-123]",
            ),
            (
                "[admin editor]",
                "a comma is missing before `editor` [AUTH-118]",
            ),
        ] {
            assert_eq!(errors(&with(roles)), [error], "{roles}");
        }
    }
}
