//! The open redirects of fifteen years of advisories, by their construction.

/// All of them.
pub(crate) fn all() -> Vec<String> {
    let mut payloads = Vec::new();

    // A host behind something that is not quite two slashes.
    let hosts = [
        "evil.test",
        "evil.test/x",
        "evil.test:443/x",
        "evil%2etest",
        "@evil.test",
        "app.test@evil.test",
    ];
    let before_a_host = [
        "//",
        "///",
        "////",
        "/////",
        "/\\",
        "\\/",
        "\\\\",
        "/\\/",
        "\\/\\/",
        "//\\",
        "\\\\//",
        "/\\\\",
        "/\t/",
        "/\n/",
        "/\r/",
        "/\r\n/",
        "/\0/",
        "/\u{b}/",
        "/ /",
        "\t//",
        "\n//",
        " //",
        "\u{a0}//",
        "/\t\\",
        "/%09/",
        "/%0a/",
        "/%0d/",
        "/%0d%0a/",
        "/%00/",
        "/%5c",
        "/%5C",
        "/%5c/",
        "%5c%5c",
        "%2f%2f",
        "/%2f",
        "/%2F",
        "/%2f%2f",
        "/%2f/",
        "/.//",
        "/./\\",
        "/..//",
        "/../\\",
        "/a/..//",
        "/%2e//",
        "/%2e%2e//",
        "/.%2e//",
        "//%2f",
        "/%2f/%2e%2e",
        "//app.test/%2e%2e/",
        "/\u{ff0f}",
        "/\u{2215}",
        "\u{ff0f}\u{ff0f}",
        "/\u{200b}/",
        ".//",
        "..//",
        "./\\",
        "?//",
        "#//",
        "@",
        ":",
        ";//",
        "x://",
        "http:",
        "https:",
        "https:/",
        "https://",
        "https:///",
        "https:\\\\",
        "https:/\\",
        "http://",
        "HTTPS://",
        "hTTps://",
        "ftp://",
        "ws://",
        "https://app.test@",
        "https://app.test:443@",
        "https://app.test%40",
        "https://app.test\\@",
        "https://app.test%00.",
        "https://app.test.",
        "https://app.test-",
        "https://evil-app.test.",
        "https://app.test\t.",
        "https://xn--app-.test.",
        "https://[::1].",
        "http://localhost.",
        "http://127.0.0.1.",
        "http://localhost@",
    ];
    for host in hosts {
        payloads.extend(before_a_host.map(|before| format!("{before}{host}")));
    }

    // Hosts that resemble the own one, or one of the list.
    for host in [
        "evil-app.test",
        "app.test.evil.test",
        "app.testevil.test",
        "xapp.test",
        "app.test.",
        "app.test..",
        "APP.TEST",
        "app%2etest",
        "app\u{3002}test",
        "app.tes\u{ff54}",
        "xn--app-.test",
        "xn--app-.xn--test-",
        "[app.test]",
        "app.test:80",
        "app.test:0443",
        "app.test:",
        "preview.acme.example",
        "a.b.preview.acme.example",
        "evilpreview.acme.example",
        "x.preview.acme.example.evil.test",
        "xn--bcher-kva.preview.acme.example",
        "*.preview.acme.example",
        "-.preview.acme.example",
        "_.preview.acme.example",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "127.1",
        "[::ffff:127.0.0.1]",
        "[::1",
        "::1",
    ] {
        payloads.extend(["", "/", "/x", "?x", "#x"].map(|rest| format!("https://{host}{rest}")));
    }

    // Schemes that run or show something, as written and as browsers still read them.
    for scheme in [
        "javascript:",
        "data:text/html,",
        "vbscript:",
        "blob:",
        "file:///",
        "about:",
        "view-source:",
        "intent:",
    ] {
        let shouted = scheme.to_uppercase();
        let torn = format!("{}\t{}", &scheme[..2], &scheme[2..]);
        for scheme in [
            scheme,
            &shouted,
            &torn,
            &format!(" {scheme}"),
            &format!("\u{1}{scheme}"),
        ] {
            payloads.extend(
                ["alert(1)", "//app.test/%0aalert(1)", "https://app.test/"]
                    .map(|rest| format!("{scheme}{rest}")),
            );
        }
    }

    // Header lines, and what is no text at all.
    payloads.extend(
        [
            "/ok%0d%0aSet-Cookie:%20a=b",
            "/ok\r\nSet-Cookie: a=b",
            "/ok%0aLocation:%20//evil.test",
            "/ok?x=%0d%0aSet-Cookie:%20a=b",
            "/ok%E5%98%8D%E5%98%8A\u{85}",
            "/ok%c2%85",
            "%",
            "/%",
            "/%u002f",
            "%ff%fe",
            "/%ff%fe",
            "/%c0%af",
            "http://[::1",
            "",
            " ",
            "\0",
        ]
        .map(String::from),
    );
    payloads
}
