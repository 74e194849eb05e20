use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::thread::JoinHandle;

use super::*;

fn letter() -> Outgoing {
    Outgoing {
        id: "0190-abc".to_owned(),
        to: "sample@hospital.example".to_owned(),
        to_name: "示例·张三".to_owned(),
        subject: "出科审核：示例".to_owned(),
        text: "您好，\n请审核。\n".to_owned(),
        html: None,
        language: Language::Chinese,
        written_at: "2026-03-01T00:30:00Z".parse().expect("an instant"),
    }
}

fn line<'a>(raw: &'a str, header: &str) -> &'a str {
    raw.lines().find_map(|line| line.strip_prefix(header)).unwrap_or_else(|| panic!("no {header} in {raw}"))
}

#[tokio::test]
async fn a_letter_in_memory_is_what_would_go_out() {
    let transport = Transport::memory();
    transport.clone().send(letter()).await.expect("taken");
    let [sent] = <[Sent; 1]>::try_from(transport.sent()).expect("one letter");
    assert_eq!(sent.letter, letter());
    assert_eq!(sent.message_id, "<0190-abc@xinglin.example>");
    assert_eq!(line(&sent.raw, "Message-ID: "), "<0190-abc@xinglin.example>");
    assert_eq!(line(&sent.raw, "Date: "), "Sun, 01 Mar 2026 00:30:00 +0000");
    assert_eq!(line(&sent.raw, "From: "), "no-reply@xinglin.example");
    assert_eq!(line(&sent.raw, "Content-Language: "), "zh");
    assert_eq!(line(&sent.raw, "Auto-Submitted: "), "auto-generated");
    // 出科审核：示例 and 示例·张三 in RFC 2047's base64 form.
    assert_eq!(line(&sent.raw, "Subject: "), "=?utf-8?b?5Ye656eR5a6h5qC477ya56S65L6L?=");
    assert_eq!(line(&sent.raw, "To: "), "=?utf-8?b?56S65L6LwrflvKDkuIk=?= <sample@hospital.example>");
}

#[tokio::test]
async fn a_letter_with_html_has_both_forms() {
    let transport = Transport::memory();
    transport.send(Outgoing { html: Some("<p>请审核。</p>".to_owned()), ..letter() }).await.expect("taken");
    let raw = transport.sent().remove(0).raw;
    let kinds: Vec<_> = raw.lines().filter(|line| line.starts_with("Content-Type:")).collect();
    assert_eq!(kinds.len(), 3);
    assert!(kinds[0].starts_with("Content-Type: multipart/alternative;"), "{}", kinds[0]);
    assert_eq!(kinds[1], "Content-Type: text/plain; charset=utf-8");
    assert_eq!(kinds[2], "Content-Type: text/html; charset=utf-8");
}

#[tokio::test]
async fn a_line_break_begins_no_header() {
    let transport = Transport::memory();
    let subject = "a\r\nBcc: other@hospital.example".to_owned();
    let to_name = "b\nBcc: other@hospital.example".to_owned();
    transport.send(Outgoing { to_name, subject, ..letter() }).await.expect("taken");
    let raw = transport.sent().remove(0).raw;
    assert_eq!(line(&raw, "Subject: "), "a Bcc: other@hospital.example");
    assert!(!raw.lines().any(|line| line.starts_with("Bcc")), "{raw}");
}

#[tokio::test]
async fn what_can_never_be_sent_is_permanent() {
    let transport = Transport::memory();
    for to in ["", "nobody", "a@b@c", "a b@hospital.example", "a@hospital.example\r\nBcc: x@y.example"] {
        let error =
            transport.send(Outgoing { to: to.to_owned(), ..letter() }).await.expect_err("no such address");
        let message = Message::new("platform-mail-address").with("address", to);
        assert_eq!(error, MailError::Permanent(message), "{to:?}");
    }
    for id in ["", "../x", "a b", "a\n"] {
        let error =
            transport.send(Outgoing { id: id.to_owned(), ..letter() }).await.expect_err("no stable id");
        assert!(!error.is_transient(), "{id:?}");
    }
    assert_eq!(transport.sent(), []);
}

#[tokio::test]
async fn memory_fails_when_told_to() {
    let transport = Transport::memory();
    let error = MailError::Transient(Message::new("platform-mail-unavailable").with("reason", "busy"));
    transport.fail_next(error.clone());
    assert_eq!(transport.send(letter()).await, Err(error));
    assert_eq!(transport.sent(), []);
    assert_eq!(transport.send(letter()).await, Ok(()));
    assert_eq!(transport.sent().len(), 1);
}

#[tokio::test]
async fn a_folder_holds_one_file_for_each_letter() {
    let place = tempfile::tempdir().expect("a folder");
    let folder = place.path().join("mail");
    let transport = Transport::folder(&folder, "杏林 <xinglin@hospital.example>", "hospital.example");
    let transport = transport.expect("a transport");
    transport.send(letter()).await.expect("written");
    transport.send(letter()).await.expect("and again");
    let names: Vec<_> = std::fs::read_dir(&folder)
        .expect("the folder")
        .map(|entry| entry.expect("a file").file_name().into_string().expect("a name"))
        .collect();
    assert_eq!(names, ["0190-abc.eml"]);
    let raw = std::fs::read_to_string(folder.join("0190-abc.eml")).expect("the letter");
    assert_eq!(line(&raw, "Message-ID: "), "<0190-abc@hospital.example>");
    assert_eq!(line(&raw, "From: "), "=?utf-8?b?5p2P5p6X?= <xinglin@hospital.example>");
}

#[tokio::test]
async fn a_folder_that_cannot_be_written_is_transient() {
    let place = tempfile::tempdir().expect("a folder");
    let occupied = place.path().join("occupied");
    std::fs::write(&occupied, "").expect("a file in the way");
    let transport = Transport::folder(occupied.join("mail"), "a@hospital.example", "hospital.example");
    let error = transport.expect("a transport").send(letter()).await.expect_err("no folder");
    assert!(error.is_transient());
    assert_eq!(error.message().key(), "platform-mail-folder");
}

#[tokio::test]
async fn what_is_configured_wrongly_is_said_at_once() {
    let sender = Transport::folder("mail", "nobody", "hospital.example").expect_err("no sender");
    assert_eq!(sender, Message::new("platform-mail-sender").with("sender", "nobody"));
    for url in ["", "http://host", "smtp://host?tls=perhaps"] {
        let refused = Transport::smtp(url, "a@hospital.example", "hospital.example").expect_err("no server");
        assert_eq!(refused, Message::new("platform-mail-url"), "{url:?}");
    }
    let transport = Transport::smtp("smtp://u:s3cret@host", "a@hospital.example", "hospital.example");
    assert_eq!(format!("{:?}", transport.expect("a server")), "Transport { channel: \"server\", .. }");
}

/// A server that answers one connection: `recipient` to RCPT, and yes to everything else. It ends with the connection
/// and returns the letter it took.
fn server(recipient: &'static str) -> (String, JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("smtp://{}", listener.local_addr().expect("an address"));
    let handle = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a client");
        let mut lines = BufReader::new(stream.try_clone().expect("a reader")).lines();
        let mut letter = String::new();
        stream.write_all(b"220 sample ESMTP\r\n").expect("greeted");
        while let Some(Ok(line)) = lines.next() {
            let answer = match line.split([' ', ':']).next().unwrap_or_default() {
                "RCPT" => recipient,
                "DATA" => {
                    stream.write_all(b"354 go on\r\n").expect("asked");
                    for line in lines.by_ref().map_while(Result::ok).take_while(|line| line != ".") {
                        letter.push_str(&line);
                        letter.push('\n');
                    }
                    "250 taken"
                }
                "QUIT" => break,
                _ => "250 fine",
            };
            stream.write_all(format!("{answer}\r\n").as_bytes()).expect("answered");
        }
        letter
    });
    (url, handle)
}

#[tokio::test]
async fn a_server_takes_the_letter() {
    let (url, server) = server("250 fine");
    let transport = Transport::smtp(&url, "a@hospital.example", "hospital.example").expect("a transport");
    transport.send(letter()).await.expect("taken");
    drop(transport);
    let taken = tokio::task::spawn_blocking(|| server.join()).await.expect("joined").expect("no panic");
    assert_eq!(line(&taken, "Message-ID: "), "<0190-abc@hospital.example>");
}

#[tokio::test]
async fn a_server_that_is_busy_is_transient_and_one_that_refuses_is_permanent() {
    for (answer, is_transient) in
        [("451 try later", true), ("550 no such user", false), ("535 bad password", true)]
    {
        let (url, _) = server(answer);
        let transport = Transport::smtp(&url, "a@hospital.example", "hospital.example").expect("a transport");
        let error = transport.send(letter()).await.expect_err("refused");
        assert_eq!(error.is_transient(), is_transient, "{answer}: {error}");
    }
}

#[tokio::test]
async fn a_server_that_is_away_is_transient() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("smtp://{}", listener.local_addr().expect("an address"));
    drop(listener);
    let transport = Transport::smtp(&url, "a@hospital.example", "hospital.example").expect("a transport");
    let error = transport.send(letter()).await.expect_err("nobody answers");
    assert_eq!(error.message().key(), "platform-mail-unavailable");
    assert!(error.is_transient());
}
