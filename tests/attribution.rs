//! What the attribution parser understands, passage by passage: reads the marked passages of `tests/attribution/*.txt`
//! (its README says how they are written), takes the marks out, parses what is left and compares. Knows nothing of rules.
//!
//! `cargo test --test attribution -- --nocapture` prints the table by class and what was found instead.

use sayso::article::{Article, TokenKind, TokenSpan};
use sayso::config::Settings;
use sayso::format::Format;
use sayso::lint::Linter;
use sayso::rule::RuleSet;
use sayso::source::Source;
use sayso::span::SourceSpan;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// What stands above a passage of the body, and below one in the headline. Nobody says anything in it.
const ABOVE: &str = "Two gates and a crane\n\nThe harbor has two gates and a crane.\n\n";
const BELOW: &str = "\n\nThe harbor has two gates and a crane.\n\nThe crane stands by the north gate.\n";

/// One attribution as marked: bytes of the passage.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Marked {
    source: Vec<SourceSpan>,
    cue: Vec<SourceSpan>,
    content: Vec<SourceSpan>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Passage {
    /// Line of the file that it begins in, from 1.
    line: usize,
    miss: bool,
    headline: bool,
    markdown: bool,
    /// Without marks.
    text: String,
    marked: BTreeMap<u32, Marked>,
}

/// Takes the passages out of a file, or says where a mark is wrong: `(line, what)`.
fn passages(text: &str) -> Result<Vec<Passage>, (usize, String)> {
    let mut found = Vec::new();
    let mut lines: Vec<(usize, &str)> = Vec::new();
    for (number, line) in text.lines().enumerate().map(|(i, line)| (i + 1, line.trim_end())) {
        if line.is_empty() {
            found.extend(passage(&std::mem::take(&mut lines))?);
        } else if !line.starts_with('#') {
            lines.push((number, line));
        }
    }
    found.extend(passage(&lines)?);
    Ok(found)
}

fn passage(lines: &[(usize, &str)]) -> Result<Option<Passage>, (usize, String)> {
    let Some(&(line, first)) = lines.first() else { return Ok(None) };
    let mut passage =
        Passage { line, miss: false, headline: false, markdown: false, text: String::new(), marked: BTreeMap::new() };
    let mut first = first;
    loop {
        let (prefix, rest) = first.split_once(':').unwrap_or(("", first));
        match prefix {
            "miss" => passage.miss = true,
            "headline" => passage.headline = true,
            "markdown" => passage.markdown = true,
            _ => break,
        }
        first = rest.trim_start();
    }
    // Marks that are open: what they mark, where their text begins, the line they stand in.
    let mut open: Vec<(String, usize, usize)> = Vec::new();
    for (nth, &(line, text)) in lines.iter().enumerate() {
        if nth > 0 {
            passage.text.push('\n');
        }
        let mut rest = if nth == 0 { first } else { text };
        // An empty line between two paragraphs would end the passage.
        if rest == "|" {
            rest = "";
        }
        while let Some(c) = rest.chars().next() {
            match c {
                '[' | '{' => {
                    let (tag, after) = rest[1..].split_once(' ').unwrap_or((&rest[1..], ""));
                    let number = if c == '[' { tag.strip_prefix(['s', 'c']) } else { Some(tag) };
                    if number.and_then(|n| n.parse::<u32>().ok()).is_none() {
                        let wanted = if c == '[' { "`[s1 …]` or `[c1 …]`" } else { "`{1 …}`" };
                        return Err((line, format!("`{c}{tag}` opens no mark; write {wanted}")));
                    }
                    let name = if c == '[' { tag.to_owned() } else { format!("t{tag}") };
                    open.push((name, passage.text.len(), line));
                    rest = after;
                }
                ']' | '}' => {
                    let Some((name, start, _)) = open.pop() else {
                        return Err((line, format!("`{c}` closes nothing")));
                    };
                    if name.starts_with('t') != (c == '}') {
                        return Err((line, format!("`{c}` closes `{}`", shown(&name))));
                    }
                    if start == passage.text.len() {
                        return Err((line, format!("`{}` marks nothing", shown(&name))));
                    }
                    let number = name[1..].parse().expect("the number was read when the mark was opened");
                    let span = SourceSpan::new(start as u32, passage.text.len() as u32);
                    let marked: &mut Marked = passage.marked.entry(number).or_default();
                    match &name[..1] {
                        "s" => marked.source.push(span),
                        "c" => marked.cue.push(span),
                        _ => marked.content.push(span),
                    }
                    rest = &rest[1..];
                }
                _ => {
                    passage.text.push(c);
                    rest = &rest[c.len_utf8()..];
                }
            }
        }
    }
    if let Some((name, _, line)) = open.pop() {
        return Err((line, format!("`{}` is never closed", shown(&name))));
    }
    for (number, marked) in &passage.marked {
        if marked.cue.is_empty() || marked.content.is_empty() {
            let part = if marked.cue.is_empty() {
                format!("cue `[c{number} …]`")
            } else {
                format!("content `{{{number} …}}`")
            };
            return Err((line, format!("attribution {number} has no {part}")));
        }
    }
    Ok(Some(passage))
}

fn shown(name: &str) -> String {
    name.strip_prefix('t').map_or_else(|| format!("[{name}"), |number| format!("{{{number}"))
}

/// What is wrong with the parse of a passage; empty for nothing.
fn judge(linter: &Linter, passage: &Passage) -> String {
    let above = if passage.headline {
        ""
    } else if passage.markdown {
        "# Two gates and a crane\n\nThe harbor has two gates and a crane.\n\n"
    } else {
        ABOVE
    };
    let from = above.len() as u32;
    let below = if passage.headline { BELOW } else { "\n" };
    let source = Source::from_text("passage", format!("{above}{}{below}", passage.text));
    let article = linter.parse(&source, if passage.markdown { Format::Markdown } else { Format::Plain });
    let region = SourceSpan::new(from, from + passage.text.len() as u32);
    let place = |token: usize| article.prose.map.to_source(article.tokens[token].span());
    let moved = |spans: &[SourceSpan]| -> Vec<SourceSpan> {
        spans.iter().map(|s| SourceSpan::new(s.start + from, s.end + from)).collect()
    };
    let within = |run: TokenSpan, spans: &[SourceSpan]| run.range().any(|t| spans.iter().any(|s| s.overlaps(place(t))));
    let wanted_words = |spans: &[SourceSpan]| -> BTreeSet<usize> {
        (0..article.tokens.len())
            .filter(|&t| is_word(&article, t) && spans.iter().any(|s| s.overlaps(place(t))))
            .collect()
    };

    let mut free: Vec<usize> =
        (0..article.attributions.len()).filter(|&a| within(article.attributions[a].cue, &[region])).collect();
    let mut wrong = String::new();
    for (number, marked) in &passage.marked {
        let (cue, source, content) = (moved(&marked.cue), moved(&marked.source), moved(&marked.content));
        let words = wanted_words(&content);
        let right = free.iter().position(|&a| {
            let found = &article.attributions[a];
            let source_holds = match (found.source, found.source_head) {
                (None, _) => source.is_empty(),
                (Some(run), None) => within(run, &source),
                (Some(run), Some(head)) => {
                    within(run, &source) && within(TokenSpan::new(head as usize, head as usize + 1), &source)
                }
            };
            within(found.cue, &cue) && source_holds && content_words(&article, a) == words
        });
        match right {
            Some(at) => {
                free.remove(at);
            }
            None => {
                let _ = writeln!(wrong, "    not found: attribution {number}");
            }
        }
    }
    let said: Vec<SourceSpan> = passage.marked.values().flat_map(|m| moved(&m.content)).collect();
    // What a speaker says about others, in quotation marks, is judged only where it is marked.
    free.retain(|&a| {
        let cue = article.attributions[a].cue;
        !(within(cue, &said) && article.quotations.iter().any(|q| q.tokens.overlaps(cue)))
    });
    if !free.is_empty() || !wrong.is_empty() {
        for a in free {
            let found = &article.attributions[a];
            let text = |run: TokenSpan| article.text(run).replace('\n', " ");
            let content: Vec<String> = found.content.iter().map(|&run| text(run)).collect();
            let _ = writeln!(
                wrong,
                "    instead: source «{}» cue «{}» content «{}» ({:?})",
                found.source.map_or_else(String::new, text),
                text(found.cue),
                content.join("» + «"),
                found.frame
            );
        }
    }
    wrong
}

fn is_word(article: &Article<'_>, token: usize) -> bool {
    matches!(article.tokens[token].kind, TokenKind::Word | TokenKind::Number | TokenKind::Clitic | TokenKind::Link)
}

fn content_words(article: &Article<'_>, attribution: usize) -> BTreeSet<usize> {
    article.attributions[attribution].content.iter().flat_map(|r| r.range()).filter(|&t| is_word(article, t)).collect()
}

fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/attribution");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("the folder of passages can be read")
        .map(|entry| entry.expect("the folder of passages can be read").path())
        .filter(|path| path.extension().is_some_and(|e| e == "txt"))
        .collect();
    files.sort();
    files
}

#[test]
fn passages_are_understood() {
    let linter = Linter::new(&RuleSet::builtin(), &Settings::default()).expect("the built-in rules compile");
    let mut table = format!("{:<22}{:>10}{:>6}{:>8}{:>8}\n", "class", "passages", "pass", "misses", "wrong");
    let mut total = [0; 4];
    let mut wrong = String::new();
    let mut misses = String::new();
    for file in files() {
        let class = file.file_stem().expect("a file has a name").to_string_lossy().into_owned();
        let path = format!("tests/attribution/{class}.txt");
        let text = std::fs::read_to_string(&file).expect("passages are UTF-8");
        let all = passages(&text).unwrap_or_else(|(line, what)| panic!("{path}:{line}: {what}"));
        let mut counts = [all.len(), 0, 0, 0];
        for passage in all {
            let fault = judge(&linter, &passage);
            let at = format!("{path}:{}", passage.line);
            match (fault.is_empty(), passage.miss) {
                (true, false) => counts[1] += 1,
                (false, true) => {
                    counts[2] += 1;
                    let _ = write!(misses, "{at}: {}\n{fault}", passage.text);
                }
                (true, true) => {
                    counts[3] += 1;
                    let _ = writeln!(wrong, "{at}: passes now: take `miss:` away\n    {}", passage.text);
                }
                (false, false) => {
                    counts[3] += 1;
                    let _ = write!(wrong, "{at}: {}\n{fault}", passage.text);
                }
            }
        }
        let [passages, pass, miss, bad] = counts;
        let _ = writeln!(table, "{class:<22}{passages:>10}{pass:>6}{miss:>8}{bad:>8}");
        for (sum, count) in total.iter_mut().zip(counts) {
            *sum += count;
        }
    }
    let [all, pass, miss, bad] = total;
    let _ = writeln!(table, "{:<22}{all:>10}{pass:>6}{miss:>8}{bad:>8}", "all");
    println!("{table}\nKnown misses:\n{misses}");
    assert!(wrong.is_empty(), "{bad} of {all} passages are not as marked:\n{wrong}\n{table}");
    assert!(all >= 150, "the suite promises 150 passages and has {all}");
}

#[test]
fn marks_are_read() {
    let all =
        passages("# Title\n\nmiss: headline: [s1 [s2 Reyl]][c1 :] {1 \"no,\n|\nno\"} [c2 adding] {2 so}\n\nNothing.\n")
            .expect("the marks are right");
    assert_eq!(all.len(), 2);
    assert_eq!((all[0].line, all[0].miss, all[0].headline, all[0].markdown), (3, true, true, false));
    assert_eq!(all[0].text, "Reyl: \"no,\n\nno\" adding so");
    let first = &all[0].marked[&1];
    let text = |spans: &[SourceSpan]| spans.iter().map(|s| &all[0].text[s.range()]).collect::<Vec<_>>();
    assert_eq!((text(&first.source), text(&first.cue)), (vec!["Reyl"], vec![":"]));
    assert_eq!(text(&first.content), vec!["\"no,\n\nno\""]);
    assert_eq!(text(&all[0].marked[&2].source), vec!["Reyl"]);
    assert_eq!((all[1].line, all[1].marked.len()), (7, 0));
}

#[test]
fn wrong_marks_are_named_with_their_line() {
    for (text, line, what) in [
        ("He [c1 said] {1 so.", 1, "`{1` is never closed"),
        ("Fine.\n\nHe [c1 said} {1 so}.", 3, "`}` closes `[c1`"),
        ("He [c1 said]] {1 so}.", 1, "`]` closes nothing"),
        ("[x1 He] [c1 said] {1 so}.", 1, "`[x1` opens no mark; write `[s1 …]` or `[c1 …]`"),
        ("He [c1 said] {so}.", 1, "`{so}.` opens no mark; write `{1 …}`"),
        ("[s1 He] said {1 so}.", 1, "attribution 1 has no cue `[c1 …]`"),
        ("[s1 He] [c1 said]\n[s2 x] [c2 y] {2 z}.", 1, "attribution 1 has no content `{1 …}`"),
        ("[s1 ] [c1 said] {1 so}.", 1, "`[s1` marks nothing"),
    ] {
        assert_eq!(passages(text), Err((line, what.to_owned())), "{text}");
    }
}
