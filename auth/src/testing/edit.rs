//! Changes to the members of a JSON object or to a list of parameters.

use std::fmt;
use std::sync::Arc;

use serde_json::Value;

/// One change. A name can be made to occur twice, and a value can be text that is no JSON at all.
#[derive(Clone)]
pub(super) enum Edit {
    Set(String, Value),
    /// The value as it will be written, whatever it is.
    SetRaw(String, String),
    /// Another member of that name, after the first.
    Append(String, Value),
    Remove(String),
    Patch(Arc<dyn Fn(&mut Value) + Send + Sync>),
}

impl fmt::Debug for Edit {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Set(name, value) => write!(formatter, "Set({name}: {value})"),
            Self::SetRaw(name, text) => write!(formatter, "SetRaw({name}: {text})"),
            Self::Append(name, value) => write!(formatter, "Append({name}: {value})"),
            Self::Remove(name) => write!(formatter, "Remove({name})"),
            Self::Patch(_) => formatter.write_str("Patch(…)"),
        }
    }
}

/// The JSON text of `value` with these changes, in order.
pub(super) fn edited_json<'a>(
    mut value: Value,
    edits: impl IntoIterator<Item = &'a Edit>,
) -> String {
    let mut raw: Vec<(String, String)> = Vec::new();
    for edit in edits {
        let members = value.as_object_mut();
        match edit {
            Edit::Set(name, new) => {
                raw.retain(|(key, _)| key != name);
                members.map(|members| members.insert(name.clone(), new.clone()));
            }
            Edit::SetRaw(name, text) => {
                raw.retain(|(key, _)| key != name);
                members.map(|members| members.remove(name));
                raw.push((name.clone(), text.clone()));
            }
            Edit::Append(name, new) => raw.push((name.clone(), new.to_string())),
            Edit::Remove(name) => {
                raw.retain(|(key, _)| key != name);
                members.map(|members| members.remove(name));
            }
            Edit::Patch(patch) => patch(&mut value),
        }
    }
    let mut text = value.to_string();
    if !raw.is_empty() && value.is_object() {
        text.pop();
        for (name, value) in raw {
            if text.len() > 1 {
                text.push(',');
            }
            text.push_str(&Value::from(name).to_string());
            text.push(':');
            text.push_str(&value);
        }
        text.push('}');
    }
    text
}

/// The parameters with these changes, in order. A value that is not a string is written as JSON.
pub(super) fn edit_parameters<'a>(
    parameters: &mut Vec<(String, String)>,
    edits: impl IntoIterator<Item = &'a Edit>,
) {
    for edit in edits {
        match edit {
            Edit::Set(name, value) => set(parameters, name, plain(value)),
            Edit::SetRaw(name, text) => set(parameters, name, text.clone()),
            Edit::Append(name, value) => parameters.push((name.clone(), plain(value))),
            Edit::Remove(name) => parameters.retain(|(key, _)| key != name),
            Edit::Patch(patch) => {
                let members = parameters
                    .drain(..)
                    .map(|(name, value)| (name, Value::from(value)));
                let mut value = Value::Object(members.collect());
                patch(&mut value);
                if let Value::Object(members) = value {
                    let pairs = members
                        .iter()
                        .map(|(name, value)| (name.clone(), plain(value)));
                    parameters.extend(pairs);
                }
            }
        }
    }
}

fn set(parameters: &mut Vec<(String, String)>, name: &str, value: String) {
    match parameters.iter_mut().find(|(key, _)| key == name) {
        Some(parameter) => parameter.1 = value,
        None => parameters.push((name.to_owned(), value)),
    }
}

fn plain(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Edit, edit_parameters, edited_json};

    #[test]
    fn a_member_can_be_set_removed_and_made_to_occur_twice() {
        let edits = [
            Edit::Set("a".into(), json!(2)),
            Edit::Remove("b".into()),
            Edit::Append("a".into(), json!("three")),
        ];
        let text = edited_json(json!({"a": 1, "b": 1}), &edits);
        assert_eq!(text, r#"{"a":2,"a":"three"}"#);
    }

    #[test]
    fn a_raw_value_need_not_be_json() {
        let edits = [Edit::SetRaw("exp".into(), "1e400".into())];
        assert_eq!(edited_json(json!({"exp": 1}), &edits), r#"{"exp":1e400}"#);
    }

    #[test]
    fn a_parameter_can_be_set_removed_and_repeated() {
        let mut parameters = vec![
            ("code".to_owned(), "A".to_owned()),
            ("iss".to_owned(), "I".to_owned()),
        ];
        let edits = [
            Edit::Set("code".into(), json!("B")),
            Edit::Remove("iss".into()),
            Edit::Append("code".into(), json!("C")),
        ];
        edit_parameters(&mut parameters, &edits);
        let expected = [("code", "B"), ("code", "C")].map(|(n, v)| (n.to_owned(), v.to_owned()));
        assert_eq!(parameters, expected);
    }
}
