//! What the schemas are made from: the shape of `sayso.toml` and of rule files as types. The readers take TOML apart by
//! hand, to show each mistake where it stands; so these types are held against the readers' tables of keys and names,
//! against every built-in rule file, and against what is checked in (`BLESS=1` rewrites that).

#![allow(dead_code, clippy::zero_sized_map_values, reason = "nobody makes a value of these types: their shape counts")]

use crate::config::read::{KEYS as CONFIG_KEYS, OVERRIDE_KEYS};
use crate::config::{self, Catalogue};
use crate::diagnostic::Level;
use crate::rule::load::KEYS as RULE_KEYS;
use crate::rule::names::{CUES, FRAMES, HANDLING, LEVELS, TRI, ZONES};
use crate::rule::parts::{GUARD_KEYS, MATCHERS, SCOPE_KEYS, matcher_keys};
use crate::rule::schema::CLASSES;
use crate::rule::{RuleSet, Said};
use crate::source::Source;
use schemars::{JsonSchema, Schema, SchemaGenerator, generate::SchemaSettings, json_schema};
use serde_json::{Map, Value, json};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// A type for one of a table of names.
macro_rules! names {
    ($($(#[doc = $doc:literal])* $name:ident = $table:expr;)*) => {$(
        struct $name;
        impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }
            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                let names: Vec<&str> = $table;
                json_schema!({ "type": "string", "enum": names })
            }
        }
    )*};
}

fn first<T>(table: &'static [(&'static str, T)]) -> Vec<&'static str> {
    table.iter().map(|(name, _)| *name).collect()
}

names! {
    Severity = Level::NAMES.to_vec();
    Zone = first(ZONES);
    Frame = first(FRAMES);
    Cue = first(CUES);
    Class = first(CLASSES);
    Property = first(TRI);
    Handling = first(HANDLING);
    Silence = vec!["skip", "same"];
    Inflection = vec!["none", "verb", "noun"];
    Once = vec!["word", "sentence", "source", "story"];
    At = vec!["head", "anywhere", "start"];
    Underline = vec!["source", "match"];
    Speaker = vec!["none", "some", "any"];
    Case = vec!["lower", "any"];
    StoryCheck = first(crate::rule::schema::StoryCheck::ALL);
    Attributed = vec!["sentence", "previous", "nearby", "following", "paragraph"];
    Change = vec!["raise", "lower", "off", "info", "warning", "error"];
}

/// One, or a list of them.
#[derive(JsonSchema)]
#[schemars(untagged)]
enum OneOrMany<T> {
    One(T),
    Many(Vec<T>),
}

/// How a desk wants its copy checked. Holds for all files in and below its folder.
#[derive(JsonSchema)]
#[schemars(title = "sayso.toml", deny_unknown_fields, rename_all = "kebab-case")]
struct Config {
    /// Another sayso.toml that this one builds on, from the folder of this file. What is set here goes before.
    extend: Option<String>,
    /// What is filed here; a file's own front matter goes before.
    kind: Option<String>,
    /// How much to ask for: a set of severities and options under what is set here.
    preset: Option<String>,
    /// Only these rules: ids, families, globs.
    select: Option<Vec<String>>,
    /// Not these rules: ids, families, globs.
    ignore: Option<Vec<String>>,
    /// Phrases that never fire, whatever the rule.
    allow: Option<Vec<String>>,
    /// Sources that rules about sources pass over.
    ignore_sources: Option<Vec<String>>,
    /// Folders of this house's own rules, from the folder of this file.
    rules_dir: Option<Vec<String>>,
    /// One rule: its severity, and its own options.
    rules: Option<BTreeMap<String, RuleSettings>>,
    /// Words to add to a list or take out of it; a tier of a list is `list.tier`.
    lexicons: Option<BTreeMap<String, Lexicon>>,
    /// Other settings for some paths.
    #[schemars(rename = "override")]
    overrides: Option<Vec<Override>>,
}

/// Settings for some paths.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Override {
    /// Which paths, from the folder of this file, as in .gitignore.
    paths: Vec<String>,
    /// What is filed there.
    kind: Option<String>,
    /// Only these rules there.
    select: Option<Vec<String>>,
    /// Not these rules there.
    ignore: Option<Vec<String>>,
    /// One rule there.
    rules: Option<BTreeMap<String, RuleSettings>>,
}

/// A rule's severity, and its own options.
#[derive(JsonSchema)]
struct RuleSettings {
    /// How much it matters, or `off`.
    severity: Option<Severity>,
}

/// Words added to and taken out of a list.
#[derive(JsonSchema)]
struct Lexicon {
    /// New entries.
    add: Option<Vec<String>>,
    /// Entries that no longer count.
    remove: Option<Vec<String>>,
}

/// One rule, one file; its id is its path.
#[derive(JsonSchema)]
#[schemars(title = "sayso rule", deny_unknown_fields, rename_all = "kebab-case")]
struct Rule {
    /// One line: what it flags.
    summary: String,
    /// How much it matters.
    severity: Severity,
    /// What it says; the first that can be filled. `{found}`, `{source}` and the like stand for what was found.
    message: OneOrMany<String>,
    /// The repair.
    help: Option<OneOrMany<String>>,
    /// What a program may write in place of the found words.
    fix: Option<Fix>,
    /// What it says as a note of another finding.
    note: Option<OneOrMany<String>>,
    /// Why an editor cares.
    why: String,
    /// Standards and research it rests on.
    references: Option<OneOrMany<String>>,
    /// Kinds of copy where it is off.
    kinds_exempt: Option<OneOrMany<String>>,
    /// Who reports where findings overlap: the highest.
    priority: Option<i64>,
    /// Rules (globs) whose findings in the same sentence become notes of this one.
    absorbs: Option<OneOrMany<String>>,
    /// At most one finding per ….
    once: Option<Once>,
    /// At most so many findings a story.
    max_per_story: Option<i64>,
    /// What it looks for: exactly one matcher.
    #[schemars(rename = "match")]
    matcher: Matcher,
    /// Where it looks.
    scope: Option<Scope>,
    /// Guards that silence it.
    unless: Option<Guards>,
    /// Guards of which one must hold.
    require: Option<Guards>,
    /// Changes of severity or message.
    when: Option<Vec<When>>,
    /// Severity by tier of its word list.
    tier: Option<BTreeMap<String, Severity>>,
    /// What a house may set, with its default.
    options: Option<BTreeMap<String, OptionDoc>>,
    /// What it must find and must not find.
    example: Option<Vec<Example>>,
}

/// What a program may write in place of the found words.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Fix {
    /// Plain text, or `{alternative}`: what the list of the found entry says to write, in the same form.
    replace: String,
    /// `safe` cannot change what the copy says; `unsafe`, the default, is for an editor to agree to.
    safety: Option<Safety>,
    /// Only for attributions of these frames.
    frames: Option<OneOrMany<Frame>>,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case")]
#[allow(dead_code, reason = "its names are what matters")]
enum Safety {
    Safe,
    Unsafe,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case")]
enum Matcher {
    /// Words of lists.
    Terms(Terms),
    /// Patterns.
    Pattern(Pattern),
    /// Attributions by their cue.
    Cue(CueMatch),
    /// Attributions by their source.
    Source(SourceMatch),
    /// Quotations.
    Quote(Quote),
    /// Assertions in the paper's own voice.
    Claim(Claim),
    /// Something about the whole story.
    Story(Story),
}

#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Terms {
    /// `@list`, `@list.tier` or phrases.
    words: OneOrMany<String>,
    /// How phrases inflect.
    inflect: Option<Inflection>,
}

#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Pattern {
    /// In the pattern language.
    patterns: OneOrMany<String>,
}

#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename_all = "kebab-case")]
struct CueMatch {
    words: Option<OneOrMany<String>>,
    inflect: Option<Inflection>,
    frames: Option<OneOrMany<Frame>>,
    cues: Option<OneOrMany<Cue>>,
    passive: Option<Property>,
    negated: Option<Property>,
    sourceless: Option<Property>,
    classes: Option<OneOrMany<Class>>,
    not_classes: Option<OneOrMany<Class>>,
}

#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename_all = "kebab-case")]
struct SourceMatch {
    words: Option<OneOrMany<String>>,
    inflect: Option<Inflection>,
    /// Where in the source phrase an entry must stand.
    at: Option<At>,
    /// Nothing else may describe it.
    bare: Option<bool>,
    underline: Option<Underline>,
    classes: Option<OneOrMany<Class>>,
    not_classes: Option<OneOrMany<Class>>,
    frames: Option<OneOrMany<Frame>>,
    cues: Option<OneOrMany<Cue>>,
    passive: Option<Property>,
    negated: Option<Property>,
}

#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename_all = "kebab-case")]
struct Quote {
    min_words: Option<i64>,
    max_words: Option<i64>,
    /// Whether somebody is named for it.
    speaker: Option<Speaker>,
    lookback: Option<i64>,
    lookahead: Option<i64>,
    /// Whole sentences, or fragments.
    sentence: Option<bool>,
    case: Option<Case>,
}

#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename_all = "kebab-case")]
struct Claim {
    patterns: Option<OneOrMany<String>>,
    score: Option<Vec<Score>>,
    min_score: Option<i64>,
    inherit: Option<i64>,
}

#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename_all = "kebab-case")]
struct Story {
    check: StoryCheck,
    not_classes: Option<OneOrMany<Class>>,
    score: Option<Vec<Score>>,
    /// Pattern sets that the check asks for, by name.
    evidence: Option<BTreeMap<String, OneOrMany<String>>>,
}

/// One line of a score.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Score {
    name: Option<String>,
    /// May be negative.
    points: i64,
    patterns: OneOrMany<String>,
    /// Counts at most so often.
    max: Option<i64>,
}

#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename_all = "kebab-case")]
struct Scope {
    zones: Option<OneOrMany<Zone>>,
    /// Inside quotation marks.
    quoted: Option<Handling>,
    /// Inside paraphrase.
    attributed: Option<Handling>,
    /// Inside paraphrase of a document.
    document: Option<Handling>,
    /// Inside what somebody is said to want, praise or attack: a phrase, not a statement.
    object: Option<Handling>,
    /// Where a cue too weak to count may say it.
    doubtful: Option<Handling>,
    /// Inside a source phrase.
    source_phrase: Option<Handling>,
    /// Capitalised names.
    names: Option<Silence>,
    /// Formulas.
    formulas: Option<Silence>,
}

/// A table that holds guards, and what else it holds.
macro_rules! guards {
    ($(#[$attribute:meta])* $name:ident { $($extra:tt)* }) => {
        #[derive(JsonSchema)]
        $(#[$attribute])*
        #[schemars(rename_all = "kebab-case")]
        struct $name {
            /// In the sentence.
            patterns: Option<OneOrMany<String>>,
            /// In the sentence.
            sentence: Option<OneOrMany<String>>,
            /// Right before the found words.
            before: Option<OneOrMany<String>>,
            /// Right after them.
            after: Option<OneOrMany<String>>,
            /// Overlapping them.
            around: Option<OneOrMany<String>>,
            /// In the content of the attribution.
            content: Option<OneOrMany<String>>,
            /// In the source phrase.
            source: Option<OneOrMany<String>>,
            /// In the sentence and `window` sentences on both sides.
            nearby: Option<OneOrMany<String>>,
            /// In the sentence and `window` sentences before.
            previous: Option<OneOrMany<String>>,
            /// In the sentence and `window` sentences after.
            following: Option<OneOrMany<String>>,
            paragraph: Option<OneOrMany<String>>,
            /// In the story up to the sentence.
            story_before: Option<OneOrMany<String>>,
            story: Option<OneOrMany<String>>,
            window: Option<i64>,
            /// An attribution with a source has its cue there.
            attributed: Option<Attributed>,
            /// The sentence dates itself so many years back.
            history: Option<i64>,
            /// The sentence is a question.
            question: Option<bool>,
            /// All its figures were attributed before.
            known_figures: Option<bool>,
            $($extra)*
        }
    };
}

guards! {
    /// Guards of one group.
    #[schemars(deny_unknown_fields)]
    GuardSet {}
}
guards! {
    /// Guards; a table inside is a group that holds only while the option of its name is true.
    #[schemars(extend("additionalProperties" = { "$ref": "#/definitions/GuardSet" }))]
    Guards {}
}
guards! {
    /// When the guards hold, what changes.
    #[schemars(deny_unknown_fields)]
    When {
        set: Option<Change>,
        message: Option<OneOrMany<String>>,
        help: Option<OneOrMany<String>>,
        /// Only while this option is true.
        option: Option<String>,
    }
}

#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct OptionDoc {
    /// Its value unless a house sets another, and so its type.
    default: Value,
    /// What it means.
    doc: String,
}

/// Copy that it fires on, is quiet on, or is known to miss: one of them. Braces mark what is to be found.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Example {
    fires: Option<String>,
    quiet: Option<String>,
    misses: Option<String>,
    /// The severity it must have.
    severity: Option<Severity>,
    /// The zone of a one-paragraph example.
    zone: Option<Zone>,
}

fn generator() -> SchemaGenerator {
    SchemaSettings::draft07().into_generator()
}

/// TOML has no null: what is optional is left out.
fn without_null(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(without_null),
        Value::Object(object) => {
            if let Some(Value::Array(types)) = object.get_mut("type") {
                types.retain(|name| name != "null");
                if let [only] = types.as_slice() {
                    let only = only.clone();
                    object.insert("type".to_owned(), only);
                }
            }
            if let Some(Value::Array(any)) = object.get_mut("anyOf") {
                any.retain(|schema| *schema != json!({ "type": "null" }));
                if let [only] = any.as_slice() {
                    let only = only.clone();
                    object.remove("anyOf");
                    // Next to a reference nothing else counts in draft 7, so it stands in an `allOf`.
                    object.insert("allOf".to_owned(), json!([only]));
                }
            }
            object.values_mut().for_each(without_null);
        }
        _ => {}
    }
}

/// The schema of an option with this default.
fn of_default(default: &toml::Value, doc: &str) -> Value {
    let mut schema = match default {
        toml::Value::Boolean(_) => json!({ "type": "boolean" }),
        toml::Value::Integer(_) => json!({ "type": "integer" }),
        toml::Value::Float(_) => json!({ "type": "number" }),
        toml::Value::Array(_) => json!({ "type": "array" }),
        toml::Value::Table(table) => {
            let properties: Map<String, Value> =
                table.keys().map(|tier| (tier.clone(), json!({ "$ref": "#/definitions/Severity" }))).collect();
            json!({ "type": "object", "properties": properties, "additionalProperties": false })
        }
        _ => json!({ "type": "string" }),
    };
    schema["description"] = json!(doc);
    schema["default"] = serde_json::to_value(default).expect("TOML is JSON but for dates");
    schema
}

fn config_schema() -> Value {
    let mut schema = serde_json::to_value(generator().into_root_schema_for::<Config>()).expect("a schema is JSON");
    without_null(&mut schema);
    let set = RuleSet::builtin();
    let kinds: Vec<&str> = set.kinds().map(|(name, _)| name).collect();
    // Built-in rules with their options; a house's own may have any.
    let rules: Map<String, Value> = set
        .rules()
        .map(|rule| {
            let mut properties = Map::new();
            properties.insert(
                "severity".to_owned(),
                json!({ "allOf": [{ "$ref": "#/definitions/Severity" }], "description": "How much it matters, or `off`." }),
            );
            for (name, default) in &rule.options {
                let doc = rule.option_docs.get(name).map_or("", Said::as_str);
                properties.insert(name.clone(), of_default(default, doc));
            }
            let own = json!({
                "type": "object",
                "description": rule.summary.as_str(),
                "properties": properties,
                "additionalProperties": false,
            });
            (rule.id.clone(), own)
        })
        .collect();
    for path in ["/properties", "/definitions/Override/properties"] {
        let properties = schema.pointer_mut(path).expect("the type has properties");
        properties["kind"]["enum"] = json!(kinds);
        let description = properties["rules"]["description"].take();
        properties["rules"] = json!({ "allOf": [{ "$ref": "#/definitions/Rules" }], "description": description });
    }
    schema["definitions"]["Rules"] = json!({
        "type": "object",
        "properties": rules,
        "additionalProperties": { "$ref": "#/definitions/RuleSettings" },
    });
    schema
}

fn rule_schema() -> Value {
    let mut generator = generator();
    let mut schema = serde_json::to_value(generator.root_schema_for::<Rule>()).expect("a schema is JSON");
    // Named in an extension only, where schemars does not look.
    let group = serde_json::to_value(generator.root_schema_for::<GuardSet>()).expect("a schema is JSON");
    let keys = ["type", "description", "properties", "additionalProperties"];
    let group: Map<String, Value> =
        keys.iter().filter_map(|key| Some(((*key).to_owned(), group.get(*key)?.clone()))).collect();
    schema["definitions"]["GuardSet"] = Value::Object(group);
    without_null(&mut schema);
    schema
}

#[test]
fn what_is_checked_in_is_what_is_made() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/schema");
    for (name, made, shipped) in
        [("sayso.schema.json", config_schema(), super::CONFIG), ("rule.schema.json", rule_schema(), super::RULE)]
    {
        let text = format!("{}\n", serde_json::to_string_pretty(&made).expect("it is JSON"));
        if std::env::var_os("BLESS").is_some() {
            fs::write(folder.join(name), &text).expect("it can be written");
        } else {
            assert!(text == shipped, "rules/schema/{name} is out of step: BLESS=1 cargo test --lib schema");
        }
    }
}

fn properties(schema: &Value, path: &str) -> BTreeSet<String> {
    let object = schema.pointer(path).and_then(|schema| schema["properties"].as_object());
    object.unwrap_or_else(|| panic!("no properties at {path}")).keys().cloned().collect()
}

#[track_caller]
fn same(schema: &Value, path: &str, keys: &[&str], more: &[&str]) {
    let wanted: BTreeSet<String> = keys.iter().chain(more).map(|&key| key.to_owned()).collect();
    assert_eq!(properties(schema, path), wanted, "{path}");
}

#[test]
fn the_schemas_have_the_readers_keys() {
    let config = config_schema();
    same(&config, "", CONFIG_KEYS, &[]);
    same(&config, "/definitions/Override", OVERRIDE_KEYS, &[]);
    let rule = rule_schema();
    same(&rule, "", RULE_KEYS, &[]);
    same(&rule, "/definitions/Scope", SCOPE_KEYS, &[]);
    same(&rule, "/definitions/GuardSet", GUARD_KEYS, &[]);
    same(&rule, "/definitions/Guards", GUARD_KEYS, &[]);
    same(&rule, "/definitions/When", GUARD_KEYS, &["set", "message", "help", "option"]);
    assert_eq!(Level::NAMES.iter().collect::<BTreeSet<_>>(), first(LEVELS).iter().collect());
    let names = ["Terms", "Pattern", "CueMatch", "SourceMatch", "Quote", "Claim", "Story"];
    for (kind, name) in MATCHERS.iter().zip(names) {
        same(&rule, &format!("/definitions/{name}"), matcher_keys(kind), &[]);
    }
    let kinds = rule["definitions"]["Matcher"]["oneOf"].as_array().expect("one of the kinds");
    let kinds: Vec<&str> =
        kinds.iter().filter_map(|kind| kind["properties"].as_object()?.keys().next().map(String::as_str)).collect();
    assert_eq!(kinds, MATCHERS);
}

fn errors(schema: &str, text: &str) -> Vec<String> {
    let validator = jsonschema::validator_for(&serde_json::from_str(schema).expect("it is JSON")).expect("a schema");
    let value: toml::Value = toml::from_str(text).expect("it is TOML");
    let value = serde_json::to_value(value).expect("TOML is JSON but for dates");
    validator.iter_errors(&value).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

#[test]
fn every_built_in_rule_is_valid_by_the_schema() {
    let set = RuleSet::builtin();
    for rule in set.rules() {
        let found = errors(super::RULE, &rule.file.text);
        assert!(found.is_empty(), "{}: {}", rule.id, found.join("\n"));
    }
}

#[test]
fn schema_and_reader_agree_on_configs() {
    let set = RuleSet::builtin();
    let catalogue = Catalogue {
        rules: set.rules().map(|rule| (rule.id.clone(), Some(rule.options.clone()))).collect(),
        lexicons: set.lexicon_names().map(str::to_owned).collect(),
        kinds: set.kinds().map(|(name, _)| name.to_owned()).collect(),
        presets: set.presets().map(|(name, _)| name.to_owned()).collect(),
    };
    let rule = "claims/unattributed-claim";
    for (text, good) in [
        (String::new(), true),
        ("extend = '../sayso.toml'\nkind = 'court'\nselect = ['claims']\nrules-dir = ['r']\n".to_owned(), true),
        (format!("[rules.'{rule}']\nseverity = 'off'\n[[override]]\npaths = ['a']\nignore = ['claims']\n"), true),
        ("[lexicons.loaded-terms]\nadd = ['x']\n[lexicons.loaded-terms.warning]\nremove = ['y']\n".to_owned(), true),
        ("extend = ['../sayso.toml']\n".to_owned(), false),
        ("kind = 'sports'\n".to_owned(), false),
        ("kid = 'news'\n".to_owned(), false),
        ("select = 'claims'\n".to_owned(), false),
        (format!("[rules.'{rule}']\nseverity = 'loud'\n"), false),
        (format!("[rules.'{rule}']\nno-such-option = 1\n"), false),
        ("[[override]]\nkind = 'news'\n".to_owned(), false),
    ] {
        let by_schema = errors(super::CONFIG, &text);
        let (_, by_reader) = config::read(&Source::from_text("sayso.toml", text.clone()), &catalogue);
        assert_eq!(by_schema.is_empty(), good, "{text}{by_schema:?}");
        assert_eq!(by_reader.is_empty(), good, "{text}{by_reader:?}");
    }
    assert!(errors(super::CONFIG, include_str!("../command/starter.toml")).is_empty());
}
