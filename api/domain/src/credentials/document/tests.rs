use chrono::{NaiveDate, TimeZone, Utc};
use lopdf::{Document, Object};
use qrcode::{Color, EcLevel, QrCode};

use super::completion::{QR, lay_out};
use super::fitting::{BREAK, JOIN, Setting, fit};
use super::ornament::{MARGIN, dark_areas};
use super::page::{HEIGHT, Placed, WIDTH};
use super::{CertificateFacts, DocumentError, Faces, Field, Name, TEMPLATE, render, uncovered};

fn name(zh: &str, en: &str) -> Name {
    Name { zh: zh.to_owned(), en: en.to_owned() }
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

fn sample() -> CertificateFacts {
    CertificateFacts {
        institution: name("示例中医药大学", "Sample University of Chinese Medicine"),
        holder: name("示例·张三", "Sample Zhang San"),
        programme: name("中医全科住院医师规范化培训", "Residency Programme in TCM General Practice"),
        curriculum_version: 1,
        pairing: None,
        starts_on: day(2024, 3, 1),
        completes_on: day(2026, 11, 20),
        serial_number: "2026ZYQK-SL-0001".to_owned(),
        issued_on: day(2026, 11, 21),
        code: "7K3M9QWX2T5BHJ4D".to_owned(),
        verify_url: "https://xinglin.example.edu.cn/verify/7K3M9QWX2T5BHJ4D".to_owned(),
        legal_effect: name(
            "本证书证明持证人完成上述培训，不替代国家统一颁发的《住院医师规范化培训合格证书》。",
            "This certificate attests completion of the training named above; it does not replace the national \
             certificate of residency qualification.",
        ),
        document_id: *b"0123456789abcdef",
        issued_at: Utc.with_ymd_and_hms(2026, 11, 21, 1, 30, 0).unwrap(),
    }
}

/// Every text at the far end of what schools have: 45 characters, 30 letters, 25 characters, a long address.
fn long() -> CertificateFacts {
    CertificateFacts {
        institution: name(
            "示例省示例市示例自治县中医药大学附属第一中西医结合医院暨示例医联体全科医学培训基地协同单位",
            "The Sample Provincial Hospital of Integrated Traditional Chinese and Western Medicine Affiliated to the \
             Sample University of Chinese Medicine and Pharmacology, Lead Unit of the Sample County Consortium",
        ),
        holder: name("示例·阿卜杜热依木江·买买提依明", "Sample Abdurehimjan Memetimin X"),
        programme: name(
            "基层医疗卫生机构中医类别全科医生师承结对帮扶培训班",
            "Mentored Training Programme for General Practitioners of Traditional Chinese Medicine at Grassroots \
             Medical and Health Institutions",
        ),
        curriculum_version: 1_234,
        starts_on: day(2024, 12, 31),
        completes_on: day(2027, 12, 31),
        serial_number: "2026-ZYQK-EXAMPLE-CITY-LONG-000001".to_owned(),
        code: "7K3M9QWX2T5BHJ4D8RNVFC6A".to_owned(),
        verify_url:
            "https://credentials.xinglin.sample-university-of-chinese-medicine.example.edu.cn/verify/\
                     7K3M9QWX2T5BHJ4D8RNVFC6A"
                .to_owned(),
        ..sample()
    }
}

fn holder(zh: &str) -> CertificateFacts {
    CertificateFacts { holder: name(zh, ""), ..sample() }
}

fn placed(facts: &CertificateFacts) -> Vec<Placed> {
    lay_out(facts, &Faces::load().unwrap()).unwrap().placed
}

fn texts(facts: &CertificateFacts) -> Vec<String> {
    placed(facts).into_iter().map(|p| p.text).collect()
}

fn checksum(bytes: &[u8]) -> u32 {
    let mut crc = flate2::Crc::new();
    crc.update(bytes);
    crc.sum()
}

#[test]
fn same_facts_give_the_same_bytes() {
    let first = render(&sample(), &Faces::load().unwrap()).unwrap();
    let second = render(&sample(), &Faces::load().unwrap()).unwrap();
    assert_eq!(first, second);

    // The same in any process and on any day. If a change of the layout alters this, `TEMPLATE` changes with it.
    // Taken before compression, whose output may change with the version of the library.
    let mut document = Document::load_mem(&first).unwrap();
    document.decompress();
    let mut plain = Vec::new();
    document.save_to(&mut plain).unwrap();
    assert_eq!((TEMPLATE, checksum(&plain)), ("completion-1", 3_503_848_486));
}

#[test]
fn every_fact_changes_the_bytes() {
    let faces = Faces::load().unwrap();
    let usual = render(&sample(), &faces).unwrap();
    let changed = [
        CertificateFacts { curriculum_version: 2, ..sample() },
        CertificateFacts { starts_on: day(2024, 3, 2), ..sample() },
        CertificateFacts { completes_on: day(2026, 11, 19), ..sample() },
        CertificateFacts { issued_on: day(2026, 11, 22), ..sample() },
        CertificateFacts { verify_url: "https://xinglin.example.edu.cn/verify/X".to_owned(), ..sample() },
        CertificateFacts { document_id: *b"0123456789abcdeX", ..sample() },
        CertificateFacts { issued_at: Utc.with_ymd_and_hms(2026, 11, 21, 1, 30, 1).unwrap(), ..sample() },
    ];
    for facts in changed {
        assert_ne!(render(&facts, &faces).unwrap(), usual, "{facts:?}");
    }
}

#[test]
fn a_certificate_weighs_at_most_40_kilobytes() {
    let bytes = render(&sample(), &Faces::load().unwrap()).unwrap();
    assert!(bytes.len() <= 40_000, "{} bytes", bytes.len());
}

#[test]
fn the_document_describes_itself_by_the_certificate() {
    let bytes = render(&sample(), &Faces::load().unwrap()).unwrap();
    let document = Document::load_mem(&bytes).unwrap();
    assert_eq!(document.version, "1.4");
    assert_eq!(document.get_pages().len(), 1);
    assert_eq!(document.catalog().unwrap().get(b"Lang").unwrap().as_str().unwrap(), b"zh-CN");

    let about = document.trailer.get(b"Info").unwrap().as_reference().unwrap();
    let about = document.get_dictionary(about).unwrap();
    let text = |key: &[u8]| lopdf::decode_text_string(about.get(key).unwrap()).unwrap();
    assert_eq!(text(b"Title"), "结业证书 Certificate of Completion · 示例·张三");
    assert_eq!(text(b"Author"), "示例中医药大学");
    assert_eq!(text(b"Subject"), "2026ZYQK-SL-0001");
    assert_eq!(text(b"Producer"), "Xinglin");
    assert_eq!(text(b"CreationDate"), "D:20261121013000Z");
    assert!(!about.has(b"GTS_PDFXVersion"));
    let ids = document.trailer.get(b"ID").unwrap().as_array().unwrap();
    assert_eq!(ids.iter().map(|id| id.as_str().unwrap()).collect::<Vec<_>>(), [b"0123456789abcdef"; 2]);
}

#[test]
fn the_face_is_embedded_as_a_subset_and_nothing_is_transparent() {
    let bytes = render(&sample(), &Faces::load().unwrap()).unwrap();
    let document = Document::load_mem(&bytes).unwrap();
    let dictionaries = || document.objects.values().filter_map(|object| object.as_dict().ok());
    let descriptors: Vec<_> = dictionaries().filter(|d| d.has_type(b"FontDescriptor")).collect();
    assert_eq!(descriptors.len(), 1);
    assert_eq!(descriptors[0].get(b"FontName").unwrap().as_name().unwrap(), b"YXWVUT+LXGWWenKai-Regular");
    assert!(descriptors[0].has(b"FontFile2"));
    assert!(dictionaries().all(|d| !d.has(b"SMask") && !d.has(b"ca") && !d.has(b"CA")));
    assert!(
        document
            .objects
            .values()
            .all(|object| !matches!(object, Object::Stream(s) if s.dict.has_type(b"XObject")))
    );
}

#[test]
fn it_says_what_the_facts_say_in_both_languages() {
    let texts = texts(&sample());
    let all = texts.concat();
    assert!(all.contains(
        "于2024年3月1日至2026年11月20日参加中医全科住院医师规范化培训（培训方案第1版），完成规定的全部培训内容，\
         达到结业要求，准予结业，特发此证。"
    ));
    for line in [
        "示例中医药大学",
        "Sample University of Chinese Medicine",
        "结业证书",
        "Certificate of Completion",
        "示例·张三",
        "Sample Zhang San",
        "has completed the Residency Programme in TCM General Practice (curriculum version 1) from 1 March 2024",
        "to 20 November 2026, has fulfilled all of its requirements, and is hereby awarded this certificate.",
        "2026ZYQK-SL-0001",
        "7K3M 9QWX 2T5B HJ4D",
        "https://xinglin.example.edu.cn/verify/7K3M9QWX2T5BHJ4D",
        "2026年11月21日",
        "21 November 2026",
    ] {
        assert!(texts.iter().any(|text| text == line), "{line:?} is not in {texts:?}");
    }
}

#[test]
fn a_holder_without_an_english_name_stands_alone() {
    let texts = texts(&holder("示例·李四"));
    assert!(texts.contains(&"示例·李四".to_owned()));
    assert!(texts.iter().all(|text| !text.is_empty() && !text.contains("Zhang")));
}

#[test]
fn nothing_leaves_the_frame_and_nothing_overlaps() {
    let bare = CertificateFacts {
        institution: name("示例县医院", ""),
        holder: name("示例", ""),
        programme: name("示例培训", ""),
        legal_effect: name("示例。", ""),
        ..sample()
    };
    for facts in [sample(), long(), bare] {
        let placed = placed(&facts);
        let (quiet, (qr, side)) = (4.0, QR);
        for (n, a) in placed.iter().enumerate() {
            assert!(a.left >= MARGIN.0 && a.right <= WIDTH - MARGIN.0, "{a:?}");
            assert!(a.top >= MARGIN.1 && a.bottom <= HEIGHT - MARGIN.1, "{a:?}");
            assert!(
                a.left > qr.0 + side + quiet || a.bottom < qr.1 - quiet || a.top > qr.1 + side + quiet,
                "{a:?}"
            );
            for b in &placed[n + 1..] {
                let apart = a.right < b.left || b.right < a.left || a.bottom < b.top || b.bottom < a.top;
                assert!(apart, "{a:?} overlaps {b:?}");
            }
        }
    }
}

#[test]
fn long_names_shrink_or_wrap_and_stay_whole() {
    let facts = long();
    let texts = texts(&facts);
    let all = texts.concat();
    for zh in [&facts.institution.zh, &facts.holder.zh, &facts.programme.zh, &facts.verify_url] {
        assert!(all.contains(zh.as_str()), "{zh}");
    }
    assert!(texts.contains(&facts.holder.en));
    assert!(!texts.contains(&facts.institution.zh), "45 characters take two lines");
    assert!(texts.join(" ").contains(&facts.institution.en));
    assert!(texts.join(" ").contains(&facts.programme.en));
}

#[test]
fn a_text_too_long_for_any_size_is_refused_by_name() {
    let refused = render(&holder(&"张".repeat(200)), &Faces::load().unwrap()).unwrap_err();
    assert_eq!(refused, DocumentError::TooLong { field: Field::HolderZh, characters: 200 });
    let facts = CertificateFacts { programme: name(&"长".repeat(400), "Sample"), ..sample() };
    let refused = render(&facts, &Faces::load().unwrap()).unwrap_err();
    assert!(matches!(refused, DocumentError::TooLong { field: Field::ProgrammeZh, .. }), "{refused:?}");
}

#[test]
fn rare_characters_are_covered_and_printed() {
    assert_eq!(uncovered("示例·𠮷田䶮㛃 Zoë Müller—“”（）《》、"), Vec::<char>::new());
    assert!(texts(&holder("示例·𠮷田")).contains(&"示例·𠮷田".to_owned()));
    render(&holder("示例·𠮷田"), &Faces::load().unwrap()).unwrap();
}

#[test]
fn an_uncovered_character_is_refused_with_its_code_point() {
    assert_eq!(uncovered("张\u{1F600}三\u{0F40}\u{1F600}\n"), ['\u{1F600}', '\u{0F40}', '\n']);
    let refused = render(&holder("张\u{1F600}三\u{7}"), &Faces::load().unwrap()).unwrap_err();
    assert_eq!(
        refused,
        DocumentError::Uncovered { field: Field::HolderZh, characters: vec!['\u{1F600}', '\u{7}'] }
    );
    assert_eq!(
        refused.to_string(),
        "the holder's Chinese name on the certificate holds U+1F600 (\u{1F600}), U+0007, which no font of this \
         installation covers: correct the text, or configure a font that covers it"
    );
}

#[test]
fn coverage_is_what_the_face_can_print() {
    let faces = Faces::load().unwrap();
    let differing =
        ('\0'..='\u{3FFFF}').filter(|c| uncovered(&c.to_string()).is_empty() != faces.advance(*c).is_some());
    assert_eq!(differing.count(), 0);
}

/// Compiles only for what may be handed to another thread.
fn across_threads<T: Send + Sync>(of: T) -> T {
    of
}

#[test]
fn faces_are_shared_while_somebody_holds_them() {
    let (first, second) = (across_threads(Faces::load().unwrap()), Faces::load().unwrap());
    assert!(std::sync::Arc::ptr_eq(&first, &second));
}

#[test]
fn the_drawn_code_is_the_code_of_the_address() {
    let code = QrCode::with_error_correction_level(sample().verify_url, EcLevel::M).unwrap();
    let across = code.width();
    let mut drawn = vec![0_u8; across * across];
    for [left, top, right, bottom] in dark_areas(&code.to_colors(), u16::try_from(across).unwrap()) {
        for y in top..bottom {
            for x in left..right {
                drawn[usize::from(y) * across + usize::from(x)] += 1;
            }
        }
    }
    let wanted: Vec<u8> = code.to_colors().iter().map(|c| u8::from(*c == Color::Dark)).collect();
    assert_eq!(drawn, wanted);
}

fn broken(text: &str, ems: f32) -> Vec<String> {
    let setting = Setting { lines: 9, largest: 10.0, smallest: 10.0 };
    fit(&Faces::load().unwrap(), text, ems * 10.0, &[setting]).unwrap().lines
}

#[test]
fn lines_break_where_a_typesetter_would_break_them() {
    // Five characters a line would put the comma first: it stays with the character before it.
    assert_eq!(broken("示例培训示，例", 6.0), ["示例培训", "示，例"]);
    assert_eq!(broken("示例培（训练）", 4.2), ["示例培", "（训练）"]);
    assert_eq!(broken("Sample word stays", 6.0), ["Sample", "word stays"]);
    let kept: String = "2026年11月".chars().flat_map(|c| [c, JOIN]).collect();
    assert_eq!(broken(&format!("示例示例{kept}"), 6.0), ["示例示例", "2026年11月"]);
    let anywhere: String = "abcdefgh".chars().flat_map(|c| [c, BREAK]).collect();
    assert_eq!(broken(&anywhere, 2.5), ["abcd", "efgh"]);
}
