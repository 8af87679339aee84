//! What a server of somebody else's sees of a provider: requests that no browser makes.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use url::Url;
use url::form_urlencoded::{Serializer, byte_serialize};

/// The status that a resource answers with to this bearer token.
pub(crate) async fn get(url: &str, bearer: &str) -> u16 {
    send("GET", url, &format!("Bearer {bearer}"), "").await
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
    send("POST", url, &format!("Basic {pair}"), &body).await
}

async fn send(method: &str, url: &str, authorization: &str, body: &str) -> u16 {
    let url = Url::parse(url).unwrap();
    let (host, port) = (url.host_str().unwrap(), url.port().unwrap());
    let mut stream = TcpStream::connect((host, port)).await.unwrap();
    let request = format!(
        "{method} {} HTTP/1.0\r\nHost: {host}:{port}\r\nAuthorization: {authorization}\r\n\
        Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
        url.path(),
        body.len(),
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    let answer = String::from_utf8(answer).unwrap();
    let status = answer.split(' ').nth(1).map(str::parse);
    status
        .unwrap_or_else(|| panic!("no status in {answer:?}"))
        .unwrap()
}
