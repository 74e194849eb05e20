//! One certificate as PDF, the face being loaded: how long it takes, and how many bytes it has.

use std::fs;
use std::time::{Duration, Instant};

use chrono::{NaiveDate, TimeZone, Utc};
use domain::credentials::document::{CertificateFacts, Faces, Name, render};

use crate::table::{Table, Verdict};

const TIMES: u32 = 50;
const MOST_MILLISECONDS: f64 = 10.0;
const MOST_KILOBYTES: f64 = 40.0;

fn name(zh: &str, en: &str) -> Name {
    Name { zh: zh.to_owned(), en: en.to_owned() }
}

/// A certificate of usual length. Every one has another serial number, as in a batch.
fn facts(serial: u32) -> CertificateFacts {
    let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).expect("a day");
    CertificateFacts {
        institution: name("示例中医药大学", "Sample University of Chinese Medicine"),
        holder: name("示例·张三", "Sample Zhang San"),
        programme: name("中医类别全科医师规范化培训（33个月）", "TCM General-Practice Residency (33 months)"),
        curriculum_version: 1,
        pairing: None,
        starts_on: day(2024, 3, 1),
        completes_on: day(2026, 11, 20),
        serial_number: format!("2026ZYQK-SL-{serial:04}"),
        issued_on: day(2026, 11, 21),
        code: "7K3M9QWX2T5BHJ4D".to_owned(),
        verify_url: "https://xinglin.example/verify/7K3M9QWX2T5BHJ4D".to_owned(),
        legal_effect: name(
            "本证书证明持证人完成上述培训，不替代国家统一颁发的《住院医师规范化培训合格证书》。",
            "This certificate attests completion of the training named above; it does not replace the national \
             certificate of residency qualification.",
        ),
        document_id: *b"0123456789abcdef",
        issued_at: Utc.with_ymd_and_hms(2026, 11, 21, 1, 30, 0).single().expect("an instant"),
    }
}

/// Time that this thread spent on a processor, where the system tells.
fn processor_time() -> Option<Duration> {
    let spent = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    spent.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}

fn milliseconds(spent: Duration) -> f64 {
    spent.as_secs_f64() * 1000.0
}

/// Renders one certificate after the other on one thread.
pub(crate) fn measure(table: &mut Table) {
    let begun = Instant::now();
    let faces = Faces::load().expect("the embedded face");
    let loading = format!("face loaded in {:.0} ms", milliseconds(begun.elapsed()));
    let bytes = render(&facts(0), &faces).expect("a certificate").len();
    let before = processor_time();
    let mut times: Vec<Duration> = (1..=TIMES)
        .map(|serial| {
            let begun = Instant::now();
            drop(render(&facts(serial), &faces).expect("a certificate"));
            begun.elapsed()
        })
        .collect();
    times.sort();
    let median = milliseconds(times[times.len() / 2]);
    let target = format!("< {MOST_MILLISECONDS} ms");
    table.add(
        [
            format!("certificate, median of {TIMES}"),
            format!("{median:.1} ms"),
            loading,
            String::new(),
            target.clone(),
        ],
        (median < MOST_MILLISECONDS).into(),
    );
    if let Some((before, after)) = before.zip(processor_time()) {
        let each = milliseconds(after - before) / f64::from(TIMES);
        table.add(
            [
                "  processor time, mean".to_owned(),
                format!("{each:.1} ms"),
                String::new(),
                String::new(),
                target,
            ],
            Verdict::Told,
        );
    }
    let kilobytes = bytes as f64 / 1024.0;
    table.add(
        [
            "  size".to_owned(),
            format!("{kilobytes:.1} KB"),
            String::new(),
            String::new(),
            format!("< {MOST_KILOBYTES} KB"),
        ],
        (kilobytes < MOST_KILOBYTES).into(),
    );
}
