//! A reader of tags.

/// A start or end tag: its name and its attributes as they are written.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Tag<'a> {
    pub(super) name: &'a str,
    pub(super) attributes: Vec<(&'a str, &'a str)>,
}

/// The tags of a page, read as the HTML standard tokenizes them as long as attribute values are in double quotes, which is
/// asserted. What stands between `<style>` and `</style>` is skipped.
pub(super) fn tags(mut rest: &str) -> Vec<Tag<'_>> {
    let mut tags = Vec::new();
    while let Some(start) = rest.find('<') {
        rest = &rest[start + 1..];
        let end = rest.find([' ', '>']).unwrap();
        let mut tag = Tag {
            name: &rest[..end],
            attributes: Vec::new(),
        };
        rest = &rest[end..];
        while !rest.starts_with('>') {
            rest = rest.strip_prefix(' ').unwrap();
            let end = rest.find(['=', '>', ' ']).unwrap();
            let name = &rest[..end];
            rest = &rest[end..];
            let mut value = "";
            if let Some(quoted) = rest.strip_prefix('=') {
                let quoted = quoted.strip_prefix('"').unwrap();
                let end = quoted.find('"').unwrap();
                value = &quoted[..end];
                rest = &quoted[end + 1..];
            }
            tag.attributes.push((name, value));
        }
        if tag.name == "style" {
            rest = &rest[rest.find("</style>").unwrap()..];
        }
        tags.push(tag);
    }
    tags
}

/// The names of all tags and attributes, in order: what a text must not be able to change.
pub(super) fn shape(html: &str) -> Vec<String> {
    let names = |tag: Tag<'_>| {
        let attributes: Vec<_> = tag.attributes.iter().map(|(name, _)| *name).collect();
        format!("{} {}", tag.name, attributes.join(" "))
    };
    tags(html).into_iter().map(names).collect()
}
