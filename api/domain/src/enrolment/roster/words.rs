//! What people call the columns of a roster and the ways into a programme.

use platform::codes::Code as _;
use platform::collation::fold_width;
use platform::text::Language;

use super::super::rules::Origin;
use super::RosterColumn;

/// Whether a roster must have the column. Who was sent must name by whom, but a roster of others needs no such column.
pub(super) fn is_required(column: RosterColumn) -> bool {
    match column {
        RosterColumn::Name
        | RosterColumn::Number
        | RosterColumn::Phone
        | RosterColumn::Origin
        | RosterColumn::RecruitmentYear
        | RosterColumn::Programme => true,
        RosterColumn::NameEn
        | RosterColumn::Email
        | RosterColumn::SendingInstitution
        | RosterColumn::StartsOn
        | RosterColumn::IdentityNumber
        | RosterColumn::BirthOn => false,
    }
}

/// Headers that name a column, as `bare_header` leaves them; the first is the one to recommend.
#[allow(clippy::too_many_lines, reason = "a list of words, one a line")]
pub(super) fn headers(column: RosterColumn) -> &'static [&'static str] {
    match column {
        RosterColumn::Name => {
            &["姓名", "学员姓名", "学生姓名", "中文名", "中文姓名", "name", "fullname", "chinesename"]
        }
        RosterColumn::NameEn => {
            &["英文名", "英文姓名", "拼音", "姓名拼音", "nameinenglish", "englishname", "nameen", "pinyin"]
        }
        RosterColumn::Number => &[
            "学号",
            "工号",
            "编号",
            "学员编号",
            "学员号",
            "人员编号",
            "学籍号",
            "学号/工号",
            "工号/学号",
            "number",
            "studentnumber",
            "staffnumber",
            "studentno",
            "staffno",
            "studentid",
            "staffid",
            "no.",
        ],
        RosterColumn::Phone => &[
            "手机",
            "手机号",
            "手机号码",
            "电话",
            "联系电话",
            "电话号码",
            "联系方式",
            "移动电话",
            "phone",
            "phonenumber",
            "mobile",
            "mobilenumber",
            "mobilephone",
            "telephone",
        ],
        RosterColumn::Email => &[
            "邮箱",
            "电子邮箱",
            "电子邮件",
            "邮件",
            "邮箱地址",
            "e-mail",
            "email",
            "mail",
            "emailaddress",
            "e-mailaddress",
        ],
        RosterColumn::Origin => &[
            "报名类别",
            "来源",
            "学员来源",
            "人员类别",
            "学员类别",
            "学员类型",
            "招收类别",
            "身份类别",
            "origin",
        ],
        RosterColumn::SendingInstitution => &[
            "委派单位",
            "送培单位",
            "委培单位",
            "派出单位",
            "选派单位",
            "送培机构",
            "工作单位",
            "sendinginstitution",
            "sendingunit",
            "sentby",
            "employer",
        ],
        RosterColumn::RecruitmentYear => &[
            "招录年份",
            "年级",
            "招录年度",
            "招收年份",
            "招收年度",
            "招收年级",
            "入培年份",
            "入培年级",
            "recruitmentyear",
            "yearofrecruitment",
            "cohort",
            "year",
        ],
        RosterColumn::Programme => &[
            "培训方案",
            "专业",
            "项目",
            "培训专业",
            "培训项目",
            "方案",
            "招收专业",
            "programme",
            "program",
            "curriculum",
        ],
        RosterColumn::StartsOn => &[
            "入培日期",
            "入培时间",
            "开始日期",
            "开始时间",
            "培训开始日期",
            "培训开始时间",
            "报到日期",
            "startson",
            "startdate",
            "start",
        ],
        RosterColumn::IdentityNumber => &[
            "身份证号",
            "身份证号码",
            "身份证",
            "居民身份证号",
            "居民身份证号码",
            "公民身份号码",
            "证件号码",
            "identitynumber",
            "residentidentitynumber",
            "idnumber",
            "idcard",
        ],
        RosterColumn::BirthOn => {
            &["出生日期", "出生年月日", "生日", "birthon", "birthdate", "dateofbirth", "birthday", "born"]
        }
    }
}

/// A header without what people decorate it with: blanks, stars, underscores, and notes in brackets such as （必填）.
pub(super) fn bare_header(header: &str) -> String {
    let mut depth = 0_usize;
    let mut bare = String::new();
    for letter in fold_width(header).chars() {
        match letter {
            '(' | '[' | '【' => depth += 1,
            ')' | ']' | '】' => depth = depth.saturating_sub(1),
            '*' | '_' | ':' => {}
            letter if depth > 0 || letter.is_whitespace() => {}
            letter => bare.extend(letter.to_lowercase()),
        }
    }
    bare
}

/// The origin that people mean by a word: its code, its Chinese or English label, or a usual variant.
pub(super) fn origin(typed: &str) -> Option<Origin> {
    let typed = super::folded(typed);
    Origin::ALL.iter().copied().find(|origin| {
        let label = |language: Language| super::folded(&origin.label().render(language));
        typed == super::folded(origin.code())
            || Language::ALL.iter().any(|language| typed == label(*language))
            || variants(*origin).contains(&typed.as_str())
    })
}

fn variants(origin: Origin) -> &'static [&'static str] {
    match origin {
        Origin::OwnStaff => &["本单位", "本院", "本院职工", "本基地", "本单位职工"],
        Origin::Sent => &["委培", "委培单位", "委托培训", "外单位委派", "单位委派", "外单位委派培训对象"],
        Origin::Independent => &["社会", "社会学员", "社会招收", "面向社会招收", "面向社会招收培训对象"],
        Origin::DegreeStudent => {
            &["专硕", "专硕研究生", "在读专硕", "专业学位研究生", "在校专业学位硕士研究生"]
        }
        Origin::Directed => &["定向", "订单定向生", "订单定向医学生", "订单定向免费医学生", "农村订单定向"],
    }
}
