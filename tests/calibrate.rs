//! Figures for the cue lexicon, from a corpus that is not part of the project: `SAYSO_CORPUS` names a folder of plain
//! text articles, `SAYSO_OUT` a file. Writes one JSON object an article: every possible cue with its frame (`probes`)
//! and what the parser makes of it (`attributions`). `tests/calibrate/fit.py` makes `cues.toml` and `evidence.toml` of it
//! (it says what layout of corpus it reads), by hand and never in CI. Without the variables there is nothing to do.

use sayso::format::{Format, read};
use sayso::lexicon::LexiconBuilder;
use sayso::parse::{Grammar, irregular, parse, probe};
use sayso::source::Source;
use std::io::Write;

#[test]
#[ignore = "a tool for those who hold an annotated corpus, see the head of this file"]
fn dump() {
    let (Ok(corpus), Ok(out)) = (std::env::var("SAYSO_CORPUS"), std::env::var("SAYSO_OUT")) else { return };
    let mut words = LexiconBuilder::new(irregular());
    let grammar = Grammar::new(&mut words);
    let lexicon = words.build();
    let mut out = std::io::BufWriter::new(std::fs::File::create(out).expect("SAYSO_OUT can be written"));
    let mut paths: Vec<_> = std::fs::read_dir(corpus)
        .expect("SAYSO_CORPUS is a folder")
        .map(|e| e.expect("readable entry").path())
        .collect();
    paths.sort();
    let mut seconds = 0.0;
    for path in paths {
        let bytes = std::fs::read(&path).expect("a readable article");
        let source = Source::decode(path.display().to_string(), bytes).expect("text");
        let started = std::time::Instant::now();
        let article = parse(read(&source, Format::Plain), &lexicon, &grammar);
        seconds += started.elapsed().as_secs_f64();
        let spans = |runs: &[sayso::article::TokenSpan]| -> Vec<[u32; 2]> {
            runs.iter().map(|r| article.span(*r)).map(|s| [s.start, s.end]).collect()
        };
        let attributions: Vec<_> = article
            .attributions
            .iter()
            .map(|a| serde_json::json!({"cue": spans(&[a.cue]), "source": a.source.map_or_else(Vec::new, |s| spans(&[s])), "content": spans(&a.content)}))
            .collect();
        let probes: Vec<_> = probe(read(&source, Format::Plain), &lexicon, &grammar)
            .iter()
            .map(|p| serde_json::json!({"kind": p.kind, "head": p.head, "slot": p.slot, "cue": [p.cue.0, p.cue.1], "strength": p.strength, "source": p.source, "content": p.content, "subject": p.subject, "traits": p.traits, "probability": p.probability}))
            .collect();
        writeln!(
            out,
            "{}",
            serde_json::json!({"unit": "byte", "path": source.path, "attributions": attributions, "probes": probes})
        )
        .expect("SAYSO_OUT can be written");
    }
    println!("parsing took {seconds:.3} s");
}
