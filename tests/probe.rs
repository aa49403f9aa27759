//! Probing servers of this machine: what each kind of answer becomes, in the output and byte for byte in the record.

use std::error::Error;
use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

const STATEMENT: &str = r#"{"resourceType":"CapabilityStatement","fhirVersion":"4.0.1","software":{"name":"Example Server","version":"7.1"}}"#;

/// A server on this machine that answers each request in its own way, and counts them.
struct Server {
    address: String,
    asked: Arc<AtomicUsize>,
}

fn server(answer: impl Fn(&str, &mut TcpStream) + Send + Sync + 'static) -> Outcome<Server> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = format!("http://{}", listener.local_addr()?);
    let asked = Arc::new(AtomicUsize::new(0));
    let (answer, count) = (Arc::new(answer), asked.clone());
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            count.fetch_add(1, Ordering::SeqCst);
            let answer = answer.clone();
            thread::spawn(move || {
                let mut stream = stream;
                let request = request(&mut stream);
                answer(&request, &mut stream);
            });
        }
    });
    Ok(Server { address, asked })
}

/// The head of a request.
fn request(stream: &mut TcpStream) -> String {
    let (mut head, mut byte) = (Vec::new(), [0]);
    while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).is_ok_and(|read| read == 1) {
        head.push(byte[0]);
    }
    String::from_utf8_lossy(&head).into_owned()
}

fn send(stream: &mut TcpStream, status: &str, body: &str) {
    let length = body.len();
    let _ = write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    );
}

fn says(body: &str) -> Outcome<Server> {
    let body = body.to_owned();
    server(move |_, stream| send(stream, "200 OK", &body))
}

/// A workspace with one person who brings these systems.
fn workspace(systems: &str) -> Outcome<tempfile::TempDir> {
    let root = tempfile::tempdir()?;
    fs::write(root.path().join("cxn.yaml"), "{}\n")?;
    let event = root.path().join("events/e");
    fs::create_dir_all(event.join("registrations"))?;
    fs::write(
        event.join("event.yaml"),
        "name: Test\ntimezone: America/New_York\nstarts: 2026-09-19\nends: 2026-09-20\n",
    )?;
    fs::write(event.join("registrations/robin.yaml"), record(systems))?;
    Ok(root)
}

fn record(systems: &str) -> String {
    format!(
        "# brings everything\nname: Robin Example\norganization: Example Health\nsystems:\n{systems}# the end\n"
    )
}

fn read(root: &Path) -> Outcome<String> {
    Ok(fs::read_to_string(
        root.join("events/e/registrations/robin.yaml"),
    )?)
}

fn command(root: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cxn"));
    command
        .args(["systems", "probe", "--event", "e"])
        .args(arguments)
        .current_dir(root)
        .env("CXN_NOW", "2026-08-06T16:00:00Z")
        .env("CXN_CONFIG", "/nonexistent/cxn/config.yaml")
        // Whoever listens there is not asked: a probe goes to the server itself.
        .env("HTTP_PROXY", "http://127.0.0.1:9")
        .env("ALL_PROXY", "http://127.0.0.1:9")
        .env_remove("CI")
        .stdin(Stdio::null());
    command
}

fn probe(root: &Path, arguments: &[&str]) -> Outcome<Output> {
    Ok(command(root, arguments).output()?)
}

/// Probes one system that is said to be ready for R4, and returns the exit code, what was found, and what the record now says of it.
fn found(base: &str) -> Outcome<(Option<i32>, String, String)> {
    let system = format!(
        "  - name: Box\n    base-url: {base}\n    fhir-versions: [R4]\n    status: ready\n"
    );
    let root = workspace(&system)?;
    let arguments = ["--allow-local", "--timeout", "700ms", "--format", "json"];
    let output = probe(root.path(), &arguments)?;
    let rows: serde_json::Value = serde_json::from_slice(&output.stdout)?;
    let found = rows["systems"][0]["found"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    let text = read(root.path())?;
    let probe = text.split("    probe:\n").nth(1).unwrap_or_default();
    let probe = probe.trim_end_matches("# the end\n").to_owned();
    assert_eq!(
        text,
        if probe.is_empty() {
            record(&system)
        } else {
            record(&format!("{system}    probe:\n{probe}"))
        },
        "the rest of the record stays as it was"
    );
    Ok((output.status.code(), found, probe))
}

const AT: &str = "      at: 2026-08-06T12:00:00-04:00\n";

#[test]
fn an_answer_is_recorded_in_place() -> Outcome {
    let server = server(|request, stream| {
        let head = request.to_lowercase();
        let good = head.starts_with("get /fhir/r4/metadata http/1.1\r\n")
            && head.contains("\r\naccept: application/fhir+json, application/json;q=0.9\r\n")
            && !head.contains("authorization")
            && !head.contains("cookie");
        send(
            stream,
            if good { "200 OK" } else { "400 Bad Request" },
            STATEMENT,
        );
    })?;
    // A slash at the end makes no difference.
    for base in ["fhir/r4", "fhir/r4/"] {
        let (code, found, record) = found(&format!("{}/{base}", server.address))?;
        assert_eq!(code, Some(0), "{found}");
        assert_eq!(found, "answered: FHIR 4.0.1, Example Server 7.1");
        assert_eq!(
            record,
            format!(
                "{AT}      outcome: answered\n      fhir-version: '4.0.1'\n      software: Example Server 7.1\n"
            )
        );
    }
    Ok(())
}

#[test]
fn what_is_no_statement_is_told_apart() -> Outcome {
    let too_long = format!("{{\"resourceType\": \"{}\"}}", "x".repeat(1 << 20));
    for (body, outcome, expected) in [
        (
            "<!doctype html><h1>Welcome</h1>",
            "not-fhir",
            "sent no capability statement: HTML or XML instead of JSON",
        ),
        (
            "{\"resourceType\": \"Capab",
            "not-fhir",
            "sent no capability statement: invalid JSON",
        ),
        (
            "",
            "not-fhir",
            "sent no capability statement: an empty answer",
        ),
        (
            "{\"resourceType\": \"Bundle\"}",
            "not-fhir",
            "sent no capability statement: a Bundle, not a CapabilityStatement: the base URL may lack its last part",
        ),
        (
            too_long.as_str(),
            "too-large",
            "sent too much: more than 1 MiB",
        ),
    ] {
        let (code, found, record) = found(&says(body)?.address)?;
        assert_eq!((code, found.as_str()), (Some(1), expected));
        assert_eq!(record, format!("{AT}      outcome: {outcome}\n"));
    }
    Ok(())
}

/// Servers of several versions answer below a part of their address, and with a page, an empty Bundle or an error above it.
#[test]
fn a_server_that_answers_only_below_its_version_is_found_there() -> Outcome {
    let statement = STATEMENT.replace("4.0.1", "4.0.0");
    for (status, above) in [
        ("404 Not Found", ""),
        (
            "200 OK",
            r#"{"resourceType":"Bundle","type":"searchset","total":0}"#,
        ),
        ("200 OK", "<!doctype html><h1>Welcome</h1>"),
    ] {
        let statement = statement.clone();
        let server = server(move |request, stream| {
            if request.starts_with("GET /fhir/4_0_0/metadata ") {
                send(stream, "200 OK", &statement);
            } else {
                send(stream, status, above);
            }
        })?;
        let base = format!("{}/fhir", server.address);
        let system = format!(
            "  - name: Box\n    base-url: {base}\n    fhir-versions: [R4]\n    status: ready\n"
        );
        let root = workspace(&system)?;
        let output = probe(root.path(), &["--allow-local", "--format", "json"])?;
        let rows: serde_json::Value = serde_json::from_slice(&output.stdout)?;
        let row = &rows["systems"][0];
        assert_eq!(row["found"], "answered: FHIR 4.0.0, Example Server 7.1");
        assert_eq!(
            row["differs"],
            serde_json::json!(["answers only below /4_0_0, which its base URL lacks"])
        );
        assert_eq!(output.status.code(), Some(1));
        assert_eq!(server.asked.load(Ordering::SeqCst), 2);
        let at = "      outcome: answered\n      fhir-version: '4.0.0'\n";
        assert!(read(root.path())?.contains(at));
        // What is registered with it is asked once, and 4.0.0 is R4.
        let (code, found, _) = found(&format!("{base}/4_0_0"))?;
        assert_eq!(
            (code, found.as_str()),
            (Some(0), "answered: FHIR 4.0.0, Example Server 7.1")
        );
        assert_eq!(server.asked.load(Ordering::SeqCst), 3);
    }
    Ok(())
}

#[test]
fn a_server_that_knows_only_plain_json_answers() -> Outcome {
    let server = server(|request, stream| {
        let accepts = request.to_lowercase().contains("application/json");
        let status = if accepts {
            "200 OK"
        } else {
            "406 Not Acceptable"
        };
        let length = STATEMENT.len();
        let _ = write!(
            stream,
            "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{STATEMENT}"
        );
    })?;
    let (code, found, _) = found(&server.address)?;
    assert_eq!(
        (code, found.as_str()),
        (Some(0), "answered: FHIR 4.0.1, Example Server 7.1")
    );
    Ok(())
}

#[test]
fn what_a_probe_prints_is_what_its_schema_says() -> Outcome {
    let server = says(STATEMENT)?;
    let systems = format!(
        "  - {{name: Box, base-url: '{}'}}\n  - {{name: Other, base-url: 'javascript:alert(1)'}}\n",
        server.address
    );
    let root = workspace(&systems)?;
    let output = probe(root.path(), &["--allow-local", "--format", "json"])?;
    let document: serde_json::Value = serde_json::from_slice(&output.stdout)?;
    let mut outputs = cxn::render::contract::outputs().into_iter();
    let contract = outputs.find(|output| output.command == "systems probe");
    let contract = contract.ok_or("not in the contract")?;
    let validator = jsonschema::validator_for(&contract.schema())?;
    let errors: Vec<String> = validator
        .iter_errors(&document)
        .map(|error| error.to_string())
        .collect();
    assert!(errors.is_empty(), "{errors:?}");
    let keys: Vec<&str> = contract.parts[0].keys.iter().map(|key| key.name).collect();
    let printed = document["systems"][0].as_object().ok_or("no row")?;
    assert_eq!(printed.keys().collect::<Vec<_>>(), keys);
    Ok(())
}

#[test]
fn errors_of_http_are_named() -> Outcome {
    for status in ["404 Not Found", "401 Unauthorized", "500 Oops"] {
        let server = server(move |_, stream| send(stream, status, STATEMENT))?;
        let (code, found, record) = found(&server.address)?;
        assert_eq!(code, Some(1));
        assert_eq!(
            found,
            format!("answered with an error: HTTP {}", &status[..3])
        );
        assert_eq!(record, format!("{AT}      outcome: http-error\n"));
    }
    Ok(())
}

#[test]
fn a_redirect_is_not_followed() -> Outcome {
    let elsewhere = says(STATEMENT)?;
    for status in ["301 Moved", "302 Found", "307 Temporary", "308 Permanent"] {
        let target = format!("{}/metadata?token=secret", elsewhere.address);
        let server = server(move |_, stream| {
            let _ = write!(
                stream,
                "HTTP/1.1 {status}\r\nLocation: {target}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            );
        })?;
        let (code, found, record) = found(&server.address)?;
        assert_eq!(code, Some(1));
        assert_eq!(
            found,
            format!("redirected the probe: HTTP {} to 127.0.0.1", &status[..3])
        );
        assert_eq!(record, format!("{AT}      outcome: redirected\n"));
    }
    assert_eq!(elsewhere.asked.load(Ordering::SeqCst), 0);
    Ok(())
}

#[test]
fn a_body_without_an_end_is_cut() -> Outcome {
    // As fast as it goes, without a length: cut by size.
    let fast = server(|_, stream| {
        let _ = write!(stream, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
        while stream.write_all(&[b'x'; 4096]).is_ok() {}
    })?;
    let (code, found, record) = found(&fast.address)?;
    assert_eq!(
        (code, found.as_str()),
        (Some(1), "sent too much: more than 1 MiB")
    );
    assert_eq!(record, format!("{AT}      outcome: too-large\n"));
    // A byte now and then: cut by time.
    let slow = server(|_, stream| {
        let _ = write!(stream, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
        while stream.write_all(b" ").is_ok() {
            thread::sleep(Duration::from_millis(20));
        }
    })?;
    let start = Instant::now();
    let (code, found, record) = self::found(&slow.address)?;
    assert_eq!((code, found.as_str()), (Some(1), "did not answer in time"));
    assert_eq!(record, format!("{AT}      outcome: timed-out\n"));
    assert!(start.elapsed() < Duration::from_secs(20));
    Ok(())
}

#[test]
fn headers_without_an_end_are_cut() -> Outcome {
    let server = server(|_, stream| {
        let _ = write!(stream, "HTTP/1.1 200 OK\r\n");
        while stream.write_all(b"X-More: and more\r\n").is_ok() {}
    })?;
    let (code, _, record) = found(&server.address)?;
    assert_eq!(code, Some(1));
    assert!(!record.contains("answered"), "{record}");
    Ok(())
}

#[test]
fn silence_is_not_waited_for() -> Outcome {
    let server = server(|_, _| thread::sleep(Duration::from_secs(60)))?;
    let start = Instant::now();
    let (code, found, record) = found(&server.address)?;
    assert_eq!((code, found.as_str()), (Some(1), "did not answer in time"));
    assert_eq!(record, format!("{AT}      outcome: timed-out\n"));
    assert!(start.elapsed() < Duration::from_secs(20));
    Ok(())
}

#[test]
fn a_port_where_nothing_listens_is_unreachable() -> Outcome {
    let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
    let (code, found, record) = found(&format!("http://{address}"))?;
    assert_eq!(
        (code, found.as_str()),
        (Some(1), "did not answer: connection refused")
    );
    assert_eq!(record, format!("{AT}      outcome: unreachable\n"));
    Ok(())
}

#[test]
fn an_older_version_differs_from_the_claim() -> Outcome {
    let old = says(
        &STATEMENT
            .replace("4.0.1", "1.0.2")
            .replace("CapabilityStatement", "Conformance"),
    )?;
    let system = format!(
        "  - {{name: Box, base-url: '{}', fhir-versions: [R4]}}\n",
        old.address
    );
    let root = workspace(&system)?;
    let output = probe(root.path(), &["--allow-local", "--format", "csv"])?;
    assert_eq!(output.status.code(), Some(1));
    let shown = String::from_utf8(output.stdout)?;
    assert!(
        shown.ends_with("answered with FHIR 1.0.2 (R2), and its registration says R4\n")
            || shown.contains("answers with FHIR 1.0.2 (R2), and its registration says R4"),
        "{shown}"
    );
    // And the check finds it in the record.
    let mut check = Command::new(env!("CARGO_BIN_EXE_cxn"));
    check
        .args(["check", "--format", "json"])
        .current_dir(root.path());
    let found = check.env("CXN_NOW", "2026-08-06T16:00:00Z").output()?;
    let found = String::from_utf8(found.stdout)?;
    assert!(
        found.contains("system 'Box' answers with FHIR 1.0.2 (R2), and its registration says R4"),
        "{found}"
    );
    Ok(())
}

#[test]
fn a_hostile_statement_cannot_break_the_record() -> Outcome {
    let brackets = "[".repeat(5000);
    let body = format!(
        r#"{{"resourceType":"CapabilityStatement","fhirVersion":"4.0.1\n# x","software":{{"name":"A: \u001b[31m\n- b{brackets}"}}}}"#
    );
    let (code, found, record) = found(&says(&body)?.address)?;
    assert_eq!(
        (code, found.as_str()),
        (Some(0), "answered: FHIR 4.0.1 x, A: 31m - b")
    );
    assert_eq!(
        record,
        format!(
            "{AT}      outcome: answered\n      fhir-version: 4.0.1 x\n      software: 'A: 31m - b'\n"
        )
    );
    Ok(())
}

#[test]
fn addresses_of_this_machine_are_asked_only_when_allowed() -> Outcome {
    let server = says(STATEMENT)?;
    let port = server.address.rsplit(':').next().unwrap_or_default();
    for host in [
        "127.0.0.1",
        "localhost",
        "0x7f.1",
        "2130706433",
        "[::1]",
        "[::ffff:127.0.0.1]",
    ] {
        let system = format!("  - {{name: Box, base-url: 'http://{host}:{port}/'}}\n");
        let root = workspace(&system)?;
        let output = probe(root.path(), &["--format", "json"])?;
        let shown = String::from_utf8(output.stdout)?;
        assert_eq!(output.status.code(), Some(1), "{host}: {shown}");
        assert!(
            shown.contains("is not a public address; --allow-local asks it anyway"),
            "{host}: {shown}"
        );
        assert_eq!(read(root.path())?, record(&system), "{host}");
    }
    assert_eq!(server.asked.load(Ordering::SeqCst), 0);
    Ok(())
}

#[test]
fn what_is_no_base_url_is_not_asked_and_a_password_not_shown() -> Outcome {
    let server = says(STATEMENT)?;
    let host = server.address.trim_start_matches("http://");
    let systems = format!(
        "  - {{name: Secret, base-url: 'http://me:hunter2@{host}/'}}\n  - {{name: Script, base-url: 'javascript:alert(1)'}}\n  - {{name: File, base-url: 'file:///etc/hosts'}}\n  - {{name: Open, base-url: TBD}}\n  - {{name: App, base-url: None}}\n"
    );
    let root = workspace(&systems)?;
    let output = probe(root.path(), &["--allow-local", "--format", "csv"])?;
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        String::from_utf8(output.stdout)?,
        "system,organization,base-url,outcome,fhir-version,software,found,differs\n\
         Secret,Example Health,…@…,not-asked,,,not asked: an address which holds a user name or a password,\n\
         Script,Example Health,javascript:alert(1),not-asked,,,not asked: an address which does not begin with http:// or https://,\n\
         File,Example Health,file:///etc/hosts,not-asked,,,not asked: an address which does not begin with http:// or https://,\n"
    );
    assert_eq!(server.asked.load(Ordering::SeqCst), 0);
    assert_eq!(read(root.path())?, record(&systems));
    Ok(())
}

#[test]
fn in_ci_nobody_is_asked_unless_somebody_insists() -> Outcome {
    let server = says(STATEMENT)?;
    let root = workspace(&format!(
        "  - {{name: Box, base-url: '{}'}}\n",
        server.address
    ))?;
    let output = command(root.path(), &["--allow-local"])
        .env("CI", "true")
        .output()?;
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        String::from_utf8(output.stderr)?,
        "error: servers are not asked in CI, and the variable CI is set\nhint: pass --force to ask them anyway\n"
    );
    assert_eq!(server.asked.load(Ordering::SeqCst), 0);
    let output = command(root.path(), &["--allow-local", "--force"])
        .env("CI", "true")
        .output()?;
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert_eq!(server.asked.load(Ordering::SeqCst), 1);
    Ok(())
}

#[test]
fn one_address_is_asked_once_and_no_more_than_allowed_at_a_time() -> Outcome {
    let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let (counter, peak) = (now.clone(), most.clone());
    let server = server(move |_, stream| {
        peak.fetch_max(counter.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        thread::sleep(Duration::from_millis(30));
        counter.fetch_sub(1, Ordering::SeqCst);
        send(stream, "200 OK", STATEMENT);
    })?;
    let systems: Vec<String> = (0..12)
        .map(|at| {
            format!(
                "  - {{name: Box {at}, base-url: '{}/{}'}}\n",
                server.address,
                at / 2
            )
        })
        .collect();
    let root = workspace(&systems.concat())?;
    let output = probe(root.path(), &["--allow-local", "--jobs", "2"])?;
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert_eq!(server.asked.load(Ordering::SeqCst), 6);
    assert!(most.load(Ordering::SeqCst) <= 2);
    assert_eq!(read(root.path())?.matches("outcome: answered").count(), 12);
    Ok(())
}

#[test]
fn a_later_answer_takes_the_place_of_the_earlier_and_only_of_the_track() -> Outcome {
    let server = says(STATEMENT)?;
    let url = &server.address;
    let earlier = "probe:\n      at: 2026-08-01T12:00:00Z\n      outcome: timed-out\n";
    let systems = format!(
        "  - name: Box # ours\n    base-url: {url}/a\n    roles: [patient/server]\n    {earlier}  - name: Other\n    base-url: {url}/b\n    roles: [orders/server]\n    {earlier}"
    );
    let root = workspace(&systems)?;
    fs::create_dir_all(root.path().join("events/e/tracks"))?;
    fs::write(
        root.path().join("events/e/tracks/patient.yaml"),
        "title: Patient\n",
    )?;
    let output = probe(root.path(), &["patient", "--allow-local"])?;
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert_eq!(server.asked.load(Ordering::SeqCst), 1);
    let answered = format!(
        "probe:\n{AT}      outcome: answered\n      fhir-version: '4.0.1'\n      software: Example Server 7.1\n"
    );
    assert_eq!(
        read(root.path())?,
        record(&systems.replacen(earlier, &answered, 1))
    );
    Ok(())
}

#[test]
fn a_record_that_was_changed_meanwhile_is_left_alone() -> Outcome {
    let root = workspace("")?;
    let path = root.path().join("events/e/registrations/robin.yaml");
    let moved = record("  - {name: Box, base-url: https://moved.example.org}\n");
    let (target, text) = (path.clone(), moved.clone());
    let server = server(move |_, stream| {
        let _ = fs::write(&target, &text);
        send(stream, "200 OK", STATEMENT);
    })?;
    fs::write(
        &path,
        record(&format!(
            "  - {{name: Box, base-url: '{}'}}\n",
            server.address
        )),
    )?;
    let output = probe(root.path(), &["--allow-local"])?;
    assert_eq!(
        String::from_utf8(output.stderr)?,
        "warning: the record of system 'Box' was changed meanwhile; its answer is not recorded\n"
    );
    assert_eq!(read(root.path())?, moved);
    Ok(())
}

#[test]
fn a_server_that_speaks_no_tls_is_unreachable_by_https() -> Outcome {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            send(&mut stream, "400 Bad Request", "no TLS here");
            let _ = stream.read(&mut [0; 4096]);
        }
    });
    let (code, found, record) = found(&format!("https://{address}/r4"))?;
    assert_eq!(code, Some(1), "{found}");
    assert_eq!(
        record,
        format!("{AT}      outcome: unreachable\n"),
        "{found}"
    );
    Ok(())
}
