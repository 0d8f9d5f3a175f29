//! The words of the schema: what a rule file calls levels, zones, frames, places. Tables only.

use super::schema::{Handling, Place, Tri};
use crate::article::{CueKind, Frame};
use crate::diagnostic::Level;
use crate::diagnostic::Severity;
use crate::lexicon::Inflect;
use crate::prose::BlockKind;

pub(crate) const LEVELS: &[(&str, Level)] = &[
    ("off", Level::Off),
    ("info", Level::On(Severity::Info)),
    ("warning", Level::On(Severity::Warning)),
    ("error", Level::On(Severity::Error)),
];
pub(crate) const ZONES: &[(&str, BlockKind)] = &[
    ("headline", BlockKind::Headline),
    ("dek", BlockKind::Dek),
    ("byline", BlockKind::Byline),
    ("dateline", BlockKind::Dateline),
    ("lead", BlockKind::Lead),
    ("body", BlockKind::Body),
    ("blockquote", BlockKind::BlockQuote),
    ("caption", BlockKind::Caption),
    ("list", BlockKind::List),
    ("note", BlockKind::Note),
];
pub(crate) const FRAMES: &[(&str, Frame)] = &[
    ("that", Frame::That),
    ("zero", Frame::Zero),
    ("quote", Frame::Quote),
    ("to", Frame::To),
    ("noun", Frame::Noun),
    ("wh", Frame::Wh),
    ("gerund", Frame::Gerund),
    ("colon", Frame::Colon),
    ("preposed", Frame::Preposed),
    ("phrase", Frame::Phrase),
];
pub(crate) const CUES: &[(&str, CueKind)] =
    &[("verb", CueKind::Verb), ("noun", CueKind::NounCue), ("phrase", CueKind::Phrase), ("mark", CueKind::Mark)];
pub(crate) const TRI: &[(&str, Tri)] = &[("any", Tri::Any), ("only", Tri::Only), ("never", Tri::Never)];
pub(crate) const HANDLING: &[(&str, Handling)] =
    &[("skip", Handling::Skip), ("lower", Handling::Lower), ("same", Handling::Same)];
pub(super) const INFLECTIONS: &[(&str, Inflect)] =
    &[("none", Inflect::None), ("verb", Inflect::Verb), ("noun", Inflect::Noun)];
pub(super) const PLACES: &[(&str, Place)] = &[
    ("patterns", Place::Sentence),
    ("sentence", Place::Sentence),
    ("before", Place::Before),
    ("after", Place::After),
    ("around", Place::Around),
    ("content", Place::Content),
    ("source", Place::Source),
    ("nearby", Place::Nearby),
    ("previous", Place::Previous),
    ("following", Place::Following),
    ("paragraph", Place::Paragraph),
    ("story-before", Place::StoryBefore),
    ("story", Place::Story),
];
