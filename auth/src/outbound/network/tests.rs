use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{RootCertStore, ServerConfig};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

use super::*;
use crate::outbound::{Endpoint, Outbound, OutboundError, Outgoing};

/// What is served at the other end of the connection.
enum Server {
    Tls(&'static [u8]),
    Plain,
    /// Answers every ClientHello with the ServerHello of TLS 1.1.
    Tls11,
}

/// Serves one connection and says which port it is on.
async fn serve(server: Server) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        match server {
            Server::Tls(certificate) => {
                if let Ok(stream) = acceptor(certificate).accept(stream).await {
                    answer(stream).await;
                }
            }
            Server::Plain => answer(stream).await,
            Server::Tls11 => answer_as_tls_1_1(stream).await,
        }
    });
    port
}

fn acceptor(certificate: &'static [u8]) -> TlsAcceptor {
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(KEY));
    let configuration = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![CertificateDer::from(certificate)], key)
        .unwrap();
    TlsAcceptor::from(Arc::new(configuration))
}

async fn answer(mut stream: impl tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin) {
    let mut request = [0; 4096];
    let read = stream.read(&mut request).await.unwrap_or(0);
    if request[..read].starts_with(b"GET / HTTP/1.1\r\n") {
        let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}";
        stream.write_all(answer).await.unwrap();
    }
    stream.shutdown().await.ok();
}

async fn answer_as_tls_1_1(mut stream: TcpStream) {
    let mut hello = [0; 4096];
    assert_ne!(stream.read(&mut hello).await.unwrap(), 0);
    let mut body = vec![3, 2];
    body.extend([7; 32]);
    body.extend([0, 0x00, 0x2f, 0]);
    let mut record = vec![22, 3, 2, 0, body.len() as u8 + 4, 2, 0, 0, body.len() as u8];
    record.extend(body);
    stream.write_all(&record).await.unwrap();
    // The client hangs up.
    let _ = stream.read(&mut hello).await;
}

/// Asks a server, trusting the authority of the test certificates.
async fn ask(scheme: &str, server: Server) -> Result<u16, OutboundError> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from(AUTHORITY)).unwrap();
    let configuration = tls()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    ask_by(NetworkClient::with_tls(configuration), scheme, server).await
}

async fn ask_by(client: NetworkClient, scheme: &str, server: Server) -> Result<u16, OutboundError> {
    let port = serve(server).await;
    let endpoint = Endpoint::parse(&format!("{scheme}://localhost:{port}/")).unwrap();
    let answer = Outbound::new(Arc::new(client))
        .send(Outgoing::get(&endpoint))
        .await?;
    answer.json_object().unwrap();
    Ok(answer.status().as_u16())
}

fn refusal(result: Result<u16, OutboundError>) -> String {
    match result {
        Err(error @ OutboundError::Connection(_)) => error.to_string(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_trusted_server_is_reached() {
    assert_eq!(ask("https", Server::Tls(TRUSTED)).await.unwrap(), 200);
}

#[tokio::test]
async fn plain_http_reaches_this_machine() {
    assert_eq!(ask("http", Server::Plain).await.unwrap(), 200);
}

/// PF-12
#[tokio::test]
async fn an_expired_certificate_is_refused_and_the_error_says_so() {
    let text = refusal(ask("https", Server::Tls(EXPIRED)).await);
    assert!(text.contains("expired"), "{text}");
}

/// PF-12
#[tokio::test]
async fn a_certificate_for_another_name_is_refused_and_the_error_says_so() {
    let text = refusal(ask("https", Server::Tls(OTHER_NAME)).await);
    assert!(text.contains("not valid for name"), "{text}");
}

/// PF-12
#[tokio::test]
async fn an_unknown_authority_is_refused_and_the_error_says_so() {
    let client = NetworkClient::new().unwrap();
    let text = refusal(ask_by(client, "https", Server::Tls(TRUSTED)).await);
    assert!(text.contains("UnknownIssuer"), "{text}");
}

/// PF-12
#[tokio::test]
async fn tls_1_1_is_refused() {
    let text = refusal(ask("https", Server::Tls11).await);
    assert!(text.contains("peer is incompatible"), "{text}");
}

/// PF-12: no fallback to plain text.
#[tokio::test]
async fn https_never_becomes_http() {
    refusal(ask("https", Server::Plain).await);
}

const AUTHORITY: &[u8] = include_bytes!("../testdata/ca.der");
const TRUSTED: &[u8] = include_bytes!("../testdata/trusted.der");
const EXPIRED: &[u8] = include_bytes!("../testdata/expired.der");
const OTHER_NAME: &[u8] = include_bytes!("../testdata/other-name.der");
const KEY: &[u8] = include_bytes!("../testdata/server-key.der");
