//! Which of its languages a page speaks to whom (RFC 9110 §12.5.4).

use http::HeaderMap;
use http::header::ACCEPT_LANGUAGE;

/// The place of the language that a request asks for among those there are, the first of which is for everybody else.
///
/// A range such as `de-AT` is looked up as RFC 4647 §3.4 says, so `de` serves it; `pt` is served by `pt-BR` too, for people
/// would rather read that than another language. Of equal qualities the first counts.
pub(super) fn preferred(headers: &HeaderMap, languages: &[&str]) -> usize {
    let ranges = headers
        .get_all(ACCEPT_LANGUAGE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .take(MOST);
    let (mut place, mut best) = (0, 0);
    for range in ranges {
        let (range, quality) = match range.split_once(';') {
            Some((range, parameter)) => (range, quality(parameter)),
            None => (range, 1000),
        };
        if quality > best
            && let Some(found) = served(range.trim(), languages)
        {
            (place, best) = (found, quality);
        }
    }
    place
}

/// What is spoken to whoever sends a request; English where there is no language.
#[cfg(any(debug_assertions, feature = "testing"))]
pub(crate) fn spoken(
    request: &HeaderMap,
    languages: &[&'static super::Texts],
) -> &'static super::Texts {
    let tags: Vec<&str> = languages.iter().map(|texts| texts.language).collect();
    languages
        .get(preferred(request, &tags))
        .unwrap_or(&&super::ENGLISH)
}

/// The language that serves a range.
fn served(range: &str, languages: &[&str]) -> Option<usize> {
    if range == "*" {
        return (!languages.is_empty()).then_some(0);
    }
    let same = |wanted: &str| {
        let mut all = languages.iter();
        all.position(|language| language.eq_ignore_ascii_case(wanted))
    };
    let mut wanted = range;
    while !wanted.is_empty() {
        if let Some(place) = same(wanted) {
            return Some(place);
        }
        wanted = wanted.rsplit_once('-').map_or("", |(start, _)| start);
    }
    languages.iter().position(|language| {
        let start = language.get(..range.len());
        !range.is_empty()
            && start.is_some_and(|start| start.eq_ignore_ascii_case(range))
            && language.as_bytes().get(range.len()) == Some(&b'-')
    })
}

/// RFC 9110 §12.4.2, in thousandths; what is no quality is none.
fn quality(parameter: &str) -> u16 {
    let Some((name, value)) = parameter.split_once('=') else {
        return 0;
    };
    if !name.trim().eq_ignore_ascii_case("q") {
        return 0;
    }
    match value.trim().parse::<f32>() {
        Ok(value) if (0.0..=1.0).contains(&value) => (value * 1000.0).round() as u16,
        _ => 0,
    }
}

/// As many ranges are read; browsers send fewer than ten.
const MOST: usize = 32;

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn asked(values: &[&str], languages: &[&str]) -> usize {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(
                ACCEPT_LANGUAGE,
                HeaderValue::from_bytes(value.as_bytes()).unwrap(),
            );
        }
        preferred(&headers, languages)
    }

    #[test]
    fn the_best_language_that_is_there_is_spoken() {
        let languages = ["en", "de", "pt-BR"];
        for (value, expected) in [
            ("de", 1),
            ("DE", 1),
            ("de-AT", 1),
            ("de-Latn-AT-1996", 1),
            ("fr, de;q=0.5, en;q=0.3", 1),
            ("en;q=0.3, de;q=0.5", 1),
            ("de;q=0.5, en;q=0.5", 1),
            ("en, de", 0),
            ("pt", 2),
            ("pt-BR", 2),
            ("fr-CH, fr;q=0.9, *;q=0.5", 0),
            ("de;q=0", 0),
            ("de;q=0, pt;q=0.001", 2),
        ] {
            assert_eq!(asked(&[value], &languages), expected, "{value}");
        }
        assert_eq!(asked(&["fr", "de"], &languages), 1);
    }

    #[test]
    fn whoever_asks_for_nothing_that_is_there_is_spoken_to_in_the_first() {
        let languages = ["de", "en"];
        for value in [
            "",
            "fr",
            "d",
            "deu",
            "de_DE",
            "en;q=2",
            "en;q=x",
            "en;q",
            "en;q=NaN",
            "en;q=-1",
            ";q=1",
            "-",
            "--",
            "en;x=1",
            "\u{e9}",
            "e\u{301}-de",
        ] {
            assert_eq!(asked(&[value], &languages), 0, "{value}");
        }
        assert_eq!(asked(&[], &languages), 0);
        assert_eq!(asked(&["de"], &[]), 0);
    }

    #[test]
    fn a_long_list_is_not_read_to_its_end() {
        let long = format!("{}de", "fr,".repeat(MOST));
        assert_eq!(asked(&[&long], &["en", "de"]), 0);
    }
}
