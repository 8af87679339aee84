//! Connections that a browser keeps open.

use serde_json::json;

use crate::app::App;
use crate::browser::Person;
use crate::parts::Parts;
use crate::tests;

tests![
    a_socket_and_a_stream_of_events_end_with_the_session,
    a_page_of_another_origin_gets_no_socket_though_the_browser_sends_its_cookies,
];

/// Whatever the browser lets a page see.
const CONNECTS: &str = "
    window.said = [];
    window.socket = new WebSocket(location.origin.replace('http', 'ws') + '/socket');
    socket.onmessage = ({ data }) => said.push(data);
    socket.onclose = ({ code, reason }) => { window.goodbye = [code, reason] };
    await new Promise((resolve) => { socket.onopen = resolve });
    socket.send('hello');
    window.events = new EventSource('/events');
    events.onmessage = ({ data }) => said.push(data);";

async fn a_socket_and_a_stream_of_events_end_with_the_session(parts: &'static Parts) {
    let app = App::start_alone(|app| app).await;
    let report = Person::at(&app.origin, "live")
        .opens("/client/live")
        .presses("Enter")
        .presses("Ada Lovelace")
        .runs("connects", CONNECTS)
        .waits_until("said.length === 2")
        .runs("said", "return said.sort()")
        .runs("open", "return [socket.readyState, events.readyState]")
        .in_tab(1)
        .opens("/account/private")
        .presses("Leave")
        .in_tab(0)
        .waits_until("window.goodbye !== undefined")
        // It asks once more by itself, and is told that nobody is signed in.
        .waits_until("events.readyState === EventSource.CLOSED")
        .runs("closed", "return goodbye")
        .done(parts)
        .await;
    assert_eq!(*report.value("said"), json!(["Ada Lovelace", "hello"]));
    assert_eq!(*report.value("open"), json!([1, 1]));
    assert_eq!(
        *report.value("closed"),
        json!([1008, "the session was ended"])
    );
}

/// RFC 6455 §10.2. Another port of the same host is another origin, and the same site: `SameSite` keeps nothing out.
async fn a_page_of_another_origin_gets_no_socket_though_the_browser_sends_its_cookies(
    parts: &'static Parts,
) {
    let app = App::start_alone(|app| app).await;
    let other = App::start_alone(|app| app).await;
    let connects = format!(
        "const socket = new WebSocket('{}/socket');
        return new Promise((resolve) => {{
            socket.onopen = () => resolve('open');
            socket.onerror = () => resolve('refused');
        }})",
        app.origin.replace("http", "ws"),
    );
    let report = Person::at(&app.origin, "live-elsewhere")
        .opens("/client/live")
        .presses("Enter")
        .presses("Ada Lovelace")
        .runs("own page", &connects)
        .opens_outside(&format!("{}/client/live", other.origin))
        // The two have one secret, so what it is shown says that the cookies are sent there.
        .runs("cookies", "return auth.getSession()")
        .runs("page of another origin", &connects)
        .done(parts)
        .await;
    assert_eq!(*report.value("own page"), json!("open"));
    assert_eq!(report.value("cookies")["user"]["name"], "Ada Lovelace");
    assert_eq!(*report.value("page of another origin"), json!("refused"));
}
