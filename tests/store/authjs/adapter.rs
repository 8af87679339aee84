//! An adapter of Auth.js, called as `@auth/core` calls it.

use std::process::Stdio;

use serde_json::Value;
use tokio::io::AsyncWriteExt;
use tokio::process::Command;

use crate::world::Layout;

/// Calls a method; what it answers.
pub(crate) async fn call(layout: Layout, url: &str, method: &str, arguments: Value) -> Value {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../interop");
    let mut child = Command::new("node")
        .arg("authjs-tables/adapter.mjs")
        .args([layout.name(), url, method])
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .expect("Node.js, which ./tests/run installs");
    let mut stdin = child.stdin.take().unwrap();
    stdin
        .write_all(arguments.to_string().as_bytes())
        .await
        .unwrap();
    drop(stdin);
    let output = child.wait_with_output().await.unwrap();
    assert!(output.status.success(), "{method}, see above");
    serde_json::from_slice(&output.stdout).unwrap()
}
