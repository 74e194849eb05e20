//! How a letter is set: plain text and HTML from the same paragraphs, in one language.

use platform::text::{Language, Message};

/// One paragraph of a letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Paragraph {
    /// Sentences.
    Text(Message),
    /// A label and a value that stands out, such as a code.
    Fact(Message, String),
    /// A label and an address to open.
    Link(Message, String),
}

/// A letter, composed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Composed {
    /// The subject, one line.
    pub subject: String,
    /// As plain text, paragraphs apart by an empty line.
    pub text: String,
    /// As HTML, a whole document.
    pub html: String,
}

/// Sets a letter in a language. The closing says who writes and that nobody reads an answer.
#[must_use]
pub fn compose(subject: &Message, paragraphs: &[Paragraph], language: Language) -> Composed {
    let subject = subject.render(language);
    let closing = Paragraph::Text(Message::new("notifications-closing"));
    let all = || paragraphs.iter().chain(std::iter::once(&closing));
    let text: Vec<String> = all().map(|paragraph| plain(paragraph, language)).collect();
    let body: String = all().map(|paragraph| hypertext(paragraph, language)).collect();
    let html = format!(
        "<!doctype html><html lang=\"{}\"><head><meta charset=\"utf-8\"><title>{}</title></head>\
         <body style=\"font-family:sans-serif;line-height:1.6;color:#1d2321;max-width:36em;margin:1em auto\">\
         {body}</body></html>",
        language.tag(),
        escape(&subject),
    );
    Composed { subject, text: text.join("\n\n") + "\n", html }
}

fn plain(paragraph: &Paragraph, language: Language) -> String {
    match paragraph {
        Paragraph::Text(message) => message.render(language),
        Paragraph::Fact(label, value) | Paragraph::Link(label, value) => {
            format!("{}\n{value}", label.render(language))
        }
    }
}

fn hypertext(paragraph: &Paragraph, language: Language) -> String {
    match paragraph {
        Paragraph::Text(message) => format!("<p>{}</p>", escape(&message.render(language))),
        Paragraph::Fact(label, value) => {
            format!("<p>{}<br><strong>{}</strong></p>", escape(&label.render(language)), escape(value))
        }
        Paragraph::Link(label, value) => {
            let value = escape(value);
            format!("<p>{}<br><a href=\"{value}\">{value}</a></p>", escape(&label.render(language)))
        }
    }
}

/// Text as it stands within HTML, between tags and within quoted attributes.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\n' => escaped.push_str("<br>"),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letter(language: Language) -> Composed {
        let subject =
            Message::new("notifications-certificate-subject").with("programme", ("中医全科", "TCM GP <1>"));
        let paragraphs = [
            Paragraph::Text(
                Message::new("notifications-greeting").with("name", ("示例·张三", "Sample Zhang San")),
            ),
            Paragraph::Fact(Message::new("notifications-code"), "7K3M-9QWX-2T5B-HJ4D".to_owned()),
            Paragraph::Link(
                Message::new("notifications-verify"),
                "https://xinglin.example/?a=1&b=\"".to_owned(),
            ),
        ];
        compose(&subject, &paragraphs, language)
    }

    #[test]
    fn a_letter_says_the_same_in_text_and_in_html() {
        let english = letter(Language::English);
        assert!(english.text.starts_with("Dear Sample Zhang San,\n\n"), "{}", english.text);
        assert!(english.text.contains("\n7K3M-9QWX-2T5B-HJ4D\n\n"), "{}", english.text);
        assert!(english.html.contains("<strong>7K3M-9QWX-2T5B-HJ4D</strong>"), "{}", english.html);
        assert!(english.html.starts_with("<!doctype html><html lang=\"en\">"), "{}", english.html);
    }

    #[test]
    fn what_people_typed_cannot_become_markup() {
        let english = letter(Language::English);
        assert!(english.subject.contains("TCM GP <1>"), "{}", english.subject);
        assert!(english.html.contains("TCM GP &lt;1&gt;"), "{}", english.html);
        assert!(
            english.html.contains("href=\"https://xinglin.example/?a=1&amp;b=&quot;\""),
            "{}",
            english.html
        );
    }

    #[test]
    fn a_letter_is_written_in_the_recipients_language() {
        let chinese = letter(Language::Chinese);
        assert!(chinese.text.starts_with("示例·张三"), "{}", chinese.text);
        assert!(chinese.html.contains("lang=\"zh\""), "{}", chinese.html);
    }
}
