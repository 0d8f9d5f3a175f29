//! Who is who: short stories, and the name under which each attribution's speakers stand in the registry.

use crate::article::Article;
use crate::format::{Format, read};
use crate::lexicon::LexiconBuilder;
use crate::parse::{Grammar, irregular, parse};
use crate::source::Source;

fn told<T>(story: &str, tell: impl FnOnce(&Article<'_>) -> T) -> T {
    let copy = format!("Two gates and a crane\n\nThe harbor has two gates and a crane.\n\n{story}\n");
    let source = Source::from_text("x.txt", copy);
    let mut words = LexiconBuilder::new(irregular());
    let grammar = Grammar::new(&mut words);
    let lexicon = words.build();
    tell(&parse(read(&source, Format::Plain), &lexicon, &grammar))
}

/// Of each attribution in turn, who says it.
fn speakers(story: &str) -> Vec<String> {
    told(story, |article| {
        let name = |id: u32| article.sources[id as usize].name.clone();
        let of = |a: &crate::article::Attribution| {
            let all: Vec<String> = a.speaker.iter().chain(&a.with).map(|&id| name(id)).collect();
            all.join(" + ")
        };
        article.attributions.iter().map(of).collect()
    })
}

/// Whose spokesperson speaks for whom.
fn spokespersons(story: &str) -> Vec<(String, String)> {
    told(story, |article| {
        let name = |id: u32| article.sources[id as usize].name.clone();
        let speaks = article.sources.iter().filter_map(|s| s.speaks_for.map(|whose| (s.name.clone(), name(whose))));
        speaks.collect()
    })
}

#[test]
fn a_name_is_one_wherever_a_line_ends_in_it() {
    let story = "The Selby Harbor Board said the terminal\nwas ready. The ramps were safe, said the Selby\nHarbor Board.\n\
                 Two of them were new, the Selby Harbor\nBoard said, and Ada Lind\nof the union said that was not so.";
    let board = "Selby Harbor Board";
    assert_eq!(speakers(story), [board, board, board, "Ada Lind"]);
    assert_eq!(speakers(&story.replace('\n', "\r\n")), speakers(story));
    let state = rustc_hash::FxBuildHasher;
    let hash = |text| std::hash::BuildHasher::hash_one(&state, super::Folded(text));
    for (one, other) in [
        ("Selby Harbor", "SELBY\r\nHARBOR"),
        ("Selby Harbor", "Selby\n    Harbor"),
        ("Åse\nLind", "ÅSE LIND"),
        ("a\rb", "A b"),
    ] {
        assert!(super::Folded(one) == super::Folded(other) && hash(one) == hash(other), "{one:?} and {other:?}");
    }
    assert!(super::Folded("Selby Harbor") != super::Folded("Selby\nHarbors"));
}

#[test]
fn a_spokesperson_is_one_speaker_and_speaks_for_an_institution() {
    let story = "A spokesman for the Selby Harbor Board said the terminal was ready. The spokesman said the ramps were \
                 safe.\n\nThe board said the work had cost $2 million. It added that the sum was final.";
    let (man, board) = ("A spokesman for the Selby Harbor Board", "Selby Harbor Board");
    assert_eq!(speakers(story), [man, man, board, board]);
    assert_eq!(spokespersons(story), [(man.to_owned(), board.to_owned())]);
    for (story, who, whose) in [
        (
            "Lena Marsh, a spokeswoman for the Selby Harbor Board, said it was ready. The board said it was safe.",
            "Lena Marsh",
            "Selby Harbor Board",
        ),
        (
            "The pilots' union was asked. The union's spokesperson said a strike was near. The union said it was not.",
            "The union's spokesperson",
            "The union",
        ),
        (
            "The buyer is Acme Steel Corp. of late. A company spokesman said it paid cash. The company said no more.",
            "A company spokesman",
            "Acme Steel Corp.",
        ),
        (
            "Harbor Board spokeswoman Tina Ash said the lights worked. On Friday the board said they did not.",
            "Tina Ash",
            "Harbor Board",
        ),
    ] {
        assert_eq!(spokespersons(story), [(who.to_owned(), whose.to_owned())], "{story}");
    }
}

#[test]
fn the_spokeswoman_is_no_spokesman_and_one_of_two_stays_open() {
    assert_eq!(
        speakers("A spokesman for the port said it was open. The spokeswoman said it was shut."),
        ["A spokesman for the port", "The spokeswoman"]
    );
    assert_eq!(
        speakers("A spokesman for the port said it was open. The spokesperson said it was shut."),
        ["A spokesman for the port", "A spokesman for the port"]
    );
    let two = "A spokesman for the port said it was open. A spokesman for the line said it was shut.\n\nRain fell.\n\nThe \
               crane was gone. The ramp was gone. The spokesman said all was well.";
    assert_eq!(speakers(two)[2], "The spokesman");
    let last = "A spokesman for the port said it was open. A spokesman for the line said it was shut. The spokesman said \
                all was well.";
    assert_eq!(speakers(last)[2], "A spokesman for the line");
}

#[test]
fn the_board_is_the_one_body_of_that_name() {
    for (before, the, whose) in [
        ("Parents went to the Northfield School Board.", "The board", "Northfield School Board"),
        ("Parents went to the Northfield School Board.", "The school board", "Northfield School Board"),
        ("A letter came from the Ministry of Health.", "The ministry", "Ministry of Health"),
        ("A letter came from the Ministry of Health.", "The health ministry", "Ministry of Health"),
        ("Half of it is owned by Acme Steel Corp. and a bank.", "The company", "Acme Steel Corp."),
        ("Workers gathered at the Lind campaign before noon.", "The campaign", "Lind campaign"),
        ("The prize went to Harlan College.", "The college", "Harlan College"),
        ("The report went to Mayor Ada Lind.", "The mayor", "Ada Lind"),
        (
            "The poll was of a thousand adults. A poll by Harlan College found support.",
            "The poll",
            "A poll by Harlan College",
        ),
        ("The letter went to the Ports and Fuel Commission.", "The commission", "Ports and Fuel Commission"),
        // Two of them, somebody new, or another kind of it.
        ("Parents went to the Northfield School Board and the Selby Harbor Board.", "The board", "The board"),
        ("A letter came from the Ministry of Health. Arvenia has a ministry too.", "The ministry", "The ministry"),
        ("A letter came from the Ministry of Health.", "The finance ministry", "The finance ministry"),
        ("The report went to Deputy Mayor Ada Lind.", "The mayor", "The mayor"),
        ("The report went to former mayor Ada Lind.", "The mayor", "The mayor"),
        ("Acme Steel Corp. sold it to Straits Refining in May.", "The company", "The company"),
        ("A letter came from the White House.", "The house", "The house"),
    ] {
        let story = format!("{before} {the} said it was too late.");
        assert_eq!(speakers(&story).last().map(String::as_str), Some(whose), "{story}");
    }
}

#[test]
fn two_who_speak_together_are_both_of_them() {
    let story = "Ann Lee and Tom Wray said the letter was long. They said it was blue. Wray said it was red.";
    assert_eq!(speakers(story), ["Ann Lee + Tom Wray", "Ann Lee + Tom Wray", "Tom Wray"]);
    for (source, whose) in [
        ("Ann Lee, Tom Wray and Jo Park", "Ann Lee + Tom Wray + Jo Park"),
        ("Lena Marsh, the board's chair, and Tom Wray, a clerk,", "Lena Marsh + Tom Wray"),
        ("Mayor Ann Lee and her council", "Ann Lee + her council"),
        ("Russia and NATO", "Russia + NATO"),
        // One body, one lawyer.
        ("The Department of Health and Human Services", "Department of Health and Human Services"),
        ("The lawyer for Ann Lee and Tom Wray", "The lawyer for Ann Lee and Tom Wray"),
    ] {
        let story = format!("{source} said it was too late.");
        assert_eq!(speakers(&story), [whose], "{story}");
    }
}

#[test]
fn titles_are_cut_from_names_and_namesakes_kept_apart() {
    for (source, whose) in [
        ("Federal Reserve Chair Janet Lind", "Janet Lind"),
        ("Secretary of State Ada Lind", "Ada Lind"),
        ("Rep. Tom Lind of Arvenia", "Tom Lind"),
        ("The Republican National Committee", "Republican National Committee"),
        ("Sen. Ada Lind (R-Maine), who was there,", "Ada Lind"),
    ] {
        let story = format!("{source} said it was too late.");
        assert_eq!(speakers(&story), [whose], "{story}");
    }
    let story = "Ada Lind said it was late. Her brother Tor Lind said it was not.\n\nThe lock was shut. Lind said it would open.\n\nTor \
                 Lind said it was open. Lind said he had the key.";
    assert_eq!(speakers(story), ["Ada Lind", "Tor Lind", "Ada Lind", "Tor Lind", "Tor Lind"]);
    let story = "Ada Cook said it was late. Cook said no more. “It is,” Ada said.";
    assert_eq!(speakers(story), ["Ada Cook"; 3]);
}

#[test]
fn bodies_in_a_list_speak_each_for_itself() {
    for (said, who) in [
        ("The Lake Council, Norway and OPEC called for a ban.", "Lake Council + Norway + OPEC"),
        ("The Lake Council, Norway, and OPEC, among others, called for a ban.", "Lake Council + Norway + OPEC"),
    ] {
        assert_eq!(speakers(&format!("The town of Hoorn met. {said}")), [who], "{said}");
    }
}

#[test]
fn a_short_title_is_no_given_name() {
    assert_eq!(
        speakers("PM Quist rejects the plan.\n\nPrime Minister Ida Quist said it was late."),
        ["Ida Quist", "Ida Quist"]
    );
}
