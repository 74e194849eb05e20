//! Each way to ask for too much, with the exact figure that was found; and what people really ask for passes.

use std::fmt::Write as _;

use async_graphql::parser::types::OperationType;
use async_graphql::{Pos, Variables};
use serde_json::json;

use super::{Budget, Excess, Measure};

fn cost(query: &str) -> Result<u64, Excess> {
    cost_with(query, serde_json::Value::Null)
}

fn weigh(
    budget: &Budget,
    query: &str,
    name: Option<&str>,
    variables: &Variables,
) -> Result<super::Weighed, Excess> {
    budget.weigh(budget.parse(query)?, name, variables)
}

fn cost_with(query: &str, variables: serde_json::Value) -> Result<u64, Excess> {
    weigh(&Budget::default(), query, None, &Variables::from_json(variables)).map(|weighed| weighed.cost)
}

fn over(measure: Measure, found: u64, limit: u64) -> Result<u64, Excess> {
    Err(Excess::Over { measure, found, limit })
}

/// `…F0` twice, each level twice the one before: 2ⁿ fields from n lines.
fn fragment_bomb(levels: usize) -> String {
    let mut query = String::from("{viewer{...F0}}");
    for level in 0..levels {
        let next = level + 1;
        write!(query, "fragment F{level} on P{{...F{next} ...F{next}}}").unwrap();
    }
    write!(query, "fragment F{levels} on P{{name}}").unwrap();
    query
}

#[test]
fn an_ordinary_query_passes_with_its_objects_as_its_cost() {
    let query = "query Mine { viewer { person { name } enrolments(first: 5) { edges { node { progress { status } } } } } }";
    // viewer, person, enrolments, and five times a node and its progress; and 1 for the request itself.
    assert_eq!(cost(query), Ok(14));
}

/// What GraphiQL asks a server when it opens: every type with its fields, arguments and nine wrappers of each type.
fn introspection() -> String {
    let reference = format!("kind name {}kind name{}", "ofType { kind name ".repeat(9), " }".repeat(9));
    format!(
        "query IntrospectionQuery {{ __schema {{
            description queryType {{ name kind }} mutationType {{ name kind }} subscriptionType {{ name kind }}
            types {{ ...Whole }}
            directives {{ name description isRepeatable locations args(includeDeprecated: true) {{ ...Input }} }}
        }} }}
        fragment Whole on __Type {{
            kind name description specifiedByURL
            fields(includeDeprecated: true) {{
                name description args(includeDeprecated: true) {{ ...Input }} type {{ ...Reference }}
                isDeprecated deprecationReason
            }}
            inputFields(includeDeprecated: true) {{ ...Input }}
            interfaces {{ ...Reference }} possibleTypes {{ ...Reference }}
            enumValues(includeDeprecated: true) {{ name description isDeprecated deprecationReason }}
        }}
        fragment Input on __InputValue {{ name description type {{ ...Reference }} defaultValue isDeprecated }}
        fragment Reference on __Type {{ {reference} }}"
    )
}

#[test]
fn the_introspection_query_of_graphiql_passes() {
    let weighed =
        weigh(&Budget::default(), &introspection(), Some("IntrospectionQuery"), &Variables::default())
            .unwrap();
    assert_eq!((weighed.operation, weighed.cost), (OperationType::Query, 72));
}

#[test]
fn a_thousand_bytes_of_fragments_that_double_are_refused() {
    let query = fragment_bomb(20);
    assert!(query.len() < 1_000, "{}", query.len());
    assert_eq!(cost(&query), over(Measure::Fields, (1 << 20) + 1, 1_000));
}

#[test]
fn a_longer_fragment_bomb_nests_too_deep_before_it_is_counted() {
    assert_eq!(cost(&fragment_bomb(100)), over(Measure::Nesting, 33, 32));
}

#[test]
fn fragments_that_no_operation_spreads_are_weighed_too() {
    let query = "{ __typename } fragment A on Query { ...B } fragment B on Query { ...A }";
    assert!(matches!(cost(query), Err(Excess::Cycle { .. })), "{:?}", cost(query));
}

#[test]
fn a_fragment_that_contains_itself_is_named() {
    let query = "{ ...A } fragment A on Query { viewer { ...A } }";
    assert_eq!(cost(query), Err(Excess::Cycle { fragment: "A".to_owned() }));
}

#[test]
fn three_thousand_bytes_of_nested_lists_are_refused_unparsed() {
    let query = format!("{{a(b:{}{})}}", "[".repeat(1_500), "]".repeat(1_500));
    assert_eq!(cost(&query), over(Measure::Brackets, 65, 64));
}

#[test]
fn three_thousand_bytes_of_nested_objects_are_refused_unparsed() {
    let query = format!("{{a(b:{}1{})}}", "{c:".repeat(750), "}".repeat(750));
    assert_eq!(cost(&query), over(Measure::Brackets, 65, 64));
}

#[test]
fn the_deepest_brackets_that_pass_the_scan_do_not_trouble_the_parser() {
    let list = format!("{{a(b:{}{})}}", "[".repeat(62), "]".repeat(62));
    assert_eq!(cost(&list), Ok(1));
    let object = format!("{{a(b:{}1{})}}", "{c:".repeat(62), "}".repeat(62));
    assert_eq!(cost(&object), Ok(1));
    let fields = format!("{{{}a{}}}", "a{".repeat(63), "}".repeat(63));
    assert_eq!(cost(&fields), over(Measure::Nesting, 33, 32));
    let variable_type = format!("query($a:{}Int{}){{a}}", "[".repeat(63), "]".repeat(63));
    assert_eq!(cost(&variable_type), Ok(1));
}

#[test]
fn brackets_in_strings_and_comments_are_only_text() {
    let many = "[{(".repeat(40);
    for text in [
        format!("{{ a(b: \"{many}\") }}"),
        format!("{{ a(b: \"\\\"{many}\") }}"),
        format!("{{ a(b: \"\"\"{many} \" \\\"\"\" \n {many}\"\"\") }}"),
        format!("# {many} \"\n{{ a }} # {many}"),
    ] {
        assert_eq!(cost(&text), Ok(1), "{text}");
    }
}

#[test]
fn what_ends_a_string_or_a_comment_ends_the_hiding_place() {
    let many = "[".repeat(65);
    for text in [
        format!("{{ a(b: \"\\\\\" c: {many}"),
        format!("{{ a(b: \"\" c: {many}"),
        format!("{{ a(b: \"\"\"\"\"\" c: {many}"),
        format!("{{ a(b: \"\"\"\\\\\"\"\"\"\"\" c: {many}"),
        format!("# \"\"\"\r{{ a(c: {many}"),
    ] {
        assert_eq!(cost(&text), over(Measure::Brackets, 65, 64), "{text}");
    }
}

#[test]
fn a_string_that_does_not_end_is_refused_where_it_begins() {
    for text in ["{\n a(b: \"x\n\")}", "{\n a(b: \"\"\"x\"\")}", "{\n a(b: \"\\"] {
        let detail = "the string does not end".to_owned();
        let expected = Err(Excess::Syntax { at: Some(Pos { line: 2, column: 7 }), detail });
        assert_eq!(cost(text), expected, "{text}");
    }
}

#[test]
fn a_syntax_error_says_where_and_what_but_does_not_repeat_the_line() {
    let query = format!("{{ {} ! }}", "a ".repeat(500));
    let Err(Excess::Syntax { at, detail }) = cost(&query) else { panic!("{:?}", cost(&query)) };
    assert_eq!(at, Some(Pos { line: 1, column: 1_004 }));
    assert!(detail.starts_with("expected "), "{detail}");
    assert!(detail.len() < 200, "{detail}");
}

#[test]
fn a_flood_of_aliases_is_refused_also_through_fragments() {
    let flat = "a:b ".repeat(61);
    assert_eq!(cost(&format!("{{c{{{flat}}}}}")), over(Measure::Aliases, 61, 60));
    let spread = "{c{...F} d{...F} e{...F}} fragment F on T{".to_owned() + &"x:b ".repeat(21) + "}";
    assert_eq!(cost(&spread), over(Measure::Aliases, 63, 60));
}

#[test]
fn a_flood_of_directives_is_refused_unparsed() {
    assert_eq!(cost(&format!("{{a {}}}", "@x".repeat(51))), over(Measure::Directives, 51, 50));
    assert_eq!(cost(&format!("{{a {}}}", "@x".repeat(50))), Ok(1));
}

#[test]
fn root_fields_are_counted_for_each_operation_by_itself() {
    assert_eq!(cost(&format!("{{{}}}", "a ".repeat(21))), over(Measure::RootFields, 21, 20));
    let two = format!(
        "query A {{{}}} query B {{...F ...F}} fragment F on Query {{{}}}",
        "a ".repeat(20),
        "b ".repeat(10)
    );
    let weighed = weigh(&Budget::default(), &two, Some("B"), &Variables::default());
    assert_eq!(weighed.map(|weighed| weighed.cost), Ok(1));
}

#[test]
fn depth_counts_fields_and_not_fragments() {
    let nest = |levels: usize| {
        let inner =
            (1..levels).rev().fold("a".to_owned(), |inner, level| format!("a{level}{{... on T{{{inner}}}}}"));
        format!("{{{inner}}}")
    };
    assert_eq!(cost(&nest(16)), over(Measure::Depth, 16, 15));
    assert_eq!(cost(&nest(15)), Ok(15));
}

#[test]
fn words_without_end_are_refused_unparsed() {
    assert_eq!(cost(&format!("{{{}}}", "a ".repeat(2_500))), over(Measure::Tokens, 2_501, 2_500));
    assert_eq!(cost(&" ".repeat(20_481)), over(Measure::Bytes, 20_481, 20_480));
}

#[test]
fn a_page_larger_than_any_page_is_refused_wherever_the_number_stands() {
    let refused = |argument| {
        Err(Excess::Page { field: "trainees".to_owned(), argument, asked: 2_147_483_647, limit: 100 })
    };
    assert_eq!(cost("{trainees(first: 2147483647){nodes{name}}}"), refused("first"));
    assert_eq!(cost("{trainees(last: 2147483647){nodes{name}}}"), refused("last"));
    assert_eq!(cost("query($n: Int = 2147483647){trainees(first: $n){nodes{name}}}"), refused("first"));
    let variable = "query($n: Int){trainees(first: $n){nodes{name}}}";
    assert_eq!(cost_with(variable, json!({"n": 2_147_483_647})), refused("first"));
    assert_eq!(cost_with("query($i: [ID!]!){nodes(ids: $i){id}}", json!({"i": vec!["x"; 101]})), {
        Err(Excess::Page { field: "nodes".to_owned(), argument: "ids", asked: 101, limit: 100 })
    });
}

#[test]
fn pages_multiply_what_lies_beneath_them() {
    let page = |argument: &str| {
        format!("query($n: Int){{trainees{argument}{{edges{{node{{name}}}} pageInfo{{endCursor}}}}}}")
    };
    assert_eq!(cost(&page("(first: 100)")), Ok(102));
    assert_eq!(cost(&page("(first: 0)")), Ok(2));
    assert_eq!(cost(&page("(first: -1)")), Ok(2));
    assert_eq!(cost(&page("(first: null)")), Ok(22));
    assert_eq!(cost(&page("(first: $n)")), Ok(22));
    assert_eq!(cost(&page("")), Ok(22));
    assert_eq!(cost(&page("(first: \"many\")")), Ok(102));
    assert_eq!(cost_with(&page("(first: $n)"), json!({"n": 7})), Ok(9));
    assert_eq!(cost_with(&page("(first: $n)"), json!({"n": 1.5})), Ok(102));
    let through_fragment = "{trainees{...F}} fragment F on C{...on C{edges{node{name}}}}";
    assert_eq!(cost(through_fragment), Ok(22));
}

#[test]
fn whoever_goes_in_circles_pays_a_page_for_each_round() {
    let round = |inner: &str| format!("hours {{ placement {{ {inner} }} }}");
    let circle = |rounds: usize| {
        let inner = (0..rounds).fold("id".to_owned(), |inner, _| round(&inner));
        format!("{{ placement(id: \"x\") {{ {inner} }} }}")
    };
    // Each field beneath itself is a page of 20: the inner round has two objects, the next one 20 × (20 × 2 + 1) + 1.
    assert_eq!(cost(&circle(1)), Ok(20 * 2 + 2));
    assert_eq!(cost(&circle(2)), Ok((20 * 2 + 1) * 400 + 22));
    assert!(matches!(cost(&circle(3)), Err(Excess::Over { measure: Measure::Nodes, .. })));
    let spread = "{ placement(id: \"x\") { ...A } } fragment A on P { hours { placement { ...B } } }
        fragment B on P { hours { placement { ...C } } } fragment C on P { hours { placement { hours { id } } } }";
    assert!(matches!(cost(spread), Err(Excess::Over { measure: Measure::Nodes, .. })));
}

#[test]
fn pages_within_pages_are_refused_when_their_product_is_too_large() {
    let two = "{a(first:100){nodes{b(first:100){nodes{c}}}}}";
    assert_eq!(cost(two), Ok(10_202));
    let three = "{a(first:100){nodes{b(first:100){nodes{d(first:100){nodes{c}}}}}}}";
    assert_eq!(cost(three), over(Measure::Nodes, 1_020_201, 20_000));
}

#[test]
fn a_product_beyond_every_number_does_not_wrap_around() {
    let levels = 14;
    let query = format!("{{{}a{}}}", "a(first:100){".repeat(levels), "}".repeat(levels));
    assert_eq!(cost(&query), over(Measure::Nodes, u64::MAX, 20_000));
}

#[test]
fn what_is_repeated_in_many_places_is_counted_in_each() {
    let used = |times: usize| format!("query($v: [Int!]!) {{ {} }}", "a(b: $v) ".repeat(times));
    let variables = json!({"v": vec![1; 9_999]});
    assert_eq!(cost_with(&used(9), variables.clone()), Ok(1));
    assert_eq!(cost_with(&used(10), variables), over(Measure::Variables, 110_000, 100_000));
    let long = json!({"v": ["x".repeat(32_000)]});
    assert_eq!(cost_with(&used(120), long), over(Measure::Variables, 121 * 1_002, 100_000));
}

#[test]
fn a_variable_that_must_be_there_is_there_before_anything_runs() {
    let query = "mutation($a: Int!, $b: Int! = 1, $c: Int) { a(b: $a) }";
    let missing = Err(Excess::VariableRequired { name: "a".to_owned() });
    assert_eq!(cost_with(query, json!({})), missing);
    assert_eq!(cost_with(query, json!({"a": null})), missing);
    assert_eq!(cost_with(query, json!({"a": 1})), Ok(1));
    let null = Err(Excess::VariableRequired { name: "b".to_owned() });
    assert_eq!(cost_with(query, json!({"a": 1, "b": null})), null);
}

#[test]
fn the_operation_that_will_run_is_the_one_that_is_weighed() {
    let query = "query A { a { b } } mutation B { c } ";
    let named = |name| weigh(&Budget::default(), query, name, &Variables::default());
    let weighed = named(Some("A")).unwrap();
    assert_eq!((weighed.operation, weighed.cost), (OperationType::Query, 2));
    let weighed = named(Some("B")).unwrap();
    assert_eq!((weighed.operation, weighed.cost), (OperationType::Mutation, 1));
    assert_eq!(named(Some("C")).unwrap_err(), Excess::UnknownOperation { name: "C".to_owned() });
    assert_eq!(named(None).unwrap_err(), Excess::OperationNameRequired);
    let anonymous = weigh(&Budget::default(), "{a}", Some("A"), &Variables::default());
    assert_eq!(anonymous.unwrap_err(), Excess::UnknownOperation { name: "A".to_owned() });
}

/// Text made of the pieces that a lexer can trip over, in every order of five: whatever the parser accepts, the scan
/// must have counted at least as deep as the parser then nests, so no accepted text may hide a bracket.
#[test]
fn no_order_of_quotes_and_brackets_lets_the_scan_and_the_parser_disagree() {
    let pieces = ["\"", "\"\"\"", "\\", "[", "]", "#", "\n", "a"];
    let budget = Budget { brackets: 4, ..Budget::default() };
    let mut accepted = 0;
    for number in 0..pieces.len().pow(5) {
        let text: String =
            (0..5).map(|digit| pieces[number / pieces.len().pow(digit) % pieces.len()]).collect();
        let query = format!("{{a(b:{text})}}");
        let Ok(weighed) = weigh(&budget, &query, None, &Variables::default()) else {
            continue;
        };
        accepted += 1;
        let deepest = nesting(&format!("{:?}", weighed.document.operations));
        assert!(deepest <= 2, "{query}");
    }
    assert!(accepted > 100, "{accepted}");
}

/// How deep `List([` nests in a document's debug form.
fn nesting(debug: &str) -> usize {
    let (mut open, mut deepest, mut rest) = (Vec::new(), 0, debug);
    while let Some(first) = rest.chars().next() {
        if let Some(after) = rest.strip_prefix("List([") {
            open.push(true);
            rest = after;
        } else {
            match first {
                '[' => open.push(false),
                ']' => drop(open.pop()),
                _ => {}
            }
            rest = &rest[first.len_utf8()..];
        }
        deepest = deepest.max(open.iter().filter(|is_list| **is_list).count());
    }
    deepest
}
