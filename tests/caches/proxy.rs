//! A cache in front of an application, with a folder of its own, gone when it is dropped.

use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};
use tokio::time::Instant;

/// Which one, and what it keeps.
#[derive(Debug, Clone, Copy)]
pub enum Cache {
    /// nginx, told to keep whatever does not forbid it, cookies or not.
    NginxGreedy,
    /// Varnish with its own rules, which ask the application whenever there is a cookie.
    VarnishAsInstalled,
    /// Varnish, told to keep whatever does not forbid it, cookies or not.
    VarnishGreedy,
}

/// A cache that runs.
#[derive(Debug)]
pub struct Proxy {
    address: SocketAddr,
    folder: PathBuf,
    _server: Child,
}

/// What came.
#[derive(Debug)]
pub struct Answer {
    pub head: String,
    pub body: String,
}

impl Cache {
    pub fn program(self) -> &'static str {
        match self {
            Self::NginxGreedy => "nginx",
            Self::VarnishAsInstalled | Self::VarnishGreedy => "varnishd",
        }
    }

    pub fn is_here(self) -> bool {
        self.executable().is_some()
    }

    fn executable(self) -> Option<PathBuf> {
        let folders = std::env::var_os("PATH").unwrap_or_default();
        std::env::split_paths(&folders)
            .chain([PathBuf::from("/usr/sbin"), PathBuf::from("/usr/local/sbin")])
            .map(|folder| folder.join(self.program()))
            .find(|file| file.is_file())
    }

    fn command(self, folder: &Path, own: SocketAddr, behind: SocketAddr) -> Command {
        let mut command = Command::new(self.executable().expect("it is here"));
        match self {
            Self::NginxGreedy => {
                let file = folder.join("nginx.conf");
                std::fs::write(&file, nginx(folder, own, behind)).unwrap();
                command
                    .arg("-p")
                    .arg(folder)
                    .arg("-e")
                    .arg("stderr")
                    .arg("-c")
                    .arg(file);
            }
            Self::VarnishAsInstalled | Self::VarnishGreedy => {
                command.args([
                    "-F",
                    "-j",
                    "none",
                    "-s",
                    "malloc,16m",
                    "-a",
                    &own.to_string(),
                ]);
                command.arg("-n").arg(folder.join("varnish"));
                if matches!(self, Self::VarnishAsInstalled) {
                    command.args(["-b", &behind.to_string()]);
                } else {
                    let file = folder.join("greedy.vcl");
                    std::fs::write(&file, varnish(behind)).unwrap();
                    command.arg("-f").arg(file);
                }
            }
        }
        command
    }
}

impl Proxy {
    pub async fn start(cache: Cache, behind: SocketAddr) -> Self {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let number = NUMBER.fetch_add(1, Ordering::SeqCst);
        let name = format!("auth-cache-{}-{number}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&folder).unwrap();
        let free = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = free.local_addr().unwrap();
        drop(free);
        let server = cache
            .command(&folder, address, behind)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let proxy = Self {
            address,
            folder,
            _server: server,
        };
        let began = Instant::now();
        while TcpStream::connect(address).await.is_err() {
            assert!(began.elapsed() < PATIENCE, "{cache:?} does not start");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        proxy
    }

    /// What somebody with these cookies gets.
    pub async fn get(&self, path: &str, cookie: Option<&str>) -> Answer {
        let cookie = cookie.map_or(String::new(), |cookie| format!("Cookie: {cookie}\r\n"));
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: localhost:3000\r\nAccept: text/html\r\n{cookie}Connection: close\r\n\r\n"
        );
        let mut connection = TcpStream::connect(self.address).await.unwrap();
        connection.write_all(request.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        let read = connection.read_to_end(&mut answer);
        let read = tokio::time::timeout(PATIENCE, read).await;
        read.expect("an answer in time").unwrap();
        let text = String::from_utf8(answer).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").expect("an answer");
        Answer {
            head: head.to_owned(),
            body: body.to_owned(),
        }
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn nginx(folder: &Path, own: SocketAddr, behind: SocketAddr) -> String {
    let folder = folder.display();
    format!(
        "daemon off; master_process off; pid {folder}/pid; error_log stderr crit; events {{}}
        http {{
            access_log off;
            client_body_temp_path {folder}/a; proxy_temp_path {folder}/b; fastcgi_temp_path {folder}/c;
            uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e;
            proxy_cache_path {folder}/kept keys_zone=kept:1m;
            server {{
                listen {own};
                location / {{
                    proxy_pass http://{behind};
                    proxy_set_header Host $http_host;
                    proxy_cache kept;
                    proxy_cache_key $uri$is_args$args;
                    proxy_cache_valid any 1h;
                    proxy_cache_revalidate on;
                    proxy_ignore_headers Set-Cookie;
                }}
            }}
        }}"
    )
}

fn varnish(behind: SocketAddr) -> String {
    let (host, port) = (behind.ip(), behind.port());
    format!(
        "vcl 4.1;
        backend default {{ .host = \"{host}\"; .port = \"{port}\"; }}
        sub vcl_recv {{ return (hash); }}
        sub vcl_backend_response {{
            if (beresp.http.Cache-Control ~ \"(?i)no-store|private|no-cache\") {{
                set beresp.uncacheable = true;
            }} else if (beresp.ttl <= 0s || beresp.ttl == 120s) {{
                set beresp.ttl = 1h;
            }}
            return (deliver);
        }}"
    )
}

const PATIENCE: Duration = Duration::from_secs(20);
