//! What a server of somebody else's sees of a provider: requests that no browser makes.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use url::Url;
use url::form_urlencoded::{Serializer, byte_serialize};

/// The status that a resource answers with to this bearer token.
pub(crate) async fn get(url: &str, bearer: &str) -> u16 {
    let header = format!("Authorization: Bearer {bearer}\r\n");
    send("GET", url, &header, "").await.status
}

/// What a resource answers to a token with a proof (RFC 9449 §7).
pub(crate) async fn prove(url: &str, authorization: &str, proof: &str) -> Answer {
    let headers = format!("Authorization: {authorization}\r\nDPoP: {proof}\r\n");
    send("GET", url, &headers, "").await
}

/// As much of an answer as matters here.
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// The nonce for the next proof.
    pub(crate) dpop_nonce: Option<String>,
}

/// The status of a form that a client posts, with its id and its secret in a header.
pub(crate) async fn post(url: &str, client: (&str, &str), form: &[(&str, &str)]) -> u16 {
    let encoded = |text: &str| {
        let form: String = byte_serialize(text.as_bytes()).collect();
        form.replace('+', "%20")
    };
    let pair = format!("{}:{}", encoded(client.0), encoded(client.1));
    let pair = base64_simd::STANDARD.encode_to_string(pair);
    let body = Serializer::new(String::new()).extend_pairs(form).finish();
    let header = format!("Authorization: Basic {pair}\r\n");
    send("POST", url, &header, &body).await.status
}

async fn send(method: &str, url: &str, headers: &str, body: &str) -> Answer {
    let url = Url::parse(url).unwrap();
    let (host, port) = (url.host_str().unwrap(), url.port().unwrap());
    let mut stream = TcpStream::connect((host, port)).await.unwrap();
    let request = format!(
        "{method} {} HTTP/1.0\r\nHost: {host}:{port}\r\n{headers}\
        Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
        url.path(),
        body.len(),
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    let answer = String::from_utf8(answer).unwrap();
    let status = answer.split(' ').nth(1).map(str::parse);
    let status = status.unwrap_or_else(|| panic!("no status in {answer:?}"));
    let (head, _) = answer.split_once("\r\n\r\n").expect("a head");
    let nonce = head.lines().find_map(|line| {
        let (name, value) = line.split_once(": ")?;
        name.eq_ignore_ascii_case("dpop-nonce")
            .then(|| value.to_owned())
    });
    Answer {
        status: status.unwrap(),
        dpop_nonce: nonce,
    }
}
