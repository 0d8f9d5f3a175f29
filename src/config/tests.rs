//! Tests of configs: what is found wrong and where, and what settings come out.

use super::*;
use crate::source::Source;

fn catalogue() -> Catalogue {
    let options = BTreeMap::from([
        ("window".to_owned(), toml::Value::Integer(1)),
        ("own-outlets".to_owned(), toml::Value::Array(vec![toml::Value::String("Reuters".to_owned())])),
    ]);
    Catalogue {
        rules: BTreeMap::from([
            ("claims/unattributed-claim".to_owned(), Some(BTreeMap::new())),
            ("sources/vague-source".to_owned(), Some(options)),
            ("house/broken".to_owned(), None),
        ]),
        lexicons: ["loaded-terms", "loaded-terms.warning"].map(str::to_owned).into(),
        kinds: ["news", "opinion"].map(str::to_owned).into(),
        presets: ["strict".to_owned()].into(),
    }
}

fn mistakes(text: &str) -> Vec<(String, String, String, String)> {
    let source = Source::from_text("sayso.toml", text.to_owned());
    let (_, found) = read(&source, &catalogue());
    found
        .into_iter()
        .map(|d| (d.rule.to_string(), text[d.span.range()].to_owned(), d.message, d.help.unwrap_or_default()))
        .collect()
}

#[test]
fn each_mistake_is_found_where_it_stands() {
    let cases = [
        ("selct = []", "config/unknown-key", "selct", "did you mean `select`?"),
        ("kind = \"opinon\"", "config/bad-value", "\"opinon\"", "did you mean `opinion`?"),
        ("kind = 3", "config/bad-value", "3", "write `kind = \"news\"`"),
        ("select = \"claims\"", "config/bad-value", "\"claims\"", "write `select = [\"claims\"]`"),
        ("allow = [\"a\", 2]", "config/bad-value", "2", ""),
        ("ignore = [\"claim\"]", "config/unknown-rule", "\"claim\"", "did you mean `claims`?"),
        (
            "select = [\"unattributed-claim\"]",
            "config/unknown-rule",
            "\"unattributed-claim\"",
            "did you mean `claims/unattributed-claim`?",
        ),
        (
            "[rules.\"sources/vage-source\"]",
            "config/unknown-rule",
            "\"sources/vage-source\"",
            "did you mean `sources/vague-source`?",
        ),
        ("[rules.sources.vague-source]", "config/unknown-rule", "sources", "write `[rules.\"sources/vague-source\"]`"),
        ("[rules.\"sources/vague-source\"]\nwindwo = 2", "config/unknown-option", "windwo", "did you mean `window`?"),
        ("[rules.\"sources/vague-source\"]\nwindow = \"two\"", "config/bad-value", "\"two\"", "its default is `1`"),
        (
            "[rules.\"sources/vague-source\"]\nown-outlets = [1]",
            "config/bad-value",
            "[1]",
            "its default is `[\"Reuters\"]`",
        ),
        (
            "[rules.\"sources/vague-source\"]\nseverity = \"eror\"",
            "config/bad-value",
            "\"eror\"",
            "did you mean `error`?",
        ),
        ("[lexicons.loaded-term]", "config/unknown-lexicon", "loaded-term", "did you mean `loaded-terms`?"),
        ("[lexicons.loaded-terms]\nad = []", "config/unknown-key", "ad", "did you mean `add`?"),
        (
            "[[override]]\npaths = [\"a[\"]",
            "config/bad-glob",
            "\"a[\"",
            "`*` is any name, `**` any folders: `opinion/**`, `*.md`",
        ),
        (
            "[[override]]\npaths = [\"../a\"]",
            "config/bad-glob",
            "\"../a\"",
            "paths start at the folder of this file and cannot leave it",
        ),
    ];
    for (text, rule, words, help) in cases {
        let found = mistakes(text);
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        let (r, w, _, h) = &found[0];
        assert_eq!((r.as_str(), w.as_str(), h.as_str()), (rule, words, help), "{text}");
    }
}

#[test]
fn several_mistakes_come_in_one_run_and_the_good_parts_hold() {
    let text = "kind = \"nws\"\nallow = [\"x\"]\nbogus = 1\n[rules.\"house/broken\"]\nwhatever = 1\n";
    let source = Source::from_text("sayso.toml", text.to_owned());
    let (config, found) = read(&source, &catalogue());
    assert_eq!(found.iter().map(|d| &*d.rule).collect::<Vec<_>>(), ["config/bad-value", "config/unknown-key"]);
    assert_eq!(config.settings(&[], &Choice::default()).allow, ["x"]);
}

#[test]
fn broken_syntax_is_told_without_what_follows_from_it() {
    let found = mistakes("kind = \nselct = []\nallow = [\"x\"]\n");
    assert!(found.iter().all(|(rule, ..)| rule == "config/syntax"), "{found:?}");
    assert!(!found.is_empty());
}

#[test]
fn a_byte_order_mark_moves_no_span() {
    let text = "\u{feff}selct = []";
    let found = mistakes(text);
    assert_eq!(found[0].1, "selct");
}

#[test]
fn overrides_and_the_command_line_come_in_turn() {
    let text = r#"
        kind = "news"
        select = ["claims"]
        ignore = ["sources/vague-source"]
        [rules."sources/vague-source"]
        window = 2
        [lexicons.loaded-terms.warning]
        add = ["brutal"]
        [[override]]
        paths = ["opinion"]
        kind = "opinion"
        [override.rules."sources/vague-source"]
        severity = "off"
    "#;
    let source = Source::from_text("sayso.toml", text.to_owned());
    let (config, found) = read(&source, &catalogue());
    assert!(found.is_empty(), "{found:?}");
    assert!(config.overrides_for("news/a.txt").is_empty());
    let over = config.overrides_for("opinion/a.txt");
    let settings = config.settings(&over, &Choice::default());
    assert_eq!(settings.kind.as_deref(), Some("opinion"));
    let rule = &settings.rules["sources/vague-source"];
    assert_eq!(rule.severity, Some(Level::Off));
    assert_eq!(rule.options["window"], toml::Value::Integer(2));
    assert_eq!(settings.lexicons["loaded-terms.warning"].add, ["brutal"]);
    let choice = Choice { select: vec!["sources".to_owned()], ignore: Vec::new() };
    let settings = config.settings(&over, &choice);
    assert_eq!((settings.select, settings.ignore.is_empty()), (vec!["sources".to_owned()], true));
}

#[test]
fn a_pattern_is_an_id_a_family_or_a_glob() {
    assert!(Pattern::new("claims").matches("claims/unattributed-claim"));
    assert!(Pattern::new("claims/").matches("claims/unattributed-claim"));
    assert!(Pattern::new("*/unattributed-*").matches("claims/unattributed-claim"));
    assert!(Pattern::new("claims/unattributed-claim").matches("claims/unattributed-claim"));
    assert!(!Pattern::new("claim").matches("claims/unattributed-claim"));
    assert!(!Pattern::new("claims/unattributed").matches("claims/unattributed-claim"));
}

#[test]
fn path_patterns_read_like_gitignore() {
    let hit = |pattern: &str, path: &str| path_globs(pattern).expect("a glob").iter().any(|g| g.is_match(path));
    assert!(hit("opinion", "desk/opinion/a.md"));
    assert!(hit("opinion/", "opinion/2024/a.md"));
    assert!(hit("*.md", "desk/a.md"));
    assert!(hit("desk/*.md", "desk/a.md"));
    assert!(!hit("desk/*.md", "desk/old/a.md"));
    assert!(!hit("desk/*.md", "other/desk/a.md"));
    assert!(path_globs("a[").is_err());
}
