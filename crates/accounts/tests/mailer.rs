//! Mail, against a small server that keeps what it is given.
#![allow(clippy::unwrap_used)]

use accounts::{MailError, Mailer, Smtp};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// A server for one connection. Answers `no` to letters where one is given. Returns its address, and later everything it was told.
async fn server(no: Option<&'static str>) -> (String, JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("smtp://{}", listener.local_addr().unwrap());
    let told = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let mut stream = BufReader::new(stream);
        stream.write_all(b"220 here\r\n").await.unwrap();
        let (mut told, mut in_letter) = (Vec::new(), false);
        loop {
            let mut line = String::new();
            if stream.read_line(&mut line).await.unwrap_or(0) == 0 {
                return told;
            }
            let line = line.trim_end().to_owned();
            let answer = match line.split([' ', ':']).next().unwrap() {
                "." if in_letter => {
                    in_letter = false;
                    "250 taken"
                }
                _ if in_letter => "",
                "EHLO" => "250-here\r\n250 AUTH PLAIN",
                "AUTH" => "235 welcome",
                "RCPT" if no.is_some() => no.unwrap(),
                "DATA" => {
                    in_letter = true;
                    "354 go on"
                }
                "QUIT" => "221 bye",
                _ => "250 yes",
            };
            told.push(line);
            if !answer.is_empty() {
                stream.write_all(format!("{answer}\r\n").as_bytes()).await.unwrap();
            }
        }
    });
    (address, told)
}

/// Lines of a letter as they are read: without the dots of SMTP (RFC 5321, 4.5.2) and the quoting of MIME (RFC 2045, 6.7).
fn readable(lines: &[String]) -> String {
    let lines: Vec<&str> = lines.iter().map(|line| line.strip_prefix('.').unwrap_or(line)).collect();
    let text = lines.join("\n").replace("=\n", "");
    let (mut bytes, mut rest) = (Vec::new(), text.as_bytes());
    while let [first, after @ ..] = rest {
        let quoted = after.get(..2).filter(|_| *first == b'=').and_then(|digits| std::str::from_utf8(digits).ok());
        match quoted.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => (bytes.push(byte), rest = &after[2..]),
            None => (bytes.push(*first), rest = after),
        };
    }
    String::from_utf8(bytes).unwrap()
}

fn smtp(address: &str) -> Smtp {
    Smtp {
        address: address.to_owned(),
        user: Some(("liaowang".into(), "the password of the server".to_owned().into())),
        from: "Liaowang 瞭望 <no-reply@example.org>".into(),
    }
}

#[tokio::test]
async fn a_letter_arrives_as_it_was_written() {
    let (address, told) = server(None).await;
    let settings = smtp(&address);
    assert!(!format!("{settings:?}").contains("the password"));
    let mailer = Mailer::new(&settings).unwrap();
    let body = "您好！\n.\nA line with a dot only was before this.\nhttps://example.org/verify?token=abc\n";
    mailer.send("anna@example.com", "确认您的邮箱\r\nBcc: other@example.com", body).await.unwrap();
    drop(mailer);
    let told = told.await.unwrap();
    let said = |line: &str| told.iter().any(|told| told == line);
    assert!(said("MAIL FROM:<no-reply@example.org>") && said("RCPT TO:<anna@example.com>"), "{told:#?}");
    let auth = told.iter().find_map(|line| line.strip_prefix("AUTH PLAIN ")).unwrap();
    assert_eq!(STANDARD.decode(auth).unwrap(), b"\0liaowang\0the password of the server");
    let header = |name: &str| told.iter().find_map(|line| line.strip_prefix(name)).map(str::to_owned);
    assert!(header("Message-ID: <").unwrap().ends_with("@example.org>"));
    assert!(header("Date: ").is_some() && header("Subject: ").is_some() && header("Bcc").is_none());
    assert_eq!(header("Content-Transfer-Encoding: ").as_deref(), Some("quoted-printable"));
    let blank = told.iter().position(String::is_empty).unwrap();
    let end = told.iter().rposition(|line| line == ".").unwrap();
    assert_eq!(readable(&told[blank + 1..end]), body);
}

#[tokio::test]
async fn what_the_server_refuses_is_told_with_its_words() {
    for (answer, for_good) in [("550 no such mailbox", true), ("451 try later", false)] {
        let (address, told) = server(Some(answer)).await;
        let refused = Mailer::new(&smtp(&address)).unwrap().send("anna@example.com", "x", "y").await;
        let Err(MailError::Refused { reason, for_good: said }) = refused else { panic!("{refused:?}") };
        assert_eq!(said, for_good);
        assert!(reason.contains(&answer[4..]), "{reason}");
        told.abort();
    }
}

#[tokio::test]
async fn wrong_settings_and_addresses_are_told_apart() {
    let mut wrong = smtp("smtp://127.0.0.1:1");
    wrong.from = "nobody".into();
    assert!(matches!(Mailer::new(&wrong), Err(MailError::Settings(_))));
    assert!(matches!(Mailer::new(&smtp("mail.example.org")), Err(MailError::Settings(_))));
    let mailer = Mailer::new(&smtp("smtp://127.0.0.1:1")).unwrap();
    assert!(matches!(mailer.send("nobody", "x", "y").await, Err(MailError::Letter { .. })));
    let unreachable = mailer.send("anna@example.com", "x", "y").await;
    assert!(matches!(unreachable, Err(MailError::Refused { for_good: false, .. })), "{unreachable:?}");
}
